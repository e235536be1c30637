#pragma once

#include "base/result.h"
#include "features/image_network.h"
#include "features/text_network.h"

#include <torch/torch.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

/// What `bench encoders` measures: one side of one model folder with the input it gets.
namespace affect::cli {

/// One batch as the network gets it.
struct BenchBatch {
  torch::Tensor ids, mask; ///< [items, tokens] of texts
  torch::Tensor pixels;    ///< [items, 3, height, width] of pictures
  torch::Tensor hidden;    ///< what the network made of it last: [items, tokens or regions, width]
  torch::Tensor vector;    ///< [items, vector width]
};

struct BenchSubject {
  std::filesystem::path folder;
  std::string name, side; ///< side: "text" or "image"
  std::unique_ptr<TextNetwork> text;
  std::unique_ptr<ImageNetwork> image;
  std::vector<BenchBatch> batches;
  int64_t items = 0;
  double operations = 0; ///< of all batches; padding is not counted

  /// Runs all batches once.
  void run();
};

/// Both sides of a folder, as far as it has them. Texts have the lengths of real posts and are put
/// into batches and padded as TextEncoder does; what they say does not matter for speed, so ids and
/// pixels are random. Errors: as open_text_network and open_image_network.
Result<std::vector<BenchSubject>> open_bench_subjects(const std::filesystem::path &folder,
                                                      int64_t batch, torch::ScalarType precision);

/// Sizes of a CLIPModel; as they stand, ViT-B/32's (151 million parameters). Widths are multiples
/// of 64.
struct ClipSizes {
  int64_t layers = 12, text_width = 512, image_width = 768;
};

/// Writes a CLIPModel folder with random weights. Errors: unreadable.
Result<void> write_random_clip(const std::filesystem::path &folder, const ClipSizes &sizes = {});

} // namespace affect::cli
