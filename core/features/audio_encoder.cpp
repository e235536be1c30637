#include "features/audio_encoder.h"

#include "features/audio_frames.h"
#include "features/folder_hash.h"
#include "features/speech_input.h"

#include <algorithm>
#include <cmath>

namespace affect {
namespace {

constexpr std::int64_t fine_frames = 8, step_fines = 3,
                       step_frames = fine_frames * step_fines; // 240 ms
constexpr std::int64_t section_steps = 32;
constexpr std::size_t section_samples = section_steps * step_frames * audio_hop;
constexpr double frame_seconds = static_cast<double>(audio_hop) / audio_rate;

// Means of three fine steps each; the last may have fewer. [S, …] → [ceil(S / 3), …]
torch::Tensor by_step(const torch::Tensor &fine) {
  std::vector<torch::Tensor> rows;
  for (std::int64_t at = 0; at < fine.size(0); at += step_fines)
    rows.push_back(fine.slice(0, at, std::min(at + step_fines, fine.size(0))).mean(0));
  return torch::stack(rows);
}

} // namespace

/// What has been heard of a clip: steps, and the sums of the attention over time, which are joined
/// across sections as the softmax over all of them.
class AudioEncoder::Clip {
public:
  explicit Clip(AudioEncoder &encoder) : encoder_(encoder) {}

  /// A section of the clip; only of the last one is the length free.
  void add(std::span<const float> samples, bool last) {
    const std::int64_t frames = frame_count(static_cast<std::int64_t>(samples.size()));
    const std::int64_t fines = last ? speech_steps(frames) : section_steps * step_fines;
    const std::int64_t steps = (fines + step_fines - 1) / step_fines;
    auto states = torch::zeros({fines, encoder_.width()});
    auto active = torch::zeros({fines, 1});
    if (const auto input = speech_input(samples))
      listen(*input, states, active);
    const auto share = by_step(active);
    active_.push_back(share.flatten());
    steps_.push_back(by_step(states * active) /
                     share.clamp_min(1e-6)); // what has no voice is not heard
    for (std::int64_t s = 0; s < steps; ++s)
      times_.push_back((static_cast<double>(done_ + s * step_frames) + fine_frames) *
                       frame_seconds);
    done_ += steps * step_frames;
  }

  std::optional<AudioFeatures> finish() const {
    if (!(weight_ > 0))
      return std::nullopt;
    const auto mean = first_ / weight_;
    const auto deviation =
        (second_ / weight_ - mean.square()).clamp_min(speech_least_variance).sqrt();
    return AudioFeatures{torch::cat(steps_), times_, torch::cat(active_),
                         torch::cat({mean, deviation}).to(torch::kFloat32)};
  }

private:
  void listen(const SpeechInput &input, torch::Tensor &states, torch::Tensor &active) {
    const auto heard = encoder_.network_->forward(
        input.mel.unsqueeze(0).to(encoder_.device_, encoder_.precision_));
    const auto plain = [](const torch::Tensor &x) { return x[0].to(torch::kCPU, torch::kFloat32); };
    const auto mask = active_steps(input.active);
    const std::int64_t first = input.first / fine_frames;
    const std::int64_t count = std::min(mask.size(0), states.size(0) - first);
    const auto own = plain(heard.states).slice(0, 0, count);
    const auto on = mask.slice(0, 0, count).to(torch::kFloat32);
    states.narrow(0, first, count).copy_(own);
    active.narrow(0, first, count).copy_(on.unsqueeze(1));
    pool(own.to(torch::kFloat64), plain(heard.scores).slice(0, 0, count).to(torch::kFloat64), on);
  }

  // Sums with weights exp(score - highest score so far).
  void pool(const torch::Tensor &states, const torch::Tensor &scores, const torch::Tensor &on) {
    const auto places = on.nonzero().flatten();
    if (places.numel() == 0)
      return;
    const auto score = scores.index_select(0, places), state = states.index_select(0, places);
    const double most = std::max(highest_, score.max().item<double>());
    const double older = std::exp(highest_ - most);
    const auto weight = (score - most).exp();
    weight_ = weight_ * older + weight.sum().item<double>();
    const auto sum = [&](const torch::Tensor &x) { return weight.matmul(x); };
    first_ = first_.defined() ? first_ * older + sum(state) : sum(state);
    second_ = second_.defined() ? second_ * older + sum(state.square()) : sum(state.square());
    highest_ = most;
  }

  AudioEncoder &encoder_;
  std::vector<torch::Tensor> steps_, active_;
  std::vector<double> times_;
  std::int64_t done_ = 0; ///< frames
  double weight_ = 0, highest_ = -1e30;
  torch::Tensor first_, second_;
};

Result<std::unique_ptr<AudioEncoder>> AudioEncoder::open(const std::filesystem::path &folder,
                                                         torch::ScalarType precision,
                                                         torch::Device device) {
  AFFECT_TRY(network, load_speech_folder(folder));
  AFFECT_TRY(hash, hash_of_model(folder, {"config.json", "model.safetensors"}));
  std::unique_ptr<AudioEncoder> encoder(new AudioEncoder);
  try {
    network->to(device, precision);
  } catch (const std::exception &) {
    return make_error(ErrorCode::unsupported,
                      "The model cannot be brought to the device " + device.str() + ".", folder);
  }
  encoder->network_ = network;
  encoder->precision_ = precision;
  encoder->device_ = device;
  encoder->id_ = (folder.has_filename() ? folder : folder.parent_path()).filename().string();
  encoder->hash_ = hash;
  return encoder;
}

Result<std::optional<AudioFeatures>> AudioEncoder::encode(std::span<const float> samples,
                                                          const CancelToken &cancel) {
  std::size_t at = 0;
  return encode(
      [&](std::size_t count) -> Result<std::vector<float>> {
        const auto part = samples.subspan(at, std::min(count, samples.size() - at));
        at += part.size();
        return std::vector<float>(part.begin(), part.end());
      },
      cancel);
}

Result<std::optional<AudioFeatures>> AudioEncoder::encode(const SampleSource &source,
                                                          const CancelToken &cancel) {
  torch::NoGradGuard frozen;
  Clip clip(*this);
  std::vector<float> held;
  for (bool ended = false; !ended;) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "Listening to the clip was stopped.");
    AFFECT_TRY(more, source(2 * section_samples - held.size()));
    held.insert(held.end(), more.begin(), more.end());
    ended = more.empty();
    // A section is cut off only where another whole one follows: what remains is never too short to
    // be an utterance.
    while (held.size() >= 2 * section_samples) {
      clip.add(std::span(held).first(section_samples), false);
      held.erase(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(section_samples));
    }
  }
  if (!held.empty())
    clip.add(held, true);
  return clip.finish();
}

torch::Tensor AudioEncoder::polarity(const torch::Tensor &vector) {
  torch::NoGradGuard frozen;
  return network_->polarity(vector.unsqueeze(0).to(device_, precision_))[0]
      .to(torch::kCPU, torch::kFloat32)
      .softmax(0);
}

torch::Tensor AudioEncoder::emotions(const torch::Tensor &vector, int64_t corpus) {
  torch::NoGradGuard frozen;
  const auto asked = torch::tensor({corpus}, torch::TensorOptions(torch::kInt64).device(device_));
  return network_->emotions(vector.unsqueeze(0).to(device_, precision_), asked)[0]
      .to(torch::kCPU, torch::kFloat32)
      .softmax(0);
}

} // namespace affect
