#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "nn/speech_net.h"

#include <torch/torch.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace affect {

/// A clip's sound as the encoder hears it; fp32 on the CPU.
struct AudioFeatures {
  torch::Tensor steps;       ///< [T, width] about four a second; zeros where a step has no voice
  std::vector<double> times; ///< s, centre of each step
  torch::Tensor active;      ///< [T] share of each step in which there is voice, 0 … 1
  torch::Tensor
      vector; ///< [vector width] of the whole clip: weighted mean and deviation of its active parts
};

/// Gives the next samples of a clip, at most `count`, none at its end: AudioReader::read, for
/// example.
using SampleSource = std::function<Result<std::vector<float>>(std::size_t count)>;

/// An audio encoder folder (model_type affectscope-audio) ready for inference: log-mel of 16 kHz
/// mono sound through SpeechNet. Sound up to 15 s is one utterance; a longer one is read in
/// sections of 7.7 to 15 s, each normalised by itself as an utterance is, so that memory for
/// spectra does not grow with the length.
class AudioEncoder {
public:
  /// Errors: not_found, unreadable, bad_format, unsupported (another type of model, a device that
  /// is not there).
  static Result<std::unique_ptr<AudioEncoder>> open(const std::filesystem::path &folder,
                                                    torch::ScalarType precision,
                                                    torch::Device device = torch::kCPU);

  /// Nothing where there is no voice at all: silence, or shorter than 50 ms; the clip then lacks
  /// this modality. Errors: cancelled.
  Result<std::optional<AudioFeatures>> encode(std::span<const float> samples,
                                              const CancelToken &cancel = {});
  /// The same while reading. Errors: those of the source, cancelled.
  Result<std::optional<AudioFeatures>> encode(const SampleSource &source,
                                              const CancelToken &cancel = {});

  /// Probabilities that the network's own classifiers give a clip's vector.
  torch::Tensor polarity(const torch::Tensor &vector); ///< [3] negative, neutral, positive
  torch::Tensor emotions(const torch::Tensor &vector,
                         int64_t corpus); ///< [emotions], of that corpus alone

  const SpeechNetConfig &config() const { return network_->config(); }
  const std::string &id() const { return id_; }
  /// SHA-256 over the folder's weights and configuration: names cached features.
  const std::string &hash() const { return hash_; }
  int64_t width() const { return network_->config().width; }
  int64_t vector_width() const { return network_->vector_width(); }
  int64_t parameters() const { return parameter_count(*network_); }

private:
  class Clip;
  AudioEncoder() = default;
  SpeechNet network_{nullptr};
  torch::ScalarType precision_ = torch::kFloat32;
  torch::Device device_ = torch::kCPU;
  std::string id_, hash_;
};

} // namespace affect
