#include "nn/speech_net.h"

#include <algorithm>

namespace affect {
namespace {

constexpr double masked = -1e4;

torch::nn::Conv2d square(int64_t in, int64_t out, int64_t time_stride) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3)
                               .stride({2, time_stride})
                               .padding(1)
                               .bias(false)); // frequency, time
}

torch::nn::Conv1d along_time(int64_t in, int64_t out) {
  return torch::nn::Conv1d(torch::nn::Conv1dOptions(in, out, 3).padding(1).bias(false));
}

int64_t half(int64_t n) { return (n + 1) / 2; }

// The last convolution halves the frequencies alone.
int64_t time_stride(std::size_t layer) { return layer < 3 ? 2 : 1; }

int64_t last_bands(int64_t bands) { return half(half(half(half(bands)))); }

} // namespace

int64_t speech_steps(int64_t frames) { return half(half(half(frames))); }

SpeechNetImpl::SpeechNetImpl(SpeechNetConfig config) : config_(std::move(config)) {
  int64_t in = 1;
  for (std::size_t i = 0; i < config_.channels.size(); ++i) {
    const int64_t out = config_.channels[i];
    convolutions_.push_back(
        register_module("conv" + std::to_string(i), square(in, out, time_stride(i))));
    norms_.push_back(register_module("norm" + std::to_string(i), torch::nn::BatchNorm2d(out)));
    in = out;
  }
  const int64_t width = config_.width;
  join_ = register_module("join", along_time(in * last_bands(config_.bands), width));
  join_norm_ = register_module("join_norm", torch::nn::BatchNorm1d(width));
  refine_ = register_module("refine", along_time(width, width));
  refine_norm_ = register_module("refine_norm", torch::nn::BatchNorm1d(width));
  attend_ = register_module(
      "attend", torch::nn::Conv1d(torch::nn::Conv1dOptions(width, config_.attention, 1)));
  score_ = register_module("score",
                           torch::nn::Conv1d(torch::nn::Conv1dOptions(config_.attention, 1, 1)));
  const auto emotions = static_cast<int64_t>(config_.emotions.size());
  const auto corpora = static_cast<int64_t>(config_.corpora.size());
  emotion_ = register_module("emotion", torch::nn::Linear(vector_width(), emotions));
  polarity_ = register_module("polarity", torch::nn::Linear(vector_width(), 3));
  corpus_bias_ = register_parameter("corpus_bias", torch::zeros({corpora, emotions}));
  corpus_classes_ =
      torch::zeros({corpora, emotions}, torch::kBool); // of the configuration, not of the weights
  for (int64_t corpus = 0; corpus < corpora; ++corpus)
    for (const int64_t emotion : config_.corpora[static_cast<std::size_t>(corpus)].emotions)
      corpus_classes_[corpus][emotion] = true;
}

SpeechOutput SpeechNetImpl::forward(const torch::Tensor &mel) {
  auto x = mel.unsqueeze(1);
  for (std::size_t i = 0; i < convolutions_.size(); ++i)
    x = norms_[i](convolutions_[i](x)).relu_();
  x = x.transpose(1, 2).flatten(1, 2); // [B, frequency * channels, S]
  x = torch::dropout(x, config_.dropout / 2, is_training());
  x = join_norm_(join_(x)).relu_();
  x = x + refine_norm_(refine_(x)).relu_();
  return {x.transpose(1, 2), score_(attend_(x).tanh()).squeeze(1)};
}

torch::Tensor SpeechNetImpl::pool(const SpeechOutput &output, const torch::Tensor &mask) {
  const auto weights =
      output.scores.masked_fill(mask.logical_not(), masked).softmax(1).unsqueeze(2);
  const auto mean = (output.states * weights).sum(1);
  const auto variance = (output.states.square() * weights).sum(1) - mean.square();
  return torch::cat({mean, variance.clamp_min(speech_least_variance).sqrt()}, 1);
}

torch::Tensor SpeechNetImpl::emotions(const torch::Tensor &vector, const torch::Tensor &corpus) {
  const auto x = emotion_(torch::dropout(vector, config_.dropout, is_training()));
  const auto known = corpus_classes_.to(vector.device()).index_select(0, corpus);
  return (x + corpus_bias_.index_select(0, corpus)).masked_fill(known.logical_not(), masked);
}

torch::Tensor SpeechNetImpl::polarity(const torch::Tensor &vector) {
  return polarity_(torch::dropout(vector, config_.dropout, is_training()));
}

double SpeechNetImpl::operations(const SpeechNetConfig &config, int64_t frames) {
  double sum = 0;
  int64_t bands = config.bands, time = frames, in = 1;
  for (std::size_t i = 0; i < config.channels.size(); ++i) {
    bands = half(bands);
    time = time_stride(i) == 2 ? half(time) : time;
    sum += 2.0 * 9 * static_cast<double>(in * config.channels[i] * bands * time);
    in = config.channels[i];
  }
  const auto steps = static_cast<double>(time);
  sum += 2.0 * 3 * static_cast<double>(in * bands * config.width) * steps;
  sum += 2.0 * 3 * static_cast<double>(config.width * config.width) * steps;
  return sum + 2.0 * static_cast<double>((config.width + 1) * config.attention) * steps;
}

} // namespace affect
