#include "training/encoders/face_evaluation.h"

#include "dataset/face_set.h"

#include <algorithm>

namespace affect {
namespace {

// The expression of each face as a number of the encoder's own classes.
Result<torch::Tensor> labels_of(const FaceSet &set, const FaceEncoder &encoder,
                                const std::filesystem::path &list) {
  std::vector<int64_t> labels;
  for (const int64_t label : set.labels) {
    const auto name = face_expressions[static_cast<std::size_t>(label)];
    const auto found = std::find(encoder.classes().begin(), encoder.classes().end(), name);
    if (found == encoder.classes().end())
      return make_error(ErrorCode::bad_format,
                        "The encoder knows no expression " + std::string(name) + ".", list);
    labels.push_back(found - encoder.classes().begin());
  }
  return torch::tensor(labels, torch::kInt64);
}

} // namespace

Result<ClassScores> evaluate_face_encoder(const FaceEncoder &encoder,
                                          const std::filesystem::path &list,
                                          const Reporting &reporting) {
  AFFECT_TRY(set, load_faces(list, reporting.progress, reporting.cancel));
  if (reporting.skipped)
    for (const Error &one : set.errors)
      reporting.skipped(one);
  AFFECT_TRY(labels, labels_of(set, encoder, list));
  AFFECT_TRY(features, encoder.encode(set.faces));
  std::vector<torch::Tensor> logits;
  for (const FaceFeatures &face : features)
    logits.push_back(face.logits);
  return score_classes(torch::stack(logits).argmax(1), labels,
                       static_cast<int64_t>(encoder.classes().size()));
}

} // namespace affect
