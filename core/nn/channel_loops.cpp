#include "nn/channel_loops.h"

#include "nn/lanes.h"

#include <algorithm>

namespace affect::channels {
namespace {

using lanes::Floats;

AFFECT_INLINE Floats relu6(Floats x) {
  const Floats none = {}, six = none + 6.0f;
  x = x < none ? none : x; // this way round a not-a-number stays one
  return x > six ? six : x;
}

struct Span {
  std::int64_t begin, end; ///< places of the kernel that lie on the picture
};

AFFECT_INLINE Span on_picture(std::int64_t first, std::int64_t kernel, std::int64_t size) {
  return {std::max<std::int64_t>(0, -first), std::min(kernel, size - first)};
}

// `count` vectors of channels from `channel` on, over the whole row: their weights stay in the
// nearest cache.
template <int count, class Value>
AFFECT_INLINE void channels_of_row(const Value *picture, const float *weights, const float *bias,
                                   const Depthwise &shape, std::int64_t row, std::int64_t channel,
                                   Value *y) {
  const std::int64_t first_row = row * shape.stride - shape.top;
  const Span rows = on_picture(first_row, shape.kernel, shape.rows);
  for (std::int64_t column = 0; column < shape.out_columns; ++column) {
    const std::int64_t first_column = column * shape.stride - shape.left;
    const Span columns = on_picture(first_column, shape.kernel, shape.columns);
    Floats sums[count];
#pragma GCC unroll 4
    for (int i = 0; i < count; ++i)
      sums[i] = lanes::load(bias + channel + i * lanes::count);
    for (std::int64_t down = rows.begin; down < rows.end; ++down) {
      const std::int64_t line =
          ((first_row + down) * shape.columns + first_column) * shape.channels + channel;
      const float *factors = weights + down * shape.kernel * shape.channels + channel;
      for (std::int64_t across = columns.begin; across < columns.end; ++across)
#pragma GCC unroll 4
        for (int i = 0; i < count; ++i)
          sums[i] += lanes::load(picture + line + across * shape.channels + i * lanes::count) *
                     lanes::load(factors + across * shape.channels + i * lanes::count);
    }
#pragma GCC unroll 4
    for (int i = 0; i < count; ++i)
      lanes::store(relu6(sums[i]), y + column * shape.channels + channel + i * lanes::count);
  }
}

template <class Value>
AFFECT_INLINE void whole_row(const Value *picture, const float *weights, const float *bias,
                             const Depthwise &shape, std::int64_t row, Value *y) {
  std::int64_t channel = 0;
  for (; channel + 3 * lanes::count <= shape.channels; channel += 3 * lanes::count)
    channels_of_row<3>(picture, weights, bias, shape, row, channel, y);
  for (; channel + 2 * lanes::count <= shape.channels; channel += 2 * lanes::count)
    channels_of_row<2>(picture, weights, bias, shape, row, channel, y);
  for (; channel < shape.channels; channel += lanes::count)
    channels_of_row<1>(picture, weights, bias, shape, row, channel, y);
}

AFFECT_INLINE float wide(float x) { return x; }
AFFECT_INLINE float wide(std::uint16_t half) { return lanes::wide(half); }
AFFECT_INLINE void put(float x, float &to) { to = x; }
AFFECT_INLINE void put(float x, std::uint16_t &to) { to = lanes::narrow(x); }

AFFECT_INLINE float relu6(float x) {
  x = x < 0.0f ? 0.0f : x;
  return x > 6.0f ? 6.0f : x;
}

template <bool clip, class Value>
AFFECT_INLINE void add_to_pixels(Value *x, const float *bias, std::int64_t pixels,
                                 std::int64_t channels) {
  for (std::int64_t pixel = 0; pixel < pixels; ++pixel, x += channels)
#pragma omp simd
    for (std::int64_t i = 0; i < channels; ++i)
      put(clip ? relu6(wide(x[i]) + bias[i]) : wide(x[i]) + bias[i], x[i]);
}

template <class Value>
AFFECT_INLINE void add_both(const Value *other, Value *x, const float *bias, std::int64_t pixels,
                            std::int64_t channels) {
  for (std::int64_t pixel = 0; pixel < pixels; ++pixel, x += channels, other += channels)
#pragma omp simd
    for (std::int64_t i = 0; i < channels; ++i)
      put(wide(x[i]) + bias[i] + wide(other[i]), x[i]);
}

} // namespace

AFFECT_FOR_EACH_PROCESSOR void depthwise_row(const float *picture, const float *weights,
                                             const float *bias, const Depthwise &shape,
                                             std::int64_t row, float *y) {
  whole_row(picture, weights, bias, shape, row, y);
}

AFFECT_FOR_EACH_PROCESSOR void depthwise_row(const std::uint16_t *picture, const float *weights,
                                             const float *bias, const Depthwise &shape,
                                             std::int64_t row, std::uint16_t *y) {
  whole_row(picture, weights, bias, shape, row, y);
}

AFFECT_FOR_EACH_PROCESSOR void add_bias(float *x, const float *bias, std::int64_t pixels,
                                        std::int64_t channels, bool clip) {
  clip ? add_to_pixels<true>(x, bias, pixels, channels)
       : add_to_pixels<false>(x, bias, pixels, channels);
}

AFFECT_FOR_EACH_PROCESSOR void add_bias_residual(const float *other, float *x, const float *bias,
                                                 std::int64_t pixels, std::int64_t channels) {
  add_both(other, x, bias, pixels, channels);
}

AFFECT_FOR_EACH_PROCESSOR void add_bias(std::uint16_t *x, const float *bias, std::int64_t pixels,
                                        std::int64_t channels, bool clip) {
  clip ? add_to_pixels<true>(x, bias, pixels, channels)
       : add_to_pixels<false>(x, bias, pixels, channels);
}

AFFECT_FOR_EACH_PROCESSOR void add_bias_residual(const std::uint16_t *other, std::uint16_t *x,
                                                 const float *bias, std::int64_t pixels,
                                                 std::int64_t channels) {
  add_both(other, x, bias, pixels, channels);
}

} // namespace affect::channels
