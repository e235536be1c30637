#pragma once

#include "base/result.h"

#include <torch/torch.h>

#include <string>

namespace affect {

/// The device called "cpu", "cuda" or "cuda:1"; "auto" and an empty name mean the first GPU if
/// LibTorch finds one, otherwise the processor. Errors: usage (no such name), unsupported (no GPU,
/// or none of that number, is available).
Result<torch::Device> device_called(const std::string &name);

/// The device of a network's weights; the processor if it has none.
torch::Device device_of(const torch::nn::Module &module);

} // namespace affect
