#pragma once

#include "base/result.h"
#include "features/image_network.h"
#include "features/image_tensor.h"
#include "features/tail_parameters.h"
#include "media/image.h"

#include <torch/torch.h>

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace affect {

/// A picture as the encoder sees it; fp32 on the CPU.
struct ImageFeatures {
  torch::Tensor regions; ///< [rows * columns, width], row by row
  torch::Tensor vector;  ///< [vector width] the picture's own vector, see ImageEncoder
};

/// Whether batches of pictures are as large as they must be, or always full.
enum class BatchShape { least, steady };

/// An image encoder folder ready for inference.
///
/// Regions are cells of EfficientNet's last grid or the patches of a vision transformer. The vector
/// is what the folder was made to give: the regions' mean (EfficientNet), the embedding that is
/// compared with texts (CLIP, Chinese-CLIP, SigLIP; projected, not normalised), the pooler's output
/// or the class token (ViT).
class ImageEncoder {
public:
  /// Opens a folder of model_type efficientnet-lite0, clip, chinese_clip, siglip (of these the
  /// picture side alone) or vit. Errors: not_found, unreadable, bad_format, unsupported.
  static Result<std::unique_ptr<ImageEncoder>> open(const std::filesystem::path &folder,
                                                    torch::ScalarType precision,
                                                    torch::Device device = torch::kCPU);

  /// One result a picture, in order. Errors: usage (an empty picture).
  Result<std::vector<ImageFeatures>> encode(std::span<const Image> images);
  /// The two halves of encode(): a picture of the size that the network reads, from any thread, and
  /// what the network says of such pictures. In steady batches, which are always full, the last one
  /// filled up, what is said of a picture does not depend on those beside it, nor on the number of
  /// threads, to the last bit (fp32, one machine). Errors: usage (an empty picture; one of another
  /// size).
  Result<Image> prepare(const Image &image) const { return resize_picture(image, preprocess_); }
  Result<std::vector<ImageFeatures>>
  encode_prepared(std::span<const std::shared_ptr<const Image>> pictures,
                  BatchShape shape = BatchShape::steady);

  /// Blocks of the network: the most that can be tuned.
  int64_t blocks() const { return network_->sizes().blocks; }
  /// What is below the last `tuned` blocks, one row a picture that prepare() made; `mirrored`: of
  /// the pictures turned left to right. Errors: usage (a picture of another size).
  Result<torch::Tensor> encode_below(std::span<const std::shared_ptr<const Image>> pictures,
                                     int64_t tuned, bool mirrored);
  /// The last `tuned` blocks over rows of the above. Differentiable between begin_tuning() and
  /// end_tuning().
  ImageNetwork::Output encode_above(const torch::Tensor &below, int64_t tuned);
  /// These are as TextEncoder's.
  StateDict tail_parameters(int64_t tuned) const {
    return network_->tail_parameters(blocks() - tuned);
  }
  StateDict weights() const {
    return network_->weights();
  } ///< of the whole network, sharing memory with it
  void begin_tuning(int64_t tuned, double dropout) {
    network_->begin_tuning(blocks() - tuned, dropout);
  }
  void end_tuning() { network_->end_tuning(); }
  Result<void> lay_over(const TunedLayers &layers, const std::filesystem::path &file = {});
  TunedLayers last_layers(int64_t tuned) const;

  const ImagePreprocess &preprocess() const { return preprocess_; }
  const std::string &id() const { return id_; }
  /// SHA-256 over the folder's weights and configuration: names cached features.
  const std::string &hash() const { return hash_; }
  /// hash() without what was laid over.
  const std::string &base_hash() const { return base_hash_; }
  int64_t width() const { return network_->sizes().width; }
  int64_t vector_width() const { return network_->sizes().vector_width; }
  int rows() const { return preprocess_.height / network_->sizes().cell; }
  int columns() const { return preprocess_.width / network_->sizes().cell; }
  int64_t parameters() const { return network_->sizes().parameters; }

private:
  ImageEncoder() = default;
  std::size_t batch_size() const;
  void encode_batch(const torch::Tensor &pixels, int64_t wanted,
                    std::vector<ImageFeatures> &features);
  std::unique_ptr<ImageNetwork> network_;
  ImagePreprocess preprocess_;
  std::string id_, hash_, base_hash_;
};

} // namespace affect
