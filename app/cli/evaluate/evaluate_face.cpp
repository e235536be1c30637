#include "evaluate/face_scoring.h"

#include "base/json_file.h"
#include "data/system_data.h"
#include "dataset/face_set.h"
#include "evaluation/class_scores.h"
#include "features/face_encoder.h"
#include "training/systems/evaluation_json.h"

#include <algorithm>
#include <cstdio>

namespace affect::cli {
namespace {

/// The expression of each face as a number of the encoder's own classes. Errors: bad_format (the
/// set has an expression that the encoder does not know).
Result<torch::Tensor> labels_of(const FaceSet &set, const FaceEncoder &encoder,
                                const fs::path &list) {
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

void print(const ClassScores &scores, const std::vector<std::string> &classes) {
  std::printf("%lld faces: accuracy %.3f, unweighted recall %.3f, macro F1 %.3f\n",
              static_cast<long long>(scores.n), scores.accuracy, scores.unweighted_recall,
              scores.macro_f1);
  std::printf("\n| | recall | precision | F1 |");
  for (const auto &name : classes)
    std::printf(" %s |", name.c_str());
  std::printf("\n|---|---|---|---|");
  for (std::size_t i = 0; i < classes.size(); ++i)
    std::printf("---|");
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const auto &one = scores.per_class[c];
    std::printf("\n| %s (%lld) | %.3f | %.3f | %.3f |", classes[c].c_str(),
                static_cast<long long>(one.support), one.recall, one.precision, one.f1);
    for (const int64_t count : scores.confusion[c])
      std::printf(" %lld |", static_cast<long long>(count));
  }
  std::printf("\n");
}

nlohmann::ordered_json to_json(const ClassScores &scores, const std::vector<std::string> &classes) {
  nlohmann::ordered_json json;
  json["n"] = scores.n;
  json["accuracy"] = scores.accuracy;
  json["unweighted_recall"] = scores.unweighted_recall;
  json["macro_f1"] = scores.macro_f1;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const auto &one = scores.per_class[c];
    json["per_class"][classes[c]] = {{"precision", one.precision},
                                     {"recall", one.recall},
                                     {"f1", one.f1},
                                     {"support", one.support}};
  }
  json["confusion"] = scores.confusion;
  return json;
}

} // namespace

Result<void> evaluate_face_encoder(const fs::path &encoder_folder, const fs::path &root,
                                   const fs::path &json, int threads) {
  use_threads(threads);
  AFFECT_TRY(encoder, FaceEncoder::open(encoder_folder, torch::kFloat32));
  const fs::path list = root / "dev.csv";
  AFFECT_TRY(set, load_faces(list, progress_line(), interrupt_token()));
  for (const Error &one : set.errors)
    complain(one);
  AFFECT_TRY(labels, labels_of(set, *encoder, list));
  AFFECT_TRY(features, encoder->encode(set.faces));
  std::vector<torch::Tensor> logits;
  for (const FaceFeatures &face : features)
    logits.push_back(face.logits);
  const auto scores = score_classes(torch::stack(logits).argmax(1), labels,
                                    static_cast<int64_t>(encoder->classes().size()));
  print(scores, encoder->classes());
  return json.empty() ? Result<void>() : write_json_file(json, to_json(scores, encoder->classes()));
}

} // namespace affect::cli
