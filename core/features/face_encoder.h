#pragma once

#include "base/result.h"
#include "media/faces.h"
#include "nn/face_net.h"

#include <torch/torch.h>

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace affect {

/// A face as the encoder sees it; fp32 on the CPU.
struct FaceFeatures {
  torch::Tensor vector; ///< [width]
  torch::Tensor
      logits; ///< [classes] log-probabilities of the expressions: softmax of them gives these back
};

/// Probabilities of the expressions: [faces, classes], of at least one face.
torch::Tensor expressions_of(std::span<const FaceFeatures> faces);

/// A folder of model_type affectscope-face ready for inference: config.json (image_size, width,
/// hidden_size, classes) and model.safetensors with FaceNet's tensors.
///
/// A face is read as it is and mirrored; vector and probabilities are the means of the two.
class FaceEncoder {
public:
  /// Errors: not_found, unreadable, bad_format (sizes beyond any sensible network, tensors that do
  /// not fit), unsupported (another model_type, a device that is not there).
  static Result<std::unique_ptr<FaceEncoder>> open(const std::filesystem::path &folder,
                                                   torch::ScalarType precision,
                                                   torch::Device device = torch::kCPU);

  /// One result a face, in order; what else is in the batch changes nothing. Errors: internal,
  /// too_large (memory).
  Result<std::vector<FaceFeatures>> encode(std::span<const FaceCrop> crops) const;

  /// Names of the expressions, in the order of the logits.
  const std::vector<std::string> &classes() const { return classes_; }
  int64_t width() const { return config_.vector_width(); }
  int64_t parameters() const { return parameters_; }
  const std::string &id() const { return id_; }
  /// SHA-256 over the folder's weights and configuration: names cached features.
  const std::string &hash() const { return hash_; }

private:
  FaceEncoder(const FaceNetImpl &network, torch::ScalarType precision, torch::Device device)
      : config_(network.config()), network_(network, precision), device_(device) {}
  FaceNetConfig config_;
  FoldedFaceNet network_;
  torch::Device device_;
  std::vector<std::string> classes_;
  std::string id_, hash_;
  int64_t parameters_ = 0;
};

/// Writes such a folder, weights as fp16. Errors: unreadable, usage (not one name a class).
Result<void> write_face_encoder(const std::filesystem::path &folder, const FaceNetConfig &network,
                                const std::vector<std::string> &classes, const StateDict &state);

} // namespace affect
