#include "nn/bf16_loops.h"

#include "nn/lanes.h"

#include <algorithm>
#include <cmath>

namespace affect::bf16 {
namespace {

using lanes::narrow;
using lanes::wide;

// e^x for x <= 0, within two units of fp32's last place; below -87 that of -87. 2^n by its bits,
// the rest by the polynomial of Cephes' expf.
AFFECT_INLINE float exp_down(float x) {
  x = x > -87.0f ? x : -87.0f; // this way round a not-a-number never becomes an integer
  const float scaled = x * 1.44269504f - 0.5f;
  const auto n = static_cast<std::int32_t>(scaled); // towards 0, which is up
  const auto whole = static_cast<float>(n);
  const float r = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  const float value = p * r * r + r + 1.0f;
  return value * std::bit_cast<float>(static_cast<std::uint32_t>(n + 127) << 23);
}

constexpr std::uint16_t lowest = 0xFF00; // −1.7e38: scaled and masked it is still finite

AFFECT_INLINE float silu_of(float x) {
  const float e = exp_down(-std::fabs(x));
  return x * (x < 0 ? e : 1.0f) / (1.0f + e);
}

AFFECT_INLINE float gelu_of(float x) {
  const float z = std::fabs(x) * 0.70710678f;
  const float t = 1.0f / (1.0f + 0.3275911f * z);
  const float poly =
      t * (0.254829592f +
           t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
  const float upper = 0.5f * x * poly * exp_down(-z * z); // x times the tail beyond |x|
  return x < 0 ? upper : x - upper;
}

} // namespace

AFFECT_FOR_EACH_PROCESSOR void layer_norm(const std::uint16_t *x, const float *weight,
                                          const float *bias, float eps, std::int64_t rows,
                                          std::int64_t width, std::uint16_t *y) {
  for (std::int64_t row = 0; row < rows; ++row, x += width, y += width) {
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::int64_t i = 0; i < width; ++i)
      sum += wide(x[i]);
    const float mean = sum / static_cast<float>(width);
    float squares = 0; // of the distances, not of the values: these may be far from 0
#pragma omp simd reduction(+ : squares)
    for (std::int64_t i = 0; i < width; ++i) {
      const float away = wide(x[i]) - mean;
      squares += away * away;
    }
    const float scale = 1.0f / std::sqrt(squares / static_cast<float>(width) + eps);
#pragma omp simd
    for (std::int64_t i = 0; i < width; ++i)
      y[i] = narrow((wide(x[i]) - mean) * scale * weight[i] + bias[i]);
  }
}

AFFECT_FOR_EACH_PROCESSOR void silu(std::uint16_t *x, std::int64_t count) {
#pragma omp simd
  for (std::int64_t i = 0; i < count; ++i)
    x[i] = narrow(silu_of(wide(x[i])));
}

AFFECT_FOR_EACH_PROCESSOR void gelu(std::uint16_t *x, std::int64_t count) {
#pragma omp simd
  for (std::int64_t i = 0; i < count; ++i)
    x[i] = narrow(gelu_of(wide(x[i])));
}

AFFECT_FOR_EACH_PROCESSOR void add_bias_silu(std::uint16_t *x, const float *bias, std::int64_t rows,
                                             std::int64_t width) {
  for (std::int64_t row = 0; row < rows; ++row, x += width)
#pragma omp simd
    for (std::int64_t i = 0; i < width; ++i)
      x[i] = narrow(silu_of(wide(x[i]) + bias[i]));
}

AFFECT_FOR_EACH_PROCESSOR void add_bias_gelu(std::uint16_t *x, const float *bias, std::int64_t rows,
                                             std::int64_t width) {
  for (std::int64_t row = 0; row < rows; ++row, x += width)
#pragma omp simd
    for (std::int64_t i = 0; i < width; ++i)
      x[i] = narrow(gelu_of(wide(x[i]) + bias[i]));
}

AFFECT_FOR_EACH_PROCESSOR void softmax_row(std::uint16_t *x, const std::uint16_t *mask, float scale,
                                           std::int64_t width, float *__restrict room,
                                           std::uint16_t *__restrict bits) {
  // Sixteens throughout: what is left over would be done one by one, and rows are short.
  const std::int64_t whole = padded(width);
  auto *__restrict hidden = bits + whole;
  std::memcpy(bits, x, static_cast<std::size_t>(width) * sizeof *x);
  std::fill(bits + width, bits + whole, lowest);
  if (mask)
    std::memcpy(hidden, mask, static_cast<std::size_t>(width) * sizeof *mask);
  else
    std::fill(hidden, hidden + width, std::uint16_t{0});
  std::fill(hidden + width, hidden + whole, std::uint16_t{0});
  float most = wide(lowest), odd = 0; // odd: 0, or not a number where a score is none
#pragma omp simd reduction(max : most) reduction(+ : odd)
  for (std::int64_t i = 0; i < whole; ++i) {
    room[i] = wide(bits[i]) * scale + wide(hidden[i]);
    most = room[i] > most ? room[i] : most;
    odd += room[i] * 0.0f;
  }
  float sum = odd;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t i = 0; i < whole; ++i) {
    const float away = room[i] - most, value = exp_down(away);
    // Numbers below fp32's normal ones take a hundred cycles each.
    room[i] = value * static_cast<float>(away > -80.0f);
    sum += room[i];
  }
  const float share = 1.0f / sum;
#pragma omp simd
  for (std::int64_t i = 0; i < whole; ++i)
    bits[i] = narrow(room[i] * share);
  std::memcpy(x, bits, static_cast<std::size_t>(width) * sizeof *x);
}

AFFECT_FOR_EACH_PROCESSOR void split_row(const std::uint16_t *x, const float *bias,
                                         std::int64_t pieces, std::int64_t width, std::uint16_t *y,
                                         std::int64_t apart) {
  for (std::int64_t piece = 0; piece < pieces; ++piece, x += width, bias += width, y += apart)
#pragma omp simd
    for (std::int64_t i = 0; i < width; ++i)
      y[i] = narrow(wide(x[i]) + bias[i]);
}

} // namespace affect::bf16
