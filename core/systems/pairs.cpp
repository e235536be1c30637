#include "systems/pairs.h"

namespace affect {

namespace {

const std::vector<std::vector<int64_t>> columns{
    {0, 1, 3}, {4}, {5, 7, 8}}; // of negative, neutral, positive pairs

torch::Tensor columns_of(const torch::Tensor &pairs, std::size_t which) {
  return pairs.index_select(-1, torch::tensor(columns[which]).to(pairs.device()));
}

} // namespace

torch::Tensor joint_of_pairs(const torch::Tensor &pairs) {
  const auto log_probability = torch::log_softmax(pairs, -1);
  std::vector<torch::Tensor> joint;
  for (std::size_t which = 0; which < columns.size(); ++which)
    joint.push_back(torch::logsumexp(columns_of(log_probability, which), -1));
  return torch::stack(joint, -1);
}

torch::Tensor polarity_of_pairs(const torch::Tensor &pairs) {
  return columns_of(pairs, 2).mean(-1) - columns_of(pairs, 0).mean(-1);
}

torch::Tensor pair_labels(const SystemLabels &labels) {
  const auto known = labels.text.ge(0).logical_and(labels.image.ge(0));
  return torch::where(known, labels.text * 3 + labels.image, torch::full_like(labels.text, -1));
}

} // namespace affect
