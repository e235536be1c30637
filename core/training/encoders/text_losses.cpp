#include "training/encoders/text_losses.h"

namespace affect {

std::pair<torch::Tensor, torch::Tensor> word_means(const torch::Tensor &hidden,
                                                   const TokenBatch &batch) {
  const auto flat = batch.words.view({-1});
  const auto at = flat.ge(0).nonzero().squeeze(1);
  const auto words = flat.index_select(0, at);
  const auto states = hidden.reshape({-1, hidden.size(-1)}).index_select(0, at).to(torch::kFloat32);
  const auto sums = torch::zeros({batch.word_count, hidden.size(-1)}).index_add(0, words, states);
  const auto counts =
      torch::zeros({batch.word_count}).index_add(0, words, torch::ones({words.size(0)}));
  return {sums / counts.clamp_min(1).unsqueeze(1), counts.gt(0)};
}

torch::Tensor relative_error(const torch::Tensor &own, const torch::Tensor &target) {
  const auto spread = (target - target.mean(0, true)).square().mean().clamp_min(1e-6);
  return (own - target).square().mean() / spread;
}

torch::Tensor vector_error(const torch::Tensor &own, const torch::Tensor &target) {
  return relative_error(own, target) + (1 - torch::cosine_similarity(own, target)).mean();
}

torch::Tensor kind_loss(const torch::Tensor &logits, const std::vector<const TextLine *> &lines,
                        LabelKind kind) {
  std::vector<int64_t> rows, labels;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i]->kind == kind && lines[i]->label >= 0) {
      rows.push_back(static_cast<int64_t>(i));
      labels.push_back(kind == LabelKind::two_classes ? lines[i]->label / 2 : lines[i]->label);
    }
  if (rows.empty())
    return {};
  auto chosen = logits.index_select(0, torch::tensor(rows));
  if (kind == LabelKind::two_classes)
    chosen = chosen.index_select(1, torch::tensor(std::vector<int64_t>{0, 2}));
  return torch::nn::functional::cross_entropy(chosen, torch::tensor(labels),
                                              torch::nn::functional::CrossEntropyFuncOptions()
                                                  .reduction(torch::kSum)
                                                  .label_smoothing(0.05)) /
         static_cast<double>(lines.size());
}

} // namespace affect
