#pragma once

#include <ATen/ExpandUtils.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>
#include <torch/torch.h>

/// LibTorch's device without memory: what would mix two devices on a GPU fails on it just so, and
/// every machine has it.
inline const torch::Device elsewhere = torch::kMeta;

/// As module.to(elsewhere), which LibTorch itself refuses where the weights are in the processor's
/// memory.
inline void move_elsewhere(torch::nn::Module &module) {
  torch::NoGradGuard frozen;
  const auto move = [](const torch::Tensor &x) {
    x.unsafeGetTensorImpl()->shallow_copy_from(
        torch::empty_like(x, x.options().device(elsewhere)).getIntrusivePtr());
  };
  for (const torch::Tensor &parameter : module.parameters())
    move(parameter);
  for (const torch::Tensor &buffer : module.buffers())
    move(buffer);
}

/// Whether it is elsewhere and as large.
inline bool like(const torch::Tensor &there, const torch::Tensor &here) {
  return there.defined() && there.is_meta() && there.sizes() == here.sizes();
}

/// What LibTorch lacks there; 2.6 still has kernels for these in Python only.
namespace elsewhere_kernels {

inline torch::Tensor index_select(const torch::Tensor &x, int64_t dimension,
                                  const torch::Tensor &index) {
  TORCH_CHECK(index.is_meta(), "the index is on another device");
  auto sizes = x.sizes().vec();
  sizes.at(static_cast<std::size_t>(dimension < 0 ? dimension + x.dim() : dimension)) =
      index.numel();
  return torch::empty(sizes, x.options());
}

inline std::tuple<torch::Tensor, torch::Tensor, torch::Tensor>
native_batch_norm(const torch::Tensor &x, const c10::optional<torch::Tensor> &weight,
                  const c10::optional<torch::Tensor> &bias,
                  const c10::optional<torch::Tensor> &mean,
                  const c10::optional<torch::Tensor> &variance, bool, double, double) {
  for (const auto *one : {&weight, &bias, &mean, &variance})
    TORCH_CHECK(!one->has_value() || !(*one)->defined() || (*one)->is_meta(),
                "a vector is on another device");
  const auto by_channel = torch::empty({x.size(1)}, x.options());
  return {torch::empty_like(x), by_channel, by_channel};
}

inline torch::Tensor relu(const torch::Tensor &x) { return torch::empty_like(x); }

/// Of operations value by value.
inline torch::Tensor &unary_out(const torch::Tensor &x, torch::Tensor &out) {
  TORCH_CHECK(out.is_meta(), "the result is on another device");
  out.resize_(x.sizes());
  return out;
}

inline torch::Tensor &where_out(const torch::Tensor &condition, const torch::Tensor &a,
                                const torch::Tensor &b, torch::Tensor &out) {
  // A number without dimensions may be in the processor's memory, as on a GPU.
  for (const auto *one : {&condition, &a, &b})
    TORCH_CHECK(one->is_meta() || one->dim() == 0, "a tensor is on another device");
  out.resize_(at::infer_size(at::infer_size(condition.sizes(), a.sizes()), b.sizes()));
  return out;
}

inline torch::Tensor convolution(const torch::Tensor &x, const torch::Tensor &weight,
                                 const c10::optional<torch::Tensor> &bias, at::IntArrayRef stride,
                                 at::IntArrayRef padding, at::IntArrayRef dilation, bool,
                                 at::IntArrayRef, int64_t) {
  TORCH_CHECK(weight.is_meta() && (!bias || !bias->defined() || bias->is_meta()),
              "weights are on another device");
  std::vector<int64_t> sizes{x.size(0), weight.size(0)};
  for (std::size_t i = 0; i < stride.size(); ++i) {
    const auto at = static_cast<int64_t>(i) + 2;
    sizes.push_back(
        (x.size(at) + 2 * padding[i] - dilation[i] * (weight.size(at) - 1) - 1) / stride[i] + 1);
  }
  return torch::empty(sizes, x.options());
}

/// Whether this LibTorch itself computes the operation on the device without memory. What it has
/// for any device does not count: for convolutions that only throws.
inline bool is_there(const char *name, const char *overload) {
  const auto found =
      c10::Dispatcher::singleton().findSchema({std::string("aten::") + name, overload});
  return found && found->hasKernelForDispatchKey(c10::DispatchKey::Meta);
}

template <typename Kernel>
void add(torch::Library &library, const char *name, const char *overload, Kernel kernel) {
  if (!is_there(name, overload))
    library.impl((std::string(name) + (*overload ? "." : "") + overload).c_str(), kernel);
}

} // namespace elsewhere_kernels

TORCH_LIBRARY_IMPL(aten, Meta, library) {
  elsewhere_kernels::add(library, "index_select", "", elsewhere_kernels::index_select);
  elsewhere_kernels::add(library, "abs", "out", elsewhere_kernels::unary_out);
  elsewhere_kernels::add(library, "logical_not", "out", elsewhere_kernels::unary_out);
  elsewhere_kernels::add(library, "where", "self_out", elsewhere_kernels::where_out);
  elsewhere_kernels::add(library, "relu", "", elsewhere_kernels::relu);
  elsewhere_kernels::add(library, "convolution_overrideable", "", elsewhere_kernels::convolution);
  elsewhere_kernels::add(library, "native_batch_norm", "", elsewhere_kernels::native_batch_norm);
}
