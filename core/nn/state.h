#pragma once

#include "base/result.h"
#include "weights/safetensors.h"

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <string>

namespace affect {

/// Parameters and buffers by name.
using StateDict = std::map<std::string, torch::Tensor>;

/// Reads a safetensors file; floating tensors are brought to fp32, integers to int64. Errors: as
/// SafetensorsFile::open.
Result<StateDict> read_state(const std::filesystem::path &file);

/// As above for a whole model folder, in one file or in shards. Errors: as ModelWeights::open.
Result<StateDict> read_model_state(const std::filesystem::path &folder);

/// Copies of tensors of an open file, in the types of read_state(). `file` is only for the error's
/// text. Errors: bad_format (a shape for which there is no memory).
Result<StateDict> state_of(const std::map<std::string, TensorView> &tensors,
                           const std::filesystem::path &file = {});

/// The metadata of a safetensors file. Errors: as SafetensorsFile::open.
Result<std::map<std::string, std::string>> read_metadata(const std::filesystem::path &file);

/// Writes a state; `half` stores floating tensors as fp16 (shipped weights), else as they are.
Result<void> write_state(const std::filesystem::path &file, const StateDict &state, bool half,
                         const std::map<std::string, std::string> &metadata = {});

/// Copies a state into a module by name. Every parameter and floating buffer of the module must be
/// there with its shape; further names in the state are ignored. `file` is only for the error's
/// text. Errors: bad_format.
Result<void> load_into(torch::nn::Module &module, const StateDict &state,
                       const std::filesystem::path &file = {});

/// Parameters and buffers of a module, detached (sharing memory).
StateDict state_of(const torch::nn::Module &module);

/// Number of parameters (buffers not counted).
std::int64_t parameter_count(const torch::nn::Module &module);

} // namespace affect
