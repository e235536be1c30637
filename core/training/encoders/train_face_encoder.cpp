#include "training/encoders/train_face_encoder.h"

#include "dataset/face_set.h"
#include "features/face_encoder.h"
#include "training/encoders/encoder_folder.h"

#include <algorithm>

namespace affect {
namespace {

Result<FaceExamples> load_examples(const std::filesystem::path &list, const Reporting &reporting) {
  AFFECT_TRY(set, load_faces(list, reporting.progress, reporting.cancel));
  if (reporting.skipped)
    for (const Error &one : set.errors)
      reporting.skipped(one);
  const auto pixels =
      torch::empty({static_cast<int64_t>(set.faces.size()), face_side, face_side}, torch::kUInt8);
  auto *to = pixels.data_ptr<std::uint8_t>();
  for (const FaceCrop &face : set.faces)
    to = std::copy(face.grey.begin(), face.grey.end(), to);
  return FaceExamples{pixels, torch::tensor(set.labels, torch::kInt64)};
}

} // namespace

Result<void> train_face_encoder(FaceEncoderTraining training, const Reporting &loading,
                                const ProgressFn &progress) {
  FaceTrainingOptions &options = training.training;
  AFFECT_CHECK(make_encoder_folder(options.folder));
  AFFECT_TRY(train, load_examples(training.root / "train.csv", loading));
  AFFECT_TRY(dev, load_examples(training.root / "dev.csv", loading));
  if (!training.start.empty()) {
    AFFECT_TRY(state, read_state(training.start / "model.safetensors"));
    options.start = std::move(state);
  }
  options.network.classes = static_cast<int64_t>(face_expressions.size());
  AFFECT_TRY(trained, train_face_net(train, dev, options, progress, loading.cancel));
  return write_face_encoder(options.folder, options.network,
                            {face_expressions.begin(), face_expressions.end()}, trained.state);
}

} // namespace affect
