#include "nn/optimizer.h"

#include <ATen/Parallel.h>

#include <bit>
#include <cmath>
#include <cstdint>

namespace affect {
namespace {

// The constants of one update. The bias correction of the moments is part of step_size and
// root_scale.
struct Constants {
  float gradient_scale; // of clipping
  float beta1, beta2;
  float step_size;
  float weight_scale; // of the decoupled weight decay
  float root_scale;   // of the second moment's root
  float epsilon;
};

// Updates both moments and the master copy and writes the parameter, all in one pass, because
// memory bandwidth is the limit.
template <typename T>
__attribute__((always_inline)) inline void update(const T *__restrict g, float *__restrict w,
                                                  float *__restrict m, float *__restrict v,
                                                  T *__restrict p, int64_t n, Constants c) {
  for (int64_t i = 0; i < n; ++i) {
    const float x = static_cast<float>(g[i]) * c.gradient_scale;
    m[i] = c.beta1 * m[i] + (1 - c.beta1) * x;
    v[i] = c.beta2 * v[i] + (1 - c.beta2) * x * x;
    w[i] =
        w[i] * c.weight_scale - c.step_size * m[i] / (std::sqrt(v[i]) * c.root_scale + c.epsilon);
    p[i] = static_cast<T>(w[i]);
  }
}

// bf16 as bits, so that the compiler can vectorise: widening is a shift, rounding to nearest even
// is an addition.
struct Bits16 {
  std::uint16_t bits;
  operator float() const { return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16); }
  Bits16() = default;
  explicit Bits16(float value) {
    const auto wide = std::bit_cast<std::uint32_t>(value);
    bits = static_cast<std::uint16_t>((wide + 0x7FFFu + ((wide >> 16) & 1u)) >> 16);
  }
};

#if defined(__x86_64__)
#define AFFECT_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define AFFECT_CLONES
#endif

AFFECT_CLONES void update_fp32(const float *g, float *w, float *m, float *v, float *p, int64_t n,
                               Constants c) {
  update(g, w, m, v, p, n, c);
}

AFFECT_CLONES void update_bf16(const Bits16 *g, float *w, float *m, float *v, Bits16 *p, int64_t n,
                               Constants c) {
  update(g, w, m, v, p, n, c);
}

} // namespace

MasterAdamW::MasterAdamW(std::vector<torch::Tensor> parameters, AdamWOptions options)
    : options_(options) {
  torch::NoGradGuard frozen;
  for (auto &parameter : parameters) {
    Slot slot;
    slot.parameter = parameter;
    slot.master = parameter.detach().to(torch::kFloat32, false, true).contiguous();
    slot.first = torch::zeros_like(slot.master);
    slot.second = torch::zeros_like(slot.master);
    slot.decay = parameter.dim() > 1 ? options.weight_decay : 0.0;
    slots_.push_back(std::move(slot));
  }
}

