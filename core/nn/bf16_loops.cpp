#include "nn/bf16_loops.h"

#include <bit>
#include <cmath>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define AFFECT_FOR_EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define AFFECT_FOR_EACH_PROCESSOR
#endif
// What is not inlined into a clone would not be compiled for its processor.
#define AFFECT_INLINE inline __attribute__((always_inline))

namespace affect::bf16 {
namespace {

AFFECT_INLINE float wide(std::uint16_t half) { return std::bit_cast<float>(static_cast<std::uint32_t>(half) << 16); }

// To the nearest, ties to even. Not-a-numbers stay such: rounding them could carry into the sign.
AFFECT_INLINE std::uint16_t narrow(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t rounded = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
  return static_cast<std::uint16_t>((bits & 0x7FFFFFFFu) > 0x7F800000u ? 0x7FC0u : rounded);
}

// e^x for x <= 0, within two units of fp32's last place; below -87 that of -87. 2^n by its bits, the rest by the
// polynomial of Cephes' expf.
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

AFFECT_INLINE float silu_of(float x) {
  const float e = exp_down(-std::fabs(x));
  return x * (x < 0 ? e : 1.0f) / (1.0f + e);
}

AFFECT_INLINE float gelu_of(float x) {
  const float z = std::fabs(x) * 0.70710678f;
  const float t = 1.0f / (1.0f + 0.3275911f * z);
  const float poly =
      t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
  const float upper = 0.5f * x * poly * exp_down(-z * z); // x times the tail beyond |x|
  return x < 0 ? upper : x - upper;
}

} // namespace

AFFECT_FOR_EACH_PROCESSOR void layer_norm(const std::uint16_t *x, const float *weight, const float *bias, float eps,
                                          std::int64_t rows, std::int64_t width, std::uint16_t *y) {
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

} // namespace affect::bf16
