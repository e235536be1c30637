#pragma once

#include <torch/torch.h>

#include <map>
#include <string>
#include <vector>

namespace affect::ctmwa {

/// Tensors by name. Every layer here is applied with the tensors a map holds, so that weights which
/// were moved by a step with its graph kept ("fast weights") take the place of a network's own
/// without a copy of the network.
using Tensors = std::map<std::string, torch::Tensor>;

/// A parameter's name and shape.
struct Shape {
  std::string name;
  std::vector<int64_t> sizes;
};

/// Parameters under dotted names ("txt_neck.linear1.weight"), which a torch module alone does not
/// allow.
class ParameterTree : public torch::nn::Module {
public:
  torch::Tensor &add(const std::string &name, const torch::Tensor &value);
};

/// Kaiming normal for what feeds a rectifier: weights with deviation √(2 / fan-in), biases 0.
torch::Tensor kaiming(const Shape &shape);

/// x W' + b with NAME.weight and NAME.bias.
torch::Tensor linear(const Tensors &tensors, const std::string &name, const torch::Tensor &x);

/// As detached leaves that ask for gradients, in fp32; their memory is that of `tensors` where
/// these are fp32.
Tensors leaves(const Tensors &tensors);

std::vector<torch::Tensor> values(const Tensors &tensors);

/// Gradients of a scalar; zeros where it does not depend on a tensor. `keep`: a graph of the
/// gradients is made.
Tensors gradients(const torch::Tensor &scalar, const Tensors &tensors, bool keep);

/// tensors − rate · gradients, differentiable.
Tensors stepped(const Tensors &tensors, const Tensors &gradients, double rate);

} // namespace affect::ctmwa
