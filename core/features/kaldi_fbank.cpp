#include "features/audio_features.h"

#include <cmath>

namespace affect {
namespace {

constexpr int fft_size = 512, fft_bins = 256; // the bin at half the rate is not used
constexpr double lowest_hz = 20, emphasis = 0.97;

double htk_mel(double hz) { return 1127 * std::log1p(hz / 700); }

// Symmetric, unlike Hann's above: over 399.
const torch::Tensor &povey() {
  static const torch::Tensor window =
      torch::hann_window(audio_window, false, torch::kFloat64).pow(0.85).to(torch::kFloat32);
  return window;
}

// [256, 80]; triangles of height 1 whose sides are straight in mel.
const torch::Tensor &triangles() {
  static const torch::Tensor table = [] {
    auto made = torch::zeros({fft_bins, mel_bands}, torch::kFloat64);
    auto cell = made.accessor<double, 2>();
    const double low = htk_mel(lowest_hz),
                 width = (htk_mel(audio_rate / 2.0) - low) / (mel_bands + 1);
    for (int band = 0; band < mel_bands; ++band)
      for (int bin = 0; bin < fft_bins; ++bin) {
        const double at =
            (htk_mel(static_cast<double>(bin) * audio_rate / fft_size) - low) / width - band;
        cell[bin][band] = std::max(0.0, std::min(at, 2 - at));
      }
    return made.to(torch::kFloat32);
  }();
  return table;
}

torch::Tensor fbank_of(const torch::Tensor &frames) {
  if (frames.size(0) == 0) // which the transform does not pad
    return torch::empty({0, mel_bands});
  auto x = frames * 32768;
  x = x - x.mean(1, true);
  const auto before = torch::cat({x.slice(1, 0, 1), x.slice(1, 0, audio_window - 1)}, 1);
  const auto spectrum = torch::fft_rfft((x - emphasis * before) * povey(), fft_size).abs().square();
  return spectrum.slice(1, 0, fft_bins).matmul(triangles()).clamp_min(1.1920929e-7).log();
}

} // namespace

torch::Tensor kaldi_fbank(std::span<const float> samples) {
  return over_frames(samples, audio_window, FramePadding::none, 0, fbank_of);
}

} // namespace affect
