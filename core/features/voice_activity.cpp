#include "features/voice_activity.h"

#include "features/audio_frames.h"

#include <algorithm>
#include <cmath>

namespace affect {
namespace {

constexpr double floor_db = -60, over_floor_db = 15, under_peak_db = 20;
constexpr std::size_t longest_gap = 10, shortest_run = 5; // frames

// As numpy's: linear between the two nearest.
double percentile(std::vector<double> values, double share) {
  const double at = share * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::ptrdiff_t>(std::floor(at));
  std::nth_element(values.begin(), values.begin() + low, values.end());
  const double below = values[static_cast<std::size_t>(low)];
  if (static_cast<std::size_t>(low) + 1 == values.size())
    return below;
  const double above = *std::min_element(values.begin() + low + 1, values.end());
  return below + (above - below) * (at - static_cast<double>(low));
}

// Calls `visit` with begin and end (past it) of every run of `value`.
template <typename Visit>
void for_each_run(const std::vector<bool> &mask, bool value, Visit visit) {
  for (std::size_t begin = 0; begin < mask.size();) {
    if (mask[begin] != value) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < mask.size() && mask[end] == value)
      ++end;
    visit(begin, end);
    begin = end;
  }
}

} // namespace

VoiceActivity voice_activity(const torch::Tensor &energy) {
  VoiceActivity found;
  const auto exact = energy.to(torch::kCPU, torch::kFloat64).contiguous();
  std::vector<double> decibels;
  for (int64_t i = 0; i < exact.numel(); ++i)
    decibels.push_back(20 * std::log10(std::max(exact.data_ptr<double>()[i], 1e-10)));
  if (decibels.empty())
    return found;
  const double peak = *std::max_element(decibels.begin(), decibels.end());
  const double threshold =
      std::max(floor_db, std::min(percentile(decibels, 0.1) + over_floor_db, peak - under_peak_db));
  auto &active = found.active;
  for (const double one : decibels)
    active.push_back(one > threshold);
  const auto fill = [&](std::size_t begin, std::size_t end, bool value) {
    std::fill(active.begin() + static_cast<std::ptrdiff_t>(begin),
              active.begin() + static_cast<std::ptrdiff_t>(end), value);
  };
  for_each_run(std::vector<bool>(active), false, [&](std::size_t begin, std::size_t end) {
    if (begin > 0 && end < active.size() && end - begin <= longest_gap)
      fill(begin, end, true);
  });
  for_each_run(std::vector<bool>(active), true, [&](std::size_t begin, std::size_t end) {
    if (end - begin < shortest_run)
      fill(begin, end, false);
  });
  const double step = static_cast<double>(audio_hop) / audio_rate;
  for_each_run(active, true, [&](std::size_t begin, std::size_t end) {
    found.segments.push_back(
        {static_cast<double>(begin) * step, static_cast<double>(end - 1) * step});
  });
  return found;
}

} // namespace affect
