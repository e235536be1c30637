#include "nn/bf16_passes.h"

#include "nn/bf16_loops.h"
#include "nn/channel_loops.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

namespace affect {
namespace {

constexpr int64_t values_a_task = 1 << 14; // fewer are done before another thread is awake

bool applies(const torch::Tensor &x) {
  return x.scalar_type() == torch::kBFloat16 && x.is_cpu() && x.is_contiguous() && x.numel() > 0 &&
         !torch::GradMode::is_enabled();
}

std::uint16_t *bits_of(const torch::Tensor &x) {
  return static_cast<std::uint16_t *>(x.data_ptr());
}

template <void (*loop)(std::uint16_t *, std::int64_t)> void everywhere(const torch::Tensor &x) {
  auto *bits = bits_of(x);
  at::parallel_for(0, x.numel(), values_a_task,
                   [&](int64_t begin, int64_t end) { loop(bits + begin, end - begin); });
}

/// work(first row, rows, width) over the rows of x [rows, width], by several threads where they are
/// enough.
template <class Work> void by_rows(const torch::Tensor &x, const Work &work) {
  const int64_t width = x.size(1);
  at::parallel_for(0, x.size(0), std::max<int64_t>(1, values_a_task / width),
                   [&](int64_t begin, int64_t end) { work(begin, end - begin, width); });
}

/// Whether `mask` is [batch or 1, 1, queries or 1, keys] of these scores, in bf16.
bool masks(const torch::Tensor &mask, const torch::Tensor &scores) {
  const auto one_or = [](int64_t size, int64_t whole) { return size == 1 || size == whole; };
  return applies(mask) && mask.dim() == 4 && one_or(mask.size(0), scores.size(0)) &&
         mask.size(1) == 1 && one_or(mask.size(2), scores.size(2)) &&
         mask.size(3) == scores.size(3);
}

} // namespace

torch::Tensor apply_norm(torch::nn::LayerNorm &norm, const torch::Tensor &x) {
  const int64_t width = x.size(-1);
  if (!applies(x) || !norm->weight.defined() || norm->weight.dim() != 1 ||
      norm->weight.numel() != width)
    return norm->forward(x);
  const auto weight = norm->weight.to(torch::kFloat32).contiguous(),
             bias = norm->bias.to(torch::kFloat32).contiguous();
  auto y = torch::empty_like(x);
  const auto *from = bits_of(x);
  auto *to = bits_of(y);
  const auto eps = static_cast<float>(norm->options.eps());
  at::parallel_for(0, x.numel() / width, std::max<int64_t>(1, values_a_task / width),
                   [&](int64_t begin, int64_t end) {
                     bf16::layer_norm(from + begin * width, weight.data_ptr<float>(),
                                      bias.data_ptr<float>(), eps, end - begin, width,
                                      to + begin * width);
                   });
  return y;
}

torch::Tensor silu_inplace(torch::Tensor x) {
  if (!applies(x))
    return torch::GradMode::is_enabled() ? torch::silu(x) : at::silu_(x);
  everywhere<bf16::silu>(x);
  return x;
}

torch::Tensor gelu_inplace(torch::Tensor x) {
  if (!applies(x))
    return torch::GradMode::is_enabled() ? torch::gelu(x) : at::gelu_(x);
  everywhere<bf16::gelu>(x);
  return x;
}

torch::Tensor dense_activated(const torch::Tensor &x, const torch::Tensor &weight,
                              const torch::Tensor &bias, After after) {
  if (!applies(x) || !bias.defined()) {
    auto y = torch::linear(x, weight, bias);
    return after == After::gelu   ? gelu_inplace(std::move(y))
           : after == After::silu ? silu_inplace(std::move(y))
                                  : y;
  }
  const auto y = torch::mm(x, weight.t()), added = bias.to(torch::kFloat32).contiguous();
  by_rows(y, [&](int64_t begin, int64_t rows, int64_t width) {
    auto *values = bits_of(y) + begin * width;
    if (after == After::gelu)
      bf16::add_bias_gelu(values, added.data_ptr<float>(), rows, width);
    else if (after == After::silu)
      bf16::add_bias_silu(values, added.data_ptr<float>(), rows, width);
    else
      channels::add_bias(values, added.data_ptr<float>(), rows, width, false);
  });
  return y;
}

torch::Tensor dense_plus(const torch::Tensor &x, const torch::Tensor &weight,
                         const torch::Tensor &bias, const torch::Tensor &past, double dropout) {
  if (dropout > 0)
    return torch::dropout(torch::linear(x, weight, bias), dropout, true) + past;
  if (!applies(x) || !applies(past) || !bias.defined()) {
    auto y = torch::linear(x, weight, bias);
    return torch::GradMode::is_enabled() ? y + past : y.add_(past);
  }
  const auto y = torch::mm(x, weight.t()), added = bias.to(torch::kFloat32).contiguous();
  by_rows(y, [&](int64_t begin, int64_t rows, int64_t width) {
    channels::add_bias_residual(bits_of(past) + begin * width, bits_of(y) + begin * width,
                                added.data_ptr<float>(), rows, width);
  });
  return y;
}

torch::Tensor softmax_inplace(torch::Tensor scores, double scale, const torch::Tensor &mask) {
  const int64_t queries = scores.size(2), keys = scores.size(3);
  if (!applies(scores) || (mask.defined() && !masks(mask, scores))) {
    const bool in_place = !torch::GradMode::is_enabled();
    auto x = in_place ? scores.mul_(scale) : scores * scale;
    if (mask.defined())
      x = in_place ? x.add_(mask) : x + mask;
    return torch::softmax(x, -1);
  }
  const int64_t of_post = mask.defined() && mask.size(0) > 1 ? mask.size(2) * keys : 0;
  const int64_t of_query = mask.defined() && mask.size(2) > 1 ? keys : 0;
  by_rows(scores.view({-1, keys}), [&](int64_t begin, int64_t rows, int64_t) {
    const auto whole = static_cast<std::size_t>(bf16::padded(keys));
    std::vector<float> room(whole);
    std::vector<std::uint16_t> bits(2 * whole);
    for (int64_t row = begin; row < begin + rows; ++row) {
      const int64_t post = row / (scores.size(1) * queries);
      const auto *allowed =
          mask.defined() ? bits_of(mask) + post * of_post + row % queries * of_query : nullptr;
      bf16::softmax_row(bits_of(scores) + row * keys, allowed, static_cast<float>(scale), keys,
                        room.data(), bits.data());
    }
  });
  return scores;
}

Heads packed_heads(const torch::Tensor &x, const torch::Tensor &weight, const torch::Tensor &bias,
                   int64_t batch, int64_t heads) {
  if (!applies(x) || !bias.defined()) {
    const auto parts =
        torch::linear(x, weight, bias).view({batch, x.size(0) / batch, 3, heads, -1}).unbind(2);
    return {parts[0].transpose(1, 2), parts[1].transpose(1, 2), parts[2].transpose(1, 2)};
  }
  const auto packed = torch::mm(x, weight.t()), added = bias.to(torch::kFloat32).contiguous();
  const int64_t tokens = x.size(0) / batch, deep = packed.size(1) / 3 / heads;
  const auto all = torch::empty({3, batch, heads, tokens, deep}, x.options());
  const int64_t part = batch * heads * tokens * deep;
  by_rows(packed, [&](int64_t begin, int64_t rows, int64_t width) {
    for (int64_t row = begin; row < begin + rows; ++row)
      for (int64_t which = 0; which < 3; ++which)
        bf16::split_row(bits_of(packed) + row * width + which * heads * deep,
                        added.data_ptr<float>() + which * heads * deep, heads, deep,
                        bits_of(all) + which * part +
                            (row / tokens * heads * tokens + row % tokens) * deep,
                        tokens * deep);
  });
  return {all[0], all[1], all[2]};
}

} // namespace affect
