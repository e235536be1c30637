#include "nn/bf16_passes.h"

#include "nn/bf16_loops.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace affect {
namespace {

constexpr int64_t values_a_task = 1 << 14; // fewer are done before another thread is awake

bool applies(const torch::Tensor &x) {
  return x.scalar_type() == torch::kBFloat16 && x.is_cpu() && x.is_contiguous() && x.numel() > 0 &&
         !torch::GradMode::is_enabled();
}

std::uint16_t *bits_of(const torch::Tensor &x) { return static_cast<std::uint16_t *>(x.data_ptr()); }

template <void (*loop)(std::uint16_t *, std::int64_t)> void everywhere(const torch::Tensor &x) {
  auto *bits = bits_of(x);
  at::parallel_for(0, x.numel(), values_a_task, [&](int64_t begin, int64_t end) { loop(bits + begin, end - begin); });
}

} // namespace

torch::Tensor normed(torch::nn::LayerNorm &norm, const torch::Tensor &x) {
  const int64_t width = x.size(-1);
  if (!applies(x) || !norm->weight.defined() || norm->weight.dim() != 1 || norm->weight.numel() != width)
    return norm->forward(x);
  const auto weight = norm->weight.to(torch::kFloat32).contiguous(), bias = norm->bias.to(torch::kFloat32).contiguous();
  auto y = torch::empty_like(x);
  const auto *from = bits_of(x);
  auto *to = bits_of(y);
  const auto eps = static_cast<float>(norm->options.eps());
  at::parallel_for(0, x.numel() / width, std::max<int64_t>(1, values_a_task / width), [&](int64_t begin, int64_t end) {
    bf16::layer_norm(from + begin * width, weight.data_ptr<float>(), bias.data_ptr<float>(), eps, end - begin, width,
                     to + begin * width);
  });
  return y;
}

torch::Tensor silu_own(torch::Tensor x) {
  if (!applies(x))
    return torch::GradMode::is_enabled() ? torch::silu(x) : at::silu_(x);
  everywhere<bf16::silu>(x);
  return x;
}

torch::Tensor gelu_own(torch::Tensor x) {
  if (!applies(x))
    return torch::GradMode::is_enabled() ? torch::gelu(x) : at::gelu_(x);
  everywhere<bf16::gelu>(x);
  return x;
}

} // namespace affect
