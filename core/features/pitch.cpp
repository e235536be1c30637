#include "features/pitch.h"

#include "features/pitch_candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

namespace affect {
namespace {

using namespace pitch_detail;

constexpr int reach = 20; // a pitch moves by at most two semitones a frame
constexpr double switching = 0.01;
constexpr float yin_threshold = 0.1f;
constexpr std::size_t states = 2 * pitch_bins; // voiced bins, then unvoiced ones
constexpr std::size_t settled = 1000;          // frames behind the last one that are final
constexpr std::size_t piece =
    5 * audio_rate; // samples looked at between two looks at the cancel token

/// The likeliest path through the states, decided in blocks.
class PitchPath {
public:
  PitchPath() {
    for (int to = 0; to < pitch_bins; ++to)
      for (int offset = -reach; offset <= reach; ++offset) {
        const int from = to + offset;
        if (from < 0 || from >= pitch_bins)
          continue;
        double row = 0;
        for (int other = std::max(0, from - reach); other <= std::min(pitch_bins - 1, from + reach);
             ++other)
          row += share(other - from);
        const auto at = static_cast<std::size_t>(to * (2 * reach + 1) + offset + reach);
        stay_[at] = std::log((1 - switching) * share(offset) / row + tiny);
        cross_[at] = std::log(switching * share(offset) / row + tiny);
      }
  }

  void add(const Candidates &frame) {
    std::array<double, states> seen{};
    for (const auto &[bin, likely] : frame.bins)
      seen[static_cast<std::size_t>(bin)] = likely;
    std::fill(seen.begin() + pitch_bins, seen.end(), (1 - frame.voiced) / pitch_bins);
    std::array<double, states> now{};
    if (back_.empty() && done_.empty()) {
      for (std::size_t s = 0; s < states; ++s)
        now[s] = std::log(seen[s] + tiny) - std::log(static_cast<double>(states));
      back_.emplace_back(); // the first frame comes from nowhere
    } else {
      back_.emplace_back();
      step(seen, now, back_.back());
    }
    score_ = now;
    if (back_.size() >= 2 * settled)
      settle(settled);
  }

  /// The states of all frames.
  std::vector<std::uint16_t> finish() {
    settle(0);
    return std::move(done_);
  }

private:
  using Origins = std::array<std::uint16_t, states>;
  static constexpr double tiny = std::numeric_limits<double>::min();
  static double share(int offset) { return 1 - std::abs(offset) / (reach + 1.0); }

  void step(const std::array<double, states> &seen, std::array<double, states> &now,
            Origins &from) const {
    // From anywhere to anywhere at a price nobody pays while there is another way.
    const auto best =
        static_cast<std::size_t>(std::max_element(score_.begin(), score_.end()) - score_.begin());
    const double jump = score_[best] + std::log(tiny);
    for (int voice = 0; voice < 2; ++voice)
      for (int to = 0; to < pitch_bins; ++to) {
        double most = jump;
        std::size_t origin = best;
        for (int other = 0; other < 2; ++other) {
          const auto &cost = other == voice ? stay_ : cross_;
          const int first = std::max(0, to - reach), last = std::min(pitch_bins - 1, to + reach);
          const double *price = cost.data() + to * (2 * reach + 1) - to + reach;
          const double *score = score_.data() + other * pitch_bins;
          for (int at = first; at <= last; ++at)
            if (const double total = score[at] + price[at]; total > most) {
              most = total;
              origin = static_cast<std::size_t>(other * pitch_bins + at);
            }
        }
        const auto state = static_cast<std::size_t>(voice * pitch_bins + to);
        now[state] = most + std::log(seen[state] + tiny);
        from[state] = static_cast<std::uint16_t>(origin);
      }
  }

  // Follows the best path back and fixes all but the last `open` frames of it.
  void settle(std::size_t open) {
    if (back_.empty())
      return;
    auto state =
        static_cast<std::uint16_t>(std::max_element(score_.begin(), score_.end()) - score_.begin());
    std::vector<std::uint16_t> path(back_.size());
    for (std::size_t frame = back_.size(); frame-- > 0;) {
      path[frame] = state;
      state = back_[frame][state];
    }
    const auto fixed = static_cast<std::ptrdiff_t>(back_.size() - open);
    done_.insert(done_.end(), path.begin(), path.begin() + fixed);
    back_.erase(back_.begin(), back_.begin() + fixed);
  }

  std::array<double, pitch_bins *(2 * reach + 1)> stay_{}, cross_{};
  std::array<double, states> score_{};
  std::vector<Origins> back_;
  std::vector<std::uint16_t> done_;
};

} // namespace

torch::Tensor yin(std::span<const float> samples) {
  return over_frames(samples, frame, FramePadding::zeros, 0, [](const torch::Tensor &frames) {
    const auto difference = normalised_difference(frames);
    auto found = torch::empty({frames.size(0)});
    for (int64_t t = 0; t < frames.size(0); ++t) {
      const float *d = difference.data_ptr<float>() + t * periods;
      const auto all = troughs(d);
      const auto first = std::find_if(all.begin(), all.end(),
                                      [](const Trough &one) { return one.depth < yin_threshold; });
      const double period =
          first != all.end()
              ? first->period
              : refined_period(d, static_cast<int>(std::min_element(d, d + periods) - d));
      found.data_ptr<float>()[t] = static_cast<float>(audio_rate / period);
    }
    return found;
  });
}

Result<Pitch> pitch(std::span<const float> samples, const CancelToken &cancel) {
  FrameStream stream(frame, FramePadding::zeros);
  PitchPath path;
  std::vector<float> probability;
  const auto take = [&](const torch::Tensor &frames) {
    const auto difference = normalised_difference(frames);
    for (int64_t t = 0; t < frames.size(0); ++t) {
      const auto found = candidates(difference.data_ptr<float>() + t * periods);
      probability.push_back(static_cast<float>(found.voiced));
      path.add(found);
    }
  };
  for (std::size_t at = 0; at < samples.size(); at += piece) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "Looking for the pitch was stopped.");
    take(stream.push(samples.subspan(at, std::min(piece, samples.size() - at))));
  }
  take(stream.finish());
  const auto states_found = path.finish();
  Pitch found;
  const auto frames = static_cast<int64_t>(states_found.size());
  found.f0 = torch::zeros({frames});
  found.voiced = torch::zeros({frames}, torch::kBool);
  found.probability = torch::tensor(probability);
  for (int64_t t = 0; t < frames; ++t) {
    const std::uint16_t state = states_found[static_cast<std::size_t>(t)];
    if (state >= pitch_bins)
      continue;
    found.f0.data_ptr<float>()[t] =
        static_cast<float>(lowest_pitch * std::exp2(state / bins_per_octave));
    found.voiced.data_ptr<bool>()[t] = true;
  }
  return found;
}

} // namespace affect
