#include "nn/device.h"

namespace affect {
namespace {

// The number in "cuda:3", 0 for "cuda", -1 for anything else.
int number_of_gpu(const std::string &name) {
  if (name == "cuda")
    return 0;
  const std::string prefix = "cuda:",
                    digits = name.starts_with(prefix) ? name.substr(prefix.size()) : std::string();
  if (digits.empty() || digits.size() > 2 ||
      digits.find_first_not_of("0123456789") != std::string::npos)
    return -1;
  return std::stoi(digits);
}

} // namespace

Result<torch::Device> device_called(const std::string &name) {
  if (name == "cpu")
    return torch::Device(torch::kCPU);
  if (name.empty() || name == "auto")
    return torch::cuda::is_available() ? torch::Device(torch::kCUDA, 0)
                                       : torch::Device(torch::kCPU);
  const int number = number_of_gpu(name);
  if (number < 0)
    return make_error(ErrorCode::usage, "There is no device called " + name.substr(0, 40) +
                                            "; choose auto, cpu, cuda or cuda:1.");
  if (!torch::cuda::is_available())
    return make_error(ErrorCode::unsupported, "The device " + name +
                                                  " is not available: LibTorch " + TORCH_VERSION +
                                                  ", which this program runs on, finds no NVIDIA "
                                                  "GPU. Choose cpu or auto, or build with a "
                                                  "LibTorch that has CUDA.");
  const auto count = static_cast<int>(torch::cuda::device_count());
  if (number >= count)
    return make_error(ErrorCode::unsupported,
                      "The device " + name + " is not available: there " +
                          (count == 1 ? "is 1 GPU" : "are " + std::to_string(count) + " GPUs") +
                          ", counted from 0. Choose one of them, cpu or auto.");
  return torch::Device(torch::kCUDA, static_cast<torch::DeviceIndex>(number));
}

torch::Device device_of(const torch::nn::Module &module) {
  const auto parameters = module.parameters();
  return parameters.empty() ? torch::Device(torch::kCPU) : parameters.front().device();
}

} // namespace affect
