#include "training/systems/generated_labels.h"

#include <numeric>

namespace affect {

GeneratedLabels::GeneratedLabels(System &system, const std::vector<PostFeatures> &posts)
    : system_(system), posts_(posts) {
  if (!system.generates_labels())
    return;
  Rows all(posts.size());
  std::iota(all.begin(), all.end(), 0);
  human_labels_ = labels_of(posts, all);
}

void GeneratedLabels::add_to(SystemLabels &batch, const Rows &rows) const {
  if (!labels_.defined())
    return;
  std::vector<int64_t> places(rows.begin(), rows.end());
  batch.generated = labels_.index_select(0, torch::tensor(places));
}

void GeneratedLabels::after_epoch(int epoch, const LabelsMade &made) {
  if (!system_.generates_labels())
    return;
  const auto predictions = predict_all(system_, posts_);
  labels_ = system_.generate_labels(predictions.features, predictions.present, human_labels_,
                                    labels_, epoch);
  if (made)
    made(epoch, labels_);
}

void GeneratedLabels::finish() {
  if (!system_.generates_labels() || !labels_.defined())
    return;
  const auto predictions = predict_all(system_, posts_);
  system_.generate_labels(predictions.features, predictions.present, human_labels_, labels_, 1);
}

} // namespace affect
