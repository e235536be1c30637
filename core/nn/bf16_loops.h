#pragma once

#include <cstdint>

namespace affect::bf16 {

/// Loops over bf16 as it lies in memory (the upper half of fp32's bits). Compiled once for each of several kinds of
/// processor, of which the program takes the best when it starts.

/// Each of `rows` rows of `width` values to mean 0 and variance 1 (+ eps), then times weight, plus bias.
void layer_norm(const std::uint16_t *x, const float *weight, const float *bias, float eps, std::int64_t rows,
                std::int64_t width, std::uint16_t *y);

/// x · sigmoid(x), in place.
void silu(std::uint16_t *x, std::int64_t count);

/// x · Φ(x), in place; Φ within 1.5e-7 (Abramowitz & Stegun 1964, 7.1.26).
void gelu(std::uint16_t *x, std::int64_t count);

} // namespace affect::bf16
