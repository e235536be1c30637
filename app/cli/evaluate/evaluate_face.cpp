#include "evaluate/evaluate_face.h"

#include "base/json_file.h"
#include "commands.h"
#include "evaluation/evaluation_json.h"
#include "training/encoders/face_evaluation.h"

#include <cstdio>

namespace affect::cli {
namespace {

namespace fs = std::filesystem;

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

} // namespace

Result<void> evaluate_face(const fs::path &encoder_folder, const fs::path &root,
                           const fs::path &json, int threads) {
  use_threads(threads);
  AFFECT_TRY(encoder, FaceEncoder::open(encoder_folder, torch::kFloat32));
  AFFECT_TRY(scores, evaluate_face_encoder(*encoder, root / "dev.csv",
                                           {progress_line(), interrupt_token(), complain}));
  print(scores, encoder->classes());
  return json.empty() ? Result<void>() : write_json_file(json, to_json(scores, encoder->classes()));
}

} // namespace affect::cli
