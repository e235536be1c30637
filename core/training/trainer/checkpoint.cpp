#include "training/trainer/checkpoint.h"

#include <cstdlib>

namespace affect {
namespace {

std::filesystem::path file_in(const std::filesystem::path &folder) {
  return folder / "checkpoint.safetensors";
}

} // namespace

void Checkpoint::put(const std::string &prefix, const std::vector<torch::Tensor> &tensors) {
  for (std::size_t i = 0; i < tensors.size(); ++i)
    state_[prefix + std::to_string(i)] = tensors[i];
}

void Checkpoint::put(const std::string &prefix, const StateDict &tensors) {
  for (const auto &[name, tensor] : tensors)
    state_[prefix + name] = tensor;
}

Result<void> Checkpoint::save(const std::filesystem::path &folder) const {
  return write_state(file_in(folder), state_, false, values_);
}

Result<Checkpoint> Checkpoint::load(const std::filesystem::path &folder) {
  Checkpoint loaded;
  loaded.file_ = file_in(folder);
  AFFECT_TRY(values, read_metadata(loaded.file_));
  AFFECT_TRY(state, read_state(loaded.file_));
  loaded.values_ = std::move(values);
  loaded.state_ = std::move(state);
  return loaded;
}

std::vector<torch::Tensor> Checkpoint::list(const std::string &prefix) const {
  std::vector<torch::Tensor> tensors;
  for (auto found = state_.find(prefix + "0"); found != state_.end();
       found = state_.find(prefix + std::to_string(tensors.size())))
    tensors.push_back(found->second);
  return tensors;
}

torch::Tensor Checkpoint::find(const std::string &name) const {
  const auto found = state_.find(name);
  return found == state_.end() ? torch::Tensor() : found->second;
}

std::string Checkpoint::value(const std::string &key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? std::string() : found->second;
}

std::int64_t Checkpoint::number(const std::string &key) const {
  return std::atoll(value(key).c_str());
}

bool Checkpoint::fits(const std::string &prefix, const std::vector<torch::Tensor> &wanted) const {
  const auto found = list(prefix);
  if (found.size() != wanted.size())
    return false;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (found[i].sizes() != wanted[i].sizes())
      return false;
  return true;
}

bool Checkpoint::fits(const std::string &prefix, const StateDict &wanted) const {
  for (const auto &[name, tensor] : wanted) {
    const auto found = find(prefix + name);
    if (!found.defined() || found.sizes() != tensor.sizes())
      return false;
  }
  return true;
}

Error Checkpoint::of_another_network() const {
  return make_error(ErrorCode::bad_format,
                    "The checkpoint belongs to another network; train without --resume.", file_);
}

Error Checkpoint::of_other_settings() const {
  return make_error(ErrorCode::bad_format,
                    "The checkpoint belongs to a run with other settings; train without --resume.",
                    file_);
}

} // namespace affect
