#include "features/speech_input.h"

#include "features/audio_features.h"
#include "features/voice_activity.h"
#include "nn/speech_net.h"

#include <algorithm>
#include <cmath>

namespace affect {
namespace {

constexpr std::int64_t margin = 8; // frames before and behind what is active
constexpr double range = 14;       // in the logarithm of power: 60 dB
constexpr double least_deviation = 0.5;
constexpr double most_deviations = 4; // digital silence beside an even sound would be far beyond
constexpr std::int64_t fine = 8;      // frames a step

} // namespace

std::optional<SpeechInput> speech_input(std::span<const float> samples) {
  const auto activity = voice_activity(frame_energy(samples));
  const auto &active = activity.active;
  const auto first = std::find(active.begin(), active.end(), true);
  if (first == active.end())
    return std::nullopt;
  const auto last = std::find(active.rbegin(), active.rend(), true).base(); // past it
  const auto frames = static_cast<std::int64_t>(active.size());
  const std::int64_t begin =
      std::max<std::int64_t>(0, first - active.begin() - margin) / fine * fine;
  const std::int64_t end = std::min<std::int64_t>(frames, last - active.begin() + margin);
  SpeechInput input;
  input.first = begin;
  input.active = torch::zeros({end - begin}, torch::kBool);
  for (std::int64_t t = begin; t < end; ++t)
    input.active.data_ptr<bool>()[t - begin] = active[static_cast<std::size_t>(t)];
  auto mel = log_mel(samples);
  mel = torch::maximum(mel, mel.max() - range).slice(1, begin, end);
  const auto voiced = mel.index_select(1, input.active.nonzero().flatten());
  const auto mean = voiced.mean(1, true);
  const auto deviation = (voiced - mean).square().mean(1, true).sqrt().clamp_min(least_deviation);
  input.mel = ((mel - mean) / deviation).clamp(-most_deviations, most_deviations);
  return input;
}

torch::Tensor active_steps(const torch::Tensor &active) {
  const std::int64_t frames = active.size(0), steps = speech_steps(frames);
  auto found = torch::zeros({steps}, torch::kBool);
  const bool *frame = active.contiguous().data_ptr<bool>();
  for (std::int64_t s = 0; s < steps; ++s)
    found.data_ptr<bool>()[s] =
        std::any_of(frame + std::max<std::int64_t>(0, s * fine - fine / 2),
                    frame + std::min(frames, s * fine + fine / 2), [](bool on) { return on; });
  return found;
}

} // namespace affect
