#include "features/audio_features.h"

#include <cmath>
#include <numbers>

namespace affect {
namespace {

constexpr double floor_power = 1e-10;
constexpr int bins = audio_window / 2 + 1;
constexpr int coefficients = 13;

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

// [80, 13]
const torch::Tensor &cosines() {
  static const torch::Tensor table = [] {
    auto made = torch::zeros({mel_bands, coefficients}, exact());
    auto cell = made.accessor<double, 2>();
    for (int i = 0; i < coefficients; ++i)
      for (int j = 0; j < mel_bands; ++j)
        cell[j][i] = std::cos(std::numbers::pi * i * (2 * j + 1) / (2 * mel_bands)) *
                     std::sqrt((i == 0 ? 1.0 : 2.0) / mel_bands);
    return made.to(torch::kFloat32);
  }();
  return table;
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

// What lies within 1e-10 of nothing is no sign.
torch::Tensor crossings_of(const torch::Tensor &frames) {
  const auto negative = frames < -1e-10;
  const int64_t last = frames.size(1);
  return (negative.slice(1, 1) != negative.slice(1, 0, last - 1)).sum(1).to(torch::kFloat32) /
         static_cast<double>(audio_window);
}

// Centroid and rolloff. [2, frames]
torch::Tensor shape_of(const torch::Tensor &frames) {
  const auto sizes = magnitude(frames).to(torch::kFloat64);
  const auto hz = torch::arange(bins, exact()) * (static_cast<double>(audio_rate) / audio_window);
  const auto sums = torch::cumsum(sizes, 1), total = sums.select(1, bins - 1);
  const auto centroid =
      torch::where(total > 0, sizes.matmul(hz) / total.clamp_min(1e-300), torch::zeros_like(total));
  const auto below = (sums < 0.85 * total.unsqueeze(1)).sum(1);
  return torch::stack({centroid, hz.index_select(0, below)}).to(torch::kFloat32);
}

// Derivative of the polynomial of that degree fitted to nine values -4 … 4. [9]
torch::Tensor fitted(int degree) {
  const auto place = torch::arange(-4, 5, exact());
  std::vector<torch::Tensor> powers;
  for (int k = 0; k <= degree; ++k)
    powers.push_back(place.pow(k));
  return torch::linalg_pinv(torch::stack(powers, 1))[degree] *
         degree; // the second derivative is twice its factor
}

torch::Tensor derivative(const torch::Tensor &values, int degree) {
  const auto weights = fitted(degree);
  const int64_t frames = values.size(1);
  const auto x = values.to(torch::kFloat64);
  const auto over = [&](const torch::Tensor &padded) {
    return padded.unfold(1, 9, 1).matmul(weights);
  };
  if (frames < 9)
    return over(
        torch::cat({x.slice(1, 0, 1).repeat({1, 4}), x, x.slice(1, frames - 1).repeat({1, 4})}, 1));
  const auto middle = over(x);
  const auto end = [&](int64_t at) { return middle.slice(1, at, at + 1).repeat({1, 4}); };
  return torch::cat({end(0), middle, end(frames - 9)}, 1);
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

torch::Tensor mfcc(std::span<const float> samples) {
  if (samples.empty())
    return torch::empty({coefficients, 0});
  const auto decibels = 10 * whole_mel_power(samples).clamp_min(floor_power).log10();
  return torch::maximum(decibels, decibels.max() - 80).t().matmul(cosines()).t().contiguous();
}

torch::Tensor with_deltas(const torch::Tensor &coefficients) {
  if (coefficients.size(1) == 0)
    return coefficients.repeat({3, 1});
  return torch::cat({coefficients, derivative(coefficients, 1).to(torch::kFloat32),
                     derivative(coefficients, 2).to(torch::kFloat32)});
}

torch::Tensor frame_energy(std::span<const float> samples) {
  return over_frames(samples, audio_window, FramePadding::zeros, 0, energy_of);
}

FrameFigures frame_figures(std::span<const float> samples) {
  const auto shape = over_frames(samples, audio_window, FramePadding::reflect, 1, shape_of);
  return {frame_energy(samples),
          over_frames(samples, audio_window, FramePadding::edge, 0, crossings_of), shape[0],
          shape[1]};
}

torch::Tensor LogMelStream::push(std::span<const float> samples) {
  return mel_power(frames_.push(samples)).clamp_min(floor_power).log();
}

torch::Tensor LogMelStream::finish() {
  return mel_power(frames_.finish()).clamp_min(floor_power).log();
}

} // namespace affect
