#include "features/pitch_candidates.h"

#include "features/pitch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace affect::pitch_detail {
namespace {

constexpr int thresholds = 100;
constexpr double boltzmann = 2, no_trough = 0.01;

// Weight of each threshold, 0.01 … 1: steps of the distribution Beta(2, 18).
const std::array<double, thresholds> &threshold_weights() {
  static const auto weights = [] {
    const auto below = [](double x) {
      return 1 - std::pow(1 - x, 19) - 19 * x * std::pow(1 - x, 18);
    };
    std::array<double, thresholds> made{};
    for (int i = 0; i < thresholds; ++i)
      made[static_cast<std::size_t>(i)] = below((i + 1) / 100.0) - below(i / 100.0);
    return made;
  }();
  return weights;
}

// Lower than the one before and not above the one after; the ends count.
bool is_trough(const float *d, int i) {
  if (i == 0)
    return d[0] < d[1];
  return d[i] < d[i - 1] && (i + 1 == periods || d[i] <= d[i + 1]);
}

} // namespace

torch::Tensor normalised_difference(const torch::Tensor &frames) {
  const auto fixed = frames.slice(1, 0, difference_window);
  std::vector<torch::Tensor> columns;
  for (int k = 1; k <= longest; ++k)
    columns.push_back((fixed - frames.slice(1, k, k + difference_window)).square_().sum(1));
  const auto difference = torch::stack(columns, 1);
  const auto mean = torch::cumsum(difference, 1) / torch::arange(1, longest + 1, torch::kFloat32);
  return (difference / (mean + std::numeric_limits<float>::min()))
      .slice(1, shortest - 1)
      .contiguous();
}

double refined_period(const float *d, int i) {
  double shift = 0;
  if (i > 0 && i + 1 < periods) {
    const double up = d[i + 1], down = d[i - 1];
    const double a = up + down - 2.0 * d[i], b = (up - down) / 2;
    shift = std::abs(b) >= std::abs(a) ? 0 : -b / a;
  }
  return shortest + i + shift;
}

std::vector<Trough> troughs(const float *difference) {
  std::vector<Trough> found;
  for (int i = 0; i < periods; ++i)
    if (is_trough(difference, i))
      found.push_back({refined_period(difference, i), difference[i]});
  return found;
}

Candidates candidates(const float *difference) {
  Candidates made;
  const auto found = troughs(difference);
  if (found.empty())
    return made;
  const auto &weights = threshold_weights();
  std::vector<double> likely(found.size(), 0.0);
  const auto deepest = static_cast<std::size_t>(
      std::min_element(found.begin(), found.end(),
                       [](const Trough &a, const Trough &b) { return a.depth < b.depth; }) -
      found.begin());
  for (std::size_t t = 0; t < thresholds; ++t) {
    const double threshold = static_cast<double>(t + 1) / thresholds;
    int count = 0;
    for (const Trough &one : found)
      count += one.depth < threshold;
    // The shorter a period, the likelier: its multiples are troughs, too.
    int rank = 0;
    for (std::size_t i = 0; i < found.size(); ++i)
      if (found[i].depth < threshold)
        likely[i] += weights[t] * (1 - std::exp(-boltzmann)) * std::exp(-boltzmann * rank++) /
                     (1 - std::exp(-boltzmann * count));
    if (!(found[deepest].depth < threshold))
      likely[deepest] += no_trough * weights[t];
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double place = bins_per_octave * std::log2(audio_rate / found[i].period / lowest_pitch);
    const auto bin =
        static_cast<int>(std::clamp(std::nearbyint(place), 0.0, static_cast<double>(pitch_bins)));
    if (likely[i] <= 0 || bin == pitch_bins) // above the highest pitch
      continue;
    if (!made.bins.empty() && made.bins.back().first == bin)
      made.bins.back().second = likely[i]; // of two the longer period stays, as in librosa
    else
      made.bins.emplace_back(bin, likely[i]);
  }
  for (const auto &[bin, share] : made.bins)
    made.voiced += share;
  made.voiced = std::clamp(made.voiced, 0.0, 1.0);
  return made;
}

} // namespace affect::pitch_detail
