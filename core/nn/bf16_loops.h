#pragma once

#include <cstdint>

namespace affect::bf16 {

/// Loops over bf16 as it lies in memory (the upper half of fp32's bits). Compiled once for each of
/// several kinds of processor, of which the program takes the best when it starts.

/// Each of `rows` rows of `width` values to mean 0 and variance 1 (+ eps), then times weight, plus
/// bias.
void layer_norm(const std::uint16_t *x, const float *weight, const float *bias, float eps,
                std::int64_t rows, std::int64_t width, std::uint16_t *y);

/// x · sigmoid(x), in place.
void silu(std::uint16_t *x, std::int64_t count);

/// x · Φ(x), in place; Φ within 1.5e-7 (Abramowitz & Stegun 1964, 7.1.26).
void gelu(std::uint16_t *x, std::int64_t count);

/// Each of `rows` rows of x plus bias [width], then as silu() and gelu(), in place.
void add_bias_silu(std::uint16_t *x, const float *bias, std::int64_t rows, std::int64_t width);
void add_bias_gelu(std::uint16_t *x, const float *bias, std::int64_t rows, std::int64_t width);

/// Values a row of `width` has in softmax_row()'s room and, twice, in its bits.
constexpr std::int64_t padded(std::int64_t width) { return (width + 15) / 16 * 16; }

/// softmax(scale · x + mask) of one row, in place; scale at most 1, `mask` may be null, `room` has
/// padded(width) values and `bits` twice as many.
void softmax_row(std::uint16_t *x, const std::uint16_t *mask, float scale, std::int64_t width,
                 float *room, std::uint16_t *bits);

/// `pieces` of `width` values each that follow each other in x, plus bias, to y, y + apart, …
void split_row(const std::uint16_t *x, const float *bias, std::int64_t pieces, std::int64_t width,
               std::uint16_t *y, std::int64_t apart);

} // namespace affect::bf16
