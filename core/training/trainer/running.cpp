#include "training/trainer/running.h"

#include "nn/state.h"

#include <unordered_set>

namespace affect {
namespace {

constexpr const char *checkpoint = "checkpoint.safetensors";

// The parameters the loop moves, which is all but the system's own.
std::vector<torch::Tensor> of_the_loop(const System &system) {
  std::unordered_set<const void *> own;
  for (const auto &parameter : system.meta_parameters())
    own.insert(parameter.unsafeGetTensorImpl());
  std::vector<torch::Tensor> rest;
  for (const auto &parameter : system.parameters())
    if (!own.count(parameter.unsafeGetTensorImpl()))
      rest.push_back(parameter);
  return rest;
}

void put_numbered(StateDict &state, const std::string &prefix,
                  const std::vector<torch::Tensor> &tensors) {
  for (std::size_t i = 0; i < tensors.size(); ++i)
    state[prefix + std::to_string(i)] = tensors[i];
}

std::vector<torch::Tensor> numbered(const StateDict &state, const std::string &prefix) {
  std::vector<torch::Tensor> tensors;
  for (auto found = state.find(prefix + "0"); found != state.end();
       found = state.find(prefix + std::to_string(tensors.size())))
    tensors.push_back(found->second);
  return tensors;
}

} // namespace

Running::Running(System &system, AdamWOptions options)
    : system_(system), parameters_(system.parameters()), optimizer_(of_the_loop(system), options) {
  const auto loop = of_the_loop(system);
  moves_any_ = !loop.empty();
  std::map<const void *, torch::Tensor> masters;
  const auto copies = optimizer_.masters();
  for (std::size_t i = 0; i < loop.size(); ++i)
    masters[loop[i].unsafeGetTensorImpl()] = copies[i];
  for (const auto &parameter : parameters_) {
    const auto found = masters.find(parameter.unsafeGetTensorImpl());
    sources_.push_back(found == masters.end() ? parameter : found->second);
    average_.push_back(parameter.detach().to(torch::kFloat32, false, true));
  }
}

void Running::step(double rate) { optimizer_.step(rate); }

void Running::mix(double keep) {
  torch::NoGradGuard frozen;
  for (std::size_t i = 0; i < average_.size(); ++i)
    average_[i].mul_(keep).add_(sources_[i], 1 - keep);
}

std::vector<torch::Tensor> Running::take_mean() {
  std::vector<torch::Tensor> current;
  for (const auto &parameter : parameters_)
    current.push_back(parameter.detach().clone());
  put(average_);
  return current;
}

void Running::put(const std::vector<torch::Tensor> &values) {
  torch::NoGradGuard frozen;
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    parameters_[i].copy_(values[i]);
}

Result<void> Running::save(const std::filesystem::path &folder, int epoch,
                           const torch::Tensor &labels) const {
  StateDict state;
  put_numbered(state, "optimizer.", optimizer_.state());
  put_numbered(state, "average.", average_);
  put_numbered(state, "meta.", system_.meta_state());
  // The mean is not where a step of the system's own goes on from.
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    if (sources_[i].is_same(parameters_[i]))
      state["own." + std::to_string(i)] = parameters_[i].detach();
  if (labels.defined())
    state["labels"] = labels;
  return write_state(folder / checkpoint, state, false, {{"epoch", std::to_string(epoch)}});
}

Result<int> Running::load(const std::filesystem::path &folder, torch::Tensor *labels) {
  torch::NoGradGuard frozen;
  const auto file = folder / checkpoint;
  AFFECT_TRY(metadata, read_metadata(file));
  AFFECT_TRY(state, read_state(file));
  const auto error =
      make_error(ErrorCode::bad_format,
                 "The checkpoint belongs to another network; train without --resume.", file);
  const auto optimizer = numbered(state, "optimizer."), average = numbered(state, "average.");
  if (!optimizer_.fits(optimizer) || average.size() != average_.size())
    return error;
  for (std::size_t i = 0; i < average_.size(); ++i) {
    const auto own = state.find("own." + std::to_string(i));
    const bool wanted = sources_[i].is_same(parameters_[i]);
    if (average[i].sizes() != average_[i].sizes() || wanted != (own != state.end()) ||
        (wanted && own->second.sizes() != average_[i].sizes()))
      return error;
  }
  try {
    system_.restore_meta_state(numbered(state, "meta."));
  } catch (const c10::Error &) {
    return error;
  }
  optimizer_.restore(optimizer);
  for (std::size_t i = 0; i < average_.size(); ++i) {
    average_[i].copy_(average[i]);
    if (sources_[i].is_same(parameters_[i]))
      parameters_[i].copy_(state["own." + std::to_string(i)]);
  }
  if (const auto found = state.find("labels"); labels && found != state.end())
    *labels = found->second;
  return std::atoi(metadata["epoch"].c_str());
}

} // namespace affect
