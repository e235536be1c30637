#pragma once

#include "nn/state.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace affect {

/// What a training run needs to go on after an interruption: tensors in lists or by name, each
/// group under a prefix, and a few values. It lies in checkpoint.safetensors of the run's folder,
/// and appears there whole or not at all. Like every file it is hostile until fits() was asked.
class Checkpoint {
public:
  void put(const std::string &prefix, const std::vector<torch::Tensor> &tensors);
  void put(const std::string &prefix, const StateDict &tensors);
  void put_value(const std::string &key, const std::string &value) { values_[key] = value; }

  /// Errors: unreadable (no space, no permission).
  Result<void> save(const std::filesystem::path &folder) const;
  /// Errors: as read_state.
  static Result<Checkpoint> load(const std::filesystem::path &folder);

  /// The tensors of a prefix, in their order. Empty where there are none.
  std::vector<torch::Tensor> list(const std::string &prefix) const;
  /// Undefined where there is none.
  torch::Tensor find(const std::string &name) const;
  /// "" where there is none.
  std::string value(const std::string &key) const;
  /// 0 where there is none.
  std::int64_t number(const std::string &key) const;

  /// Whether a group holds tensors of just these shapes: no more, no fewer.
  bool fits(const std::string &prefix, const std::vector<torch::Tensor> &wanted) const;
  /// Whether it holds all of these by name.
  bool fits(const std::string &prefix, const StateDict &wanted) const;

  /// The error of one that does not fit.
  Error of_another_network() const;
  Error of_other_settings() const;

private:
  StateDict state_;
  std::map<std::string, std::string> values_;
  std::filesystem::path file_;
};

} // namespace affect