namespace {

// The same with LibTorch's operations, for parameters on a GPU.
template <typename Slot> void update_with_torch(Slot &slot, const Constants &c) {
  const auto x = slot.parameter.grad().to(torch::kFloat32) * c.gradient_scale;
  slot.first.mul_(c.beta1).add_(x, 1 - c.beta1);
  slot.second.mul_(c.beta2).addcmul_(x, x, 1 - c.beta2);
  slot.master.mul_(c.weight_scale)
      .addcdiv_(slot.first, (slot.second.sqrt() * c.root_scale).add_(c.epsilon), -c.step_size);
  slot.parameter.copy_(slot.master);
}

template <typename Slot> void update_slot(Slot &slot, const Constants &constants, bool fused) {
  if (!fused || !slot.parameter.is_cpu()) {
    update_with_torch(slot, constants);
    return;
  }
  const auto type = slot.parameter.scalar_type();
  const bool bf16 = type == torch::kBFloat16 && slot.parameter.is_contiguous();
  const auto gradient =
      slot.parameter.grad().to(bf16 ? torch::kBFloat16 : torch::kFloat32).contiguous();
  const bool fp32 = type == torch::kFloat32 && slot.parameter.is_contiguous();
  // Parameters of other types, or not contiguous, are updated through a scratch tensor.
  auto target = bf16 || fp32 ? slot.parameter : torch::empty_like(slot.master);
  float *w = slot.master.template data_ptr<float>(), *m = slot.first.template data_ptr<float>(),
        *v = slot.second.template data_ptr<float>();
  void *g = gradient.data_ptr(), *p = target.data_ptr();
  at::parallel_for(0, slot.master.numel(), 1 << 15, [=](int64_t begin, int64_t end) {
    if (bf16)
      update_bf16(static_cast<const Bits16 *>(g) + begin, w + begin, m + begin, v + begin,
                  static_cast<Bits16 *>(p) + begin, end - begin, constants);
    else
      update_fp32(static_cast<const float *>(g) + begin, w + begin, m + begin, v + begin,
                  static_cast<float *>(p) + begin, end - begin, constants);
  });
  if (!bf16 && !fp32)
    slot.parameter.copy_(target);
}

} // namespace

double MasterAdamW::step(double rate) {
  torch::NoGradGuard frozen;
  double squares = 0;
  for (const Slot &slot : slots_)
    if (slot.parameter.grad().defined())
      squares += torch::norm(slot.parameter.grad(), at::Scalar(2), torch::kFloat32)
                     .square()
                     .item<double>();
  const double norm = std::sqrt(squares);
  if (!std::isfinite(norm)) {
    for (Slot &slot : slots_)
      slot.parameter.mutable_grad().reset();
    return norm;
  }
  const double clip =
      options_.clip_norm > 0 ? std::min(1.0, options_.clip_norm / (norm + 1e-6)) : 1.0;
  ++steps_;
  const double correction1 = 1.0 - std::pow(options_.beta1, steps_);
  const double correction2 = 1.0 - std::pow(options_.beta2, steps_);
  for (Slot &slot : slots_) {
    if (!slot.parameter.grad().defined())
      continue;
    const Constants constants{static_cast<float>(clip),
                              static_cast<float>(options_.beta1),
                              static_cast<float>(options_.beta2),
                              static_cast<float>(rate / correction1),
                              static_cast<float>(1.0 - rate * slot.decay),
                              static_cast<float>(1.0 / std::sqrt(correction2)),
                              static_cast<float>(options_.epsilon)};
    update_slot(slot, constants, options_.fused);
    slot.parameter.mutable_grad().reset();
  }
  return norm;
}

std::vector<torch::Tensor> MasterAdamW::masters() const {
  std::vector<torch::Tensor> masters;
  for (const Slot &slot : slots_)
    masters.push_back(slot.master);
  return masters;
}

std::vector<torch::Tensor> MasterAdamW::state() const {
  std::vector<torch::Tensor> state{torch::tensor(steps_)};
  for (const Slot &slot : slots_)
    state.insert(state.end(), {slot.master, slot.first, slot.second});
  return state;
}

bool MasterAdamW::fits(const std::vector<torch::Tensor> &state) const {
  if (state.size() != 1 + 3 * slots_.size() || !state[0].defined() || state[0].numel() != 1)
    return false;
  for (std::size_t i = 1; i < state.size(); ++i)
    if (!state[i].defined() || state[i].sizes() != slots_[(i - 1) / 3].master.sizes())
      return false;
  return true;
}

void MasterAdamW::restore(const std::vector<torch::Tensor> &state) {
  torch::NoGradGuard frozen;
  TORCH_CHECK(fits(state), "the optimiser's state does not fit the network");
  steps_ = state[0].item<int64_t>();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    slots_[i].master.copy_(state[1 + 3 * i]);
    slots_[i].first.copy_(state[2 + 3 * i]);
    slots_[i].second.copy_(state[3 + 3 * i]);
    slots_[i].parameter.copy_(slots_[i].master);
  }
}

} // namespace affect
