#include "nn/attention.h"

#include <torch/version.h>

#include <cmath>
#include <vector>

namespace affect {
namespace {

torch::Tensor split_heads(const torch::Tensor &x, int64_t heads) {
  return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
}

torch::Tensor join_heads(const torch::Tensor &x) {
  return x.transpose(1, 2).reshape({x.size(0), x.size(2), -1});
}

// bf16 has fp32's range, so one constant serves both; fp16's own lowest value is smaller.
double lowest(torch::ScalarType type) { return type == torch::kFloat16 ? -65504.0 : -3.3e38; }

#if TORCH_VERSION_MAJOR >= 2
// LibTorch 2's kernel for processors takes blocks of keys: for fewer than these the products one by
// one are faster.
constexpr int64_t shortest_for_kernel = 48;
#endif

AttentionOutput attend_heads(const Heads &heads, const torch::Tensor &mask, bool want_weights,
                             double dropout) {
  const auto &[q, k, v] = heads;
#if TORCH_VERSION_MAJOR >= 2
  if (!want_weights && (!q.is_cpu() || k.size(2) >= shortest_for_kernel)) {
    const auto context = mask.defined() ? at::scaled_dot_product_attention(q, k, v, mask, dropout)
                                        : at::scaled_dot_product_attention(q, k, v, {}, dropout);
    return {join_heads(context), {}};
  }
#endif
  const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(-1)));
  // Each is copied into place once: matmul() would copy the strided views itself, the keys
  // transposed.
  const auto flat = [](const torch::Tensor &x) { return x.reshape({-1, x.size(2), x.size(3)}); };
  const auto values = flat(v);
  const auto scores = torch::bmm(flat(q), flat(k).transpose(1, 2))
                          .view({q.size(0), q.size(1), q.size(2), k.size(2)});
  const auto weights = softmax_inplace(scores, scale, mask);
  const auto kept = dropout > 0 ? torch::dropout(weights, dropout, true) : weights;
  const auto context = torch::bmm(kept.view({-1, q.size(2), k.size(2)}), values);
  return {join_heads(context.view({q.size(0), q.size(1), q.size(2), -1})),
          want_weights ? weights : torch::Tensor()};
}

} // namespace

torch::Tensor additive_mask(const torch::Tensor &mask, torch::ScalarType type) {
  return ((1.0 - mask.to(torch::kFloat32)) * lowest(type))
      .to(type)
      .view({mask.size(0), 1, 1, mask.size(1)});
}

torch::Tensor causal_mask(int64_t tokens, const torch::Tensor &mask, torch::TensorOptions options) {
  auto may = torch::ones({1, 1, tokens, tokens}, options.dtype(torch::kFloat32)).tril();
  if (mask.defined())
    may = may * mask.to(may.options()).view({mask.size(0), 1, 1, tokens});
  // One condition, added once: twice the lowest value would be infinite.
  const auto type = c10::typeMetaToScalarType(options.dtype());
  return ((1.0 - may) * lowest(type)).to(type);
}

AttentionOutput attend(const torch::Tensor &query, const torch::Tensor &key,
                       const torch::Tensor &value, int64_t heads, const torch::Tensor &mask,
                       bool want_weights, double dropout) {
  return attend_heads(
      {split_heads(query, heads), split_heads(key, heads), split_heads(value, heads)}, mask,
      want_weights, dropout);
}

AttentionOutput attend(const Heads &heads, const torch::Tensor &mask, bool want_weights) {
  return attend_heads(heads, mask, want_weights, 0);
}

} // namespace affect
