#include "features/audio_features.h"

#include <cmath>

namespace affect {
namespace {

constexpr double floor_power = 1e-10;
constexpr int bins = audio_window / 2 + 1;

torch::TensorOptions exact() { return torch::TensorOptions(torch::kFloat64); }

// Periodic: over 400, not 399.
const torch::Tensor &hann() {
  static const torch::Tensor window =
      torch::hann_window(audio_window, true, exact()).to(torch::kFloat32);
  return window;
}

double slaney_hz(double mel) {
  const double linear = 15; // 1000 Hz; 27 mel a factor of 6.4 above
  return mel < linear ? mel * 200 / 3 : 1000 * std::exp(std::log(6.4) / 27 * (mel - linear));
}

// [201, 80], transposed for products from the left.
const torch::Tensor &slaney_triangles() {
  static const torch::Tensor triangles = [] {
    const double top = 15 + std::log(8.0) / (std::log(6.4) / 27);
    auto table = torch::zeros({bins, mel_bands}, exact());
    auto cell = table.accessor<double, 2>();
    for (int band = 0; band < mel_bands; ++band) {
      const auto edge = [&](int i) { return slaney_hz(top * (band + i) / (mel_bands + 1)); };
      const double a = edge(0), b = edge(1), c = edge(2);
      for (int bin = 0; bin < bins; ++bin) {
        const double f = static_cast<double>(bin) * audio_rate / audio_window;
        cell[bin][band] =
            std::max(0.0, std::min((f - a) / (b - a), (c - f) / (c - b))) * 2 / (c - a);
      }
    }
    return table.to(torch::kFloat32);
  }();
  return triangles;
}

torch::Tensor magnitude(const torch::Tensor &frames) {
  return torch::fft_rfft(frames * hann()).abs();
}

torch::Tensor whole_mel_power(std::span<const float> samples) {
  return over_frames(samples, audio_window, FramePadding::reflect, 1, mel_power);
}

torch::Tensor energy_of(const torch::Tensor &frames) {
  return frames.to(torch::kFloat64).square().mean(1).sqrt().to(torch::kFloat32);
}

} // namespace

torch::Tensor mel_power(const torch::Tensor &frames) {
  return magnitude(frames).square().matmul(slaney_triangles()).t().contiguous();
}

torch::Tensor log_mel(std::span<const float> samples) {
  return whole_mel_power(samples).clamp_min(floor_power).log();
}

torch::Tensor whisper_mel(std::span<const float> samples) {
  const auto power = whole_mel_power(samples);
  const int64_t frames = static_cast<int64_t>(samples.size()) / audio_hop;
  if (frames == 0)
    return torch::empty({mel_bands, 0});
  const auto cells = power.slice(1, 0, frames).clamp_min(floor_power).log10();
  return (torch::maximum(cells, cells.max() - 8) + 4) / 4;
}

torch::Tensor frame_energy(std::span<const float> samples) {
  return over_frames(samples, audio_window, FramePadding::zeros, 0, energy_of);
}

torch::Tensor LogMelStream::push(std::span<const float> samples) {
  return mel_power(frames_.push(samples)).clamp_min(floor_power).log();
}

torch::Tensor LogMelStream::finish() {
  return mel_power(frames_.finish()).clamp_min(floor_power).log();
}

} // namespace affect
