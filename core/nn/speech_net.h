#pragma once

#include "base/result.h"
#include "nn/state.h"

#include <torch/torch.h>

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace affect {

/// One of the corpora a SpeechNet was trained on, and which of the emotions it tells apart.
struct SpeechCorpus {
  std::string name;
  std::vector<int64_t> emotions; ///< rows of SpeechNetConfig::emotions
};

struct SpeechNetConfig {
  int64_t bands = 80; ///< of the log-mel
  std::array<int64_t, 4> channels = {16, 32, 48,
                                     64}; ///< of the convolutions over time and frequency
  int64_t width = 128;                    ///< of a time step
  int64_t attention = 64;                 ///< hidden width of the attention over time
  std::vector<std::string> emotions;      ///< of all corpora together
  std::vector<SpeechCorpus> corpora;
  double dropout = 0.3; ///< while training
};

/// What SpeechNet makes of a batch. S = speech_steps(T).
struct SpeechOutput {
  torch::Tensor states; ///< [B, S, width]
  torch::Tensor scores; ///< [B, S] of the attention, before its softmax
};

/// Below this, a variance over time counts as none.
inline constexpr double speech_least_variance = 1e-4;

/// Fine steps of 80 ms over T frames of 10 ms.
int64_t speech_steps(int64_t frames);

/// Speech emotion from normalised log-mel: four convolutions over frequency and time, two over
/// time, attention that pools mean and deviation over time, and on these one classifier of emotions
/// for all corpora (each has its own classes and bias) and one of polarity. Fine
/// step i is centred on frame 8 i and sees 31 frames to each side.
class SpeechNetImpl : public torch::nn::Module {
public:
  explicit SpeechNetImpl(SpeechNetConfig config);

  /// mel [B, bands, T] with 0 where there is nothing.
  SpeechOutput forward(const torch::Tensor &mel);
  /// The whole clip's vector from its steps; `mask` [B, S] is true where a step counts, at least
  /// once in each row. [B, vector_width()]
  torch::Tensor pool(const SpeechOutput &output, const torch::Tensor &mask);
  /// `corpus` [B]: whose classes are asked for; the others get -1e4. [B, emotions]
  torch::Tensor emotions(const torch::Tensor &vector, const torch::Tensor &corpus);
  /// negative, neutral, positive. [B, 3]
  torch::Tensor polarity(const torch::Tensor &vector);

  const SpeechNetConfig &config() const { return config_; }
  int64_t vector_width() const { return 2 * config_.width; }
  /// Floating-point operations for so many frames; a multiply-add counts as two.
  static double operations(const SpeechNetConfig &config, int64_t frames);

private:
  SpeechNetConfig config_;
  std::vector<torch::nn::Conv2d> convolutions_;
  std::vector<torch::nn::BatchNorm2d> norms_;
  torch::nn::Conv1d join_{nullptr}, refine_{nullptr}, attend_{nullptr}, score_{nullptr};
  torch::nn::BatchNorm1d join_norm_{nullptr}, refine_norm_{nullptr};
  torch::nn::Linear emotion_{nullptr}, polarity_{nullptr};
  torch::Tensor corpus_bias_, corpus_classes_;
};
TORCH_MODULE(SpeechNet);

/// The network of a folder of model_type affectscope-audio: config.json and model.safetensors.
/// Errors: not_found, unreadable, bad_format (sizes or tensors that do not fit), unsupported
/// (another type).
Result<SpeechNet> load_speech_folder(const std::filesystem::path &folder);
/// Writes both; weights as fp16. Errors: unreadable.
Result<void> write_speech_folder(const std::filesystem::path &folder, const SpeechNetImpl &network);

} // namespace affect
