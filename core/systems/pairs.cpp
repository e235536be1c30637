#include "systems/pairs.h"

namespace affect {

torch::Tensor joint_of_pairs(const torch::Tensor &pairs) {
  const auto log_probability = torch::log_softmax(pairs, -1);
  const std::vector<std::vector<int64_t>> columns{{0, 1, 3}, {4}, {5, 7, 8}};
  std::vector<torch::Tensor> joint;
  for (const auto &of_class : columns)
    joint.push_back(torch::logsumexp(log_probability.index_select(-1, torch::tensor(of_class, pairs.device())), -1));
  return torch::stack(joint, -1);
}

torch::Tensor pair_labels(const SystemLabels &labels) {
  const auto known = labels.text.ge(0).logical_and(labels.image.ge(0));
  return torch::where(known, labels.text * 3 + labels.image, torch::full_like(labels.text, -1));
}

} // namespace affect
