#include "evaluation/class_scores.h"

namespace affect {

ClassScores score_classes(const torch::Tensor &predicted, const torch::Tensor &labels,
                          int64_t classes) {
  TORCH_CHECK(classes > 0 && predicted.dim() == 1 && predicted.sizes() == labels.sizes(),
              "one prediction a label is needed");
  for (const auto &numbers : {predicted, labels})
    TORCH_CHECK(numbers.numel() == 0 ||
                    (numbers.min().item<int64_t>() >= 0 && numbers.max().item<int64_t>() < classes),
                "a class is out of range");
  const auto counts =
      torch::bincount(labels * classes + predicted, {}, classes * classes).view({classes, classes});
  const auto share = [](int64_t part, int64_t of) {
    return of > 0 ? static_cast<double>(part) / static_cast<double>(of) : 0.0;
  };
  ClassScores scores;
  scores.n = labels.numel();
  int64_t correct = 0, present = 0;
  for (int64_t c = 0; c < classes; ++c) {
    const auto row = counts[c].contiguous();
    scores.confusion.emplace_back(row.data_ptr<int64_t>(), row.data_ptr<int64_t>() + classes);
    const int64_t hits = scores.confusion.back()[static_cast<std::size_t>(c)];
    ClassScores::Class one;
    one.support = row.sum().item<int64_t>();
    one.recall = share(hits, one.support);
    one.precision = share(hits, counts.select(1, c).sum().item<int64_t>());
    one.f1 = one.precision + one.recall > 0
                 ? 2 * one.precision * one.recall / (one.precision + one.recall)
                 : 0;
    if (one.support > 0) {
      ++present;
      scores.unweighted_recall += one.recall;
      scores.macro_f1 += one.f1;
    }
    correct += hits;
    scores.per_class.push_back(one);
  }
  scores.accuracy = share(correct, scores.n);
  if (present > 0) {
    scores.unweighted_recall /= static_cast<double>(present);
    scores.macro_f1 /= static_cast<double>(present);
  }
  return scores;
}

} // namespace affect
