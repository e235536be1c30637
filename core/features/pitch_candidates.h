#pragma once

#include "features/audio_frames.h"

#include <torch/torch.h>

#include <vector>

/// What the files of pitch share: periods of 32 … 247 samples and bins of 10 cents.
namespace affect::pitch_detail {

inline constexpr int frame = 1024, difference_window = 512, shortest = 32, longest = 247,
                     periods = longest - shortest + 1;
inline constexpr int pitch_bins = 354; ///< floor(120 log2(500 / 65)) + 1
inline constexpr double bins_per_octave = 120;

/// Cumulative mean normalised difference for the periods from `shortest` on. [frames, 1024] →
/// [frames, periods]
torch::Tensor normalised_difference(const torch::Tensor &frames);

/// A local minimum of one frame's difference, the period refined by a parabola.
struct Trough {
  double period = 0, depth = 0;
};
std::vector<Trough> troughs(const float *difference);
/// The period of one place in it, refined.
double refined_period(const float *difference, int index);

/// How likely each pitch bin is by itself, and in all. The rest is the probability of no voice.
struct Candidates {
  std::vector<std::pair<int, double>> bins;
  double voiced = 0;
};
Candidates candidates(const float *difference);

} // namespace affect::pitch_detail
