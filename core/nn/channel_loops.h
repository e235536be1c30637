#pragma once

#include <cstdint>

namespace affect::channels {

/// Loops over pictures that lie in memory pixel by pixel, all channels of a pixel together; fp32,
/// or bf16 as it lies in memory with all arithmetic in fp32. Compiled once for each of several
/// kinds of processor, as bf16's loops.

/// A depthwise convolution of one picture. Lengths in values, not bytes.
struct Depthwise {
  std::int64_t rows = 0, columns = 0;         ///< of the picture
  std::int64_t channels = 0;                  ///< a multiple of step
  std::int64_t kernel = 0, stride = 0;        ///< of both directions
  std::int64_t top = 0, left = 0;             ///< rows and columns of zeros before the picture
  std::int64_t out_rows = 0, out_columns = 0; ///< of the result
};

inline constexpr std::int64_t step = 16;

/// Row `row` of the result with bias and ReLU6: weights [kernel · kernel, channels], bias
/// [channels], y [out_columns, channels].
void depthwise_row(const float *picture, const float *weights, const float *bias,
                   const Depthwise &shape, std::int64_t row, float *y);
void depthwise_row(const std::uint16_t *picture, const float *weights, const float *bias,
                   const Depthwise &shape, std::int64_t row, std::uint16_t *y);

/// Adds bias [channels] to each of `pixels` rows of x, in place, then ReLU6 where `clip`.
void add_bias(float *x, const float *bias, std::int64_t pixels, std::int64_t channels, bool clip);
void add_bias(std::uint16_t *x, const float *bias, std::int64_t pixels, std::int64_t channels,
              bool clip);

/// Adds the bias and the residual `other`.
void add_bias_residual(const float *other, float *x, const float *bias, std::int64_t pixels,
                       std::int64_t channels);
void add_bias_residual(const std::uint16_t *other, std::uint16_t *x, const float *bias,
                       std::int64_t pixels, std::int64_t channels);

} // namespace affect::channels
