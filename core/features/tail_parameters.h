#pragma once

#include "base/result.h"
#include "nn/state.h"

#include <filesystem>
#include <string>
#include <vector>

namespace affect {

/// The weights of an encoder's last blocks, and of what stands behind these, as they are after
/// tuning, or their changes of low rank (changes_of_rank()).
struct TunedLayers {
  std::int64_t blocks = 0; ///< 0: none
  StateDict state;         ///< by the network's own names
};

/// How a network's parameters are called that stand in its blocks, and those that stand behind all
/// of them.
struct TailNames {
  std::string blocks;              ///< what comes before a block's number, e.g. "layers."
  std::vector<std::string> behind; ///< beginnings of names
  std::vector<std::string>
      fixed; ///< parts of the names of parameters that are not tuned, wherever they stand
};

/// Parameters of the blocks from `first` on and of what stands behind all blocks, sharing memory
/// with the module.
StateDict tail_parameters(const torch::nn::Module &module, const TailNames &names,
                          std::int64_t first);

/// Training mode, and gradients for `parameters` alone.
void begin_tuning(torch::nn::Module &module, const StateDict &parameters);

torch::ScalarType precision_of(const torch::nn::Module &module);

/// fp32 copies that share nothing.
StateDict copy_of(const StateDict &parameters);

/// Errors: bad_format where an encoder of `blocks` blocks cannot have that many tuned.
Result<void> check_depth(const std::string &encoder, std::int64_t blocks, std::int64_t tuned,
                         const std::filesystem::path &file = {});

/// Copies values over parameters of the same names, or adds changes of low rank to them (which is
/// right once only, over the weights they were made for). All must be there with their shapes and
/// finite values, and nothing else. `file` is only for the error's text. Errors: bad_format; then
/// nothing is copied.
Result<void> lay_over(const StateDict &parameters, const StateDict &values,
                      const std::filesystem::path &file = {});

/// SHA-256 over an encoder's hash and what was laid over it, as fp16. Names the features of both
/// together.
std::string hash_with(const std::string &encoder_hash, const StateDict &values);

} // namespace affect
