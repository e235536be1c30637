#include "nn/channels_last.h"

#include "nn/channel_loops.h"
#include "nn/same_padding.h"

#include <ATen/Parallel.h>

namespace affect {
namespace {

constexpr int64_t values_a_task = 1 << 14; // fewer are done before another thread is awake

template <class Value> Value *values_of(const torch::Tensor &x) {
  return static_cast<Value *>(x.data_ptr());
}

template <class Value>
void convolve(const torch::Tensor &x, const torch::Tensor &taps, const torch::Tensor &bias,
              const channels::Depthwise &shape, const torch::Tensor &y) {
  const int64_t picture = shape.rows * shape.columns * shape.channels,
                line = shape.out_columns * shape.channels;
  at::parallel_for(0, x.size(0) * shape.out_rows, std::max<int64_t>(1, values_a_task / line),
                   [&](int64_t begin, int64_t end) {
                     for (int64_t row = begin; row < end; ++row)
                       channels::depthwise_row(values_of<Value>(x) + row / shape.out_rows * picture,
                                               taps.data_ptr<float>(), bias.data_ptr<float>(),
                                               shape, row % shape.out_rows,
                                               values_of<Value>(y) + row * line);
                   });
}

/// x, other: [pixels, channels].
template <class Value>
void finish(const torch::Tensor &x, const torch::Tensor &bias, bool clip,
            const torch::Tensor &other) {
  const int64_t width = x.size(1);
  at::parallel_for(0, x.size(0), std::max<int64_t>(1, values_a_task / width),
                   [&](int64_t begin, int64_t end) {
                     auto *to = values_of<Value>(x) + begin * width;
                     if (other.defined())
                       channels::add_bias_residual(values_of<Value>(other) + begin * width, to,
                                                   bias.data_ptr<float>(), end - begin, width);
                     else
                       channels::add_bias(to, bias.data_ptr<float>(), end - begin, width, clip);
                   });
}

torch::Tensor pixels_of(const torch::Tensor &x) {
  return x.contiguous(torch::MemoryFormat::ChannelsLast)
      .permute({0, 2, 3, 1})
      .reshape({-1, x.size(1)});
}

} // namespace

bool reads_channels_last(const torch::Tensor &x) {
  const auto type = x.scalar_type();
  return x.is_cpu() && (type == torch::kFloat32 || type == torch::kBFloat16) && x.numel() > 0 &&
         !torch::GradMode::is_enabled();
}

torch::Tensor depthwise_taps(const torch::Tensor &weight) {
  TORCH_CHECK(weight.size(0) % channels::step == 0, "channels by sixteen");
  return weight.to(torch::kFloat32).permute({2, 3, 1, 0}).squeeze(2).contiguous();
}

torch::Tensor depthwise_relu6(const torch::Tensor &x, const torch::Tensor &taps,
                              const torch::Tensor &bias, int64_t stride) {
  const auto input = x.contiguous(torch::MemoryFormat::ChannelsLast);
  channels::Depthwise shape;
  shape.rows = x.size(2), shape.columns = x.size(3), shape.channels = x.size(1);
  shape.kernel = taps.size(0), shape.stride = stride;
  shape.top = same_padding(shape.rows, shape.kernel, stride) / 2;
  shape.left = same_padding(shape.columns, shape.kernel, stride) / 2;
  shape.out_rows = (shape.rows + stride - 1) / stride,
  shape.out_columns = (shape.columns + stride - 1) / stride;
  auto y = torch::empty({x.size(0), shape.channels, shape.out_rows, shape.out_columns},
                        x.options().memory_format(torch::MemoryFormat::ChannelsLast));
  if (x.scalar_type() == torch::kFloat32)
    convolve<float>(input, taps, bias, shape, y);
  else
    convolve<std::uint16_t>(input, taps, bias, shape, y);
  return y;
}

torch::Tensor pointwise(const torch::Tensor &x, const torch::Tensor &weight,
                        const torch::Tensor &bias, bool clip, const torch::Tensor &other) {
  const auto y = torch::mm(pixels_of(x), weight.t());
  const auto beside = other.defined() ? pixels_of(other) : other;
  if (x.scalar_type() == torch::kFloat32)
    finish<float>(y, bias, clip, beside);
  else
    finish<std::uint16_t>(y, bias, clip, beside);
  return y.view({x.size(0), x.size(2), x.size(3), -1}).permute({0, 3, 1, 2});
}

} // namespace affect
