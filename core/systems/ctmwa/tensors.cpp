#include "systems/ctmwa/tensors.h"

#include <cmath>

namespace affect::ctmwa {

torch::Tensor &ParameterTree::add(const std::string &name, const torch::Tensor &value) {
  const auto dot = name.find('.');
  if (dot == std::string::npos)
    return register_parameter(name, value);
  const std::string first = name.substr(0, dot);
  const auto children = named_children();
  const auto child = children.contains(first)
                         ? std::dynamic_pointer_cast<ParameterTree>(children[first])
                         : register_module(first, std::make_shared<ParameterTree>());
  return child->add(name.substr(dot + 1), value);
}

torch::Tensor kaiming(const Shape &shape) {
  if (shape.sizes.size() < 2)
    return torch::zeros(shape.sizes);
  double fan_in = 1;
  for (std::size_t i = 1; i < shape.sizes.size(); ++i)
    fan_in *= static_cast<double>(shape.sizes[i]);
  return torch::randn(shape.sizes) * std::sqrt(2.0 / fan_in);
}

torch::Tensor linear(const Tensors &tensors, const std::string &name, const torch::Tensor &x) {
  return torch::linear(x, tensors.at(name + ".weight"), tensors.at(name + ".bias"));
}

Tensors leaves(const Tensors &tensors) {
  Tensors result;
  for (const auto &[name, tensor] : tensors)
    result[name] = tensor.detach().to(torch::kFloat32).requires_grad_();
  return result;
}

std::vector<torch::Tensor> values(const Tensors &tensors) {
  std::vector<torch::Tensor> result;
  for (const auto &[name, tensor] : tensors)
    result.push_back(tensor);
  return result;
}

Tensors gradients(const torch::Tensor &scalar, const Tensors &tensors, bool keep) {
  const auto found =
      torch::autograd::grad({scalar}, values(tensors), {}, keep, keep, /*allow_unused=*/true);
  Tensors result;
  std::size_t at = 0;
  for (const auto &[name, tensor] : tensors) {
    const auto &gradient = found[at++];
    result[name] = gradient.defined() ? gradient : torch::zeros_like(tensor);
  }
  return result;
}

Tensors stepped(const Tensors &tensors, const Tensors &gradients, double rate) {
  Tensors result;
  for (const auto &[name, tensor] : tensors)
    result[name] = tensor - rate * gradients.at(name);
  return result;
}

} // namespace affect::ctmwa
