#pragma once

#include "analysis/analyzer.h"
#include "inputs/input_plan.h"
#include "models/manifest.h"
#include "systems/system.h"

#include <memory>

namespace affect {

/// A bundle in memory: its system and encoders, ready for inference.
struct LoadedBundle {
  BundleManifest manifest;
  std::shared_ptr<System> system;
  std::shared_ptr<TextEncoder> text;
  std::shared_ptr<ImageEncoder> image;
  /// Null: the system reads no sound, or cannot be given what it was trained on.
  std::shared_ptr<AudioEncoder> audio;
  std::shared_ptr<FaceEncoder> faces; ///< null: it reads no faces
  /// Null: the system does not read the faces in a picture, or what finds them is not installed.
  std::shared_ptr<PictureFaceReader> picture_faces;
  std::int64_t parameters = 0;
  /// Of the encoders' arithmetic; the system, which is small, computes in fp32.
  torch::ScalarType type = torch::kFloat32;
  /// Where encoders and system are; features and outputs come back from it.
  torch::Device device = torch::kCPU;

  InputEncoders encoders() const;
  /// What of a post the system is given.
  InputPlan plan() const;
  /// Whether it is only to be given words: its other parts are a data set's own features
  /// (BundleManifest::steps).
  bool words_only() const { return manifest.steps == BundleManifest::given_steps; }
  /// Whether a face is followed over time, in the frames' place.
  bool follows_face() const { return faces && manifest.steps == BundleManifest::face_steps; }
  /// Whether the system would read the faces in a picture, and what finds them is not installed.
  bool lacks_finder() const { return manifest.reads_picture_faces() && !picture_faces; }

  /// What the system says of a batch, in the processor's memory as the batch is.
  SystemOutput run(const SystemInput &input, bool explain) const;
};

/// What `precision` means on a device: `automatic` is bf16 on a GPU and where the processor is made
/// for it. Errors: unsupported (fp16 on a processor).
Result<torch::ScalarType> type_of(Precision precision, torch::Device device);
/// "fp32", "bf16" or "fp16".
std::string name_of(torch::ScalarType type);

/// Errors: not_found, bad_format, unsupported; bad_format where an encoder is not the one the
/// system was trained on. Encoders that `loaded` (null: none) has on the same device in the same
/// precision are shared with it instead of being loaded again.
Result<LoadedBundle> load_bundle(const std::filesystem::path &folder, Precision precision,
                                 const LoadedBundle *loaded = nullptr,
                                 torch::Device device = torch::kCPU);

} // namespace affect
