#pragma once

#include "base/result.h"
#include "features/resample.h"
#include "media/image.h"

#include <torch/torch.h>

#include <array>
#include <filesystem>
#include <memory>
#include <span>

namespace affect {

/// How a picture becomes an encoder's input: resized, perhaps cut, x · rescale, (x − mean) / std.
struct ImagePreprocess {
  int width = 224; ///< of the tensor, pixels
  int height = 224;
  /// 0: the picture is squashed to width × height. Else its shorter side is brought to this length
  /// and width × height are cut from the middle.
  int shortest_edge = 0;
  Interpolation interpolation = Interpolation::bicubic;
  double rescale = 1.0 / 255.0;
  std::array<float, 3> mean{0.5f, 0.5f, 0.5f};
  std::array<float, 3> std{0.5f, 0.5f, 0.5f};

  bool operator==(const ImagePreprocess &) const = default;

  /// What EfficientNet-Lite was trained with: squashed to a square, (x − 127) / 128.
  static ImagePreprocess efficientnet_lite(int size = 224);
};

/// A part of a picture as fractions of its width and height.
struct PictureRect {
  double x = 0, y = 0, width = 1, height = 1;
};

/// The part of a picture that reaches the encoder: all of it when squashed, the middle when cut. A
/// region grid lies on it.
PictureRect covered_part(int width, int height, const ImagePreprocess &preprocess);

/// The 8-bit picture that is about to be normalised. Errors: usage (an empty picture).
Result<Image> resize_picture(const Image &image, const ImagePreprocess &preprocess);

/// A picture → [3, height, width], fp32. Errors: usage (an empty picture).
Result<torch::Tensor> image_tensor(const Image &image, const ImagePreprocess &preprocess);

/// Several pictures → [B, 3, height, width], fp32. Errors: usage (no picture, or an empty one).
Result<torch::Tensor> image_batch(std::span<const Image> images, const ImagePreprocess &preprocess);

/// The same of what resize_picture() made of each. Errors: usage (no picture, or one of another
/// size).
Result<torch::Tensor> prepared_batch(std::span<const std::shared_ptr<const Image>> pictures,
                                     const ImagePreprocess &preprocess);

/// Reads a Hugging Face `preprocessor_config.json`, old and new spellings, or the image processor's
/// part of a `processor_config.json`; what it leaves out or sets to null has the default of the
/// processor it names (CLIP, Chinese-CLIP, SigLIP; ViT where it names none). Errors: not_found,
/// unreadable, bad_format, unsupported.
Result<ImagePreprocess> read_preprocess(const std::filesystem::path &file);

/// The same from a model folder, which has either of the two files. Errors: as above.
Result<ImagePreprocess> preprocess_of_folder(const std::filesystem::path &folder);

/// Writes one that says everything, so that read_preprocess() and Hugging Face read the same.
/// Errors: unreadable.
Result<void> write_preprocess(const std::filesystem::path &file, const ImagePreprocess &preprocess);

} // namespace affect
