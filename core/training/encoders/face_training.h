#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "nn/face_net.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace affect {

/// Faces with their expressions.
struct FaceExamples {
  torch::Tensor pixels; ///< [N, 48, 48] grey levels, uint8
  torch::Tensor labels; ///< [N] int64, 0 … classes − 1
};

struct FaceTrainingOptions {
  FaceNetConfig network;
  StateDict start; ///< weights to go on from, as an earlier run gave them; empty: from nothing
  std::uint64_t seed = 1;
  int epochs = 16;
  int64_t batch_size = 64;
  double rate = 3e-3; ///< peak learning rate
  double weight_decay = 0.05;
  double label_smoothing = 0.05;
  double dropout = 0.1; ///< of the face's vector
  double erase = 0.15;  ///< share of the faces of which a rectangle is hidden
  double average =
      0.998; ///< decay of the running mean of weights and norm statistics, which is what is kept
  std::filesystem::path folder; ///< checkpoint.safetensors and curves.csv; empty: none
  bool resume = false;
};

/// One epoch of a training run.
struct FaceTrainingEpoch {
  int epoch = 0;           ///< from 1
  double loss = 0;         ///< mean over the epoch's faces as they were seen, with smoothing
  double accuracy = 0;     ///< on them
  double dev_accuracy = 0; ///< of the mean weights on `dev`; NaN where not scored
  double seconds = 0;
};

struct TrainedFaceNet {
  StateDict state;                      ///< the running mean, under FaceNet's names
  std::vector<FaceTrainingEpoch> curve; ///< of the epochs run now
};

/// Trains a FaceNet: AdamW, a warm-up and a cosine; each face is turned by up to 12°, shifted,
/// scaled, mirrored, made lighter or darker, and perhaps partly hidden. Most of what there is to
/// learn is learnt from small pictures, in which an epoch costs a quarter: they grow from 24 × 24
/// pixels (32 × 32 where there is a start) over 40 × 40 to the whole 48 × 48, which is what the
/// network reads later. `dev` is only scored, every fourth epoch and the last, for the curve;
/// nothing is chosen by it. A checkpoint is written after every epoch. The same seed gives the same
/// weights on the same machine and number of threads, interrupted or not. Errors: usage (no face, a
/// label out of range, no epoch), unreadable (folder, checkpoint), bad_format (another network's
/// start or checkpoint), cancelled, internal (the loss is not finite any more).
Result<TrainedFaceNet> train_face_net(const FaceExamples &train,
                                      const std::optional<FaceExamples> &dev,
                                      const FaceTrainingOptions &options,
                                      const ProgressFn &progress = {},
                                      const CancelToken &cancel = {});

/// Class probabilities of faces; the mean of those of the face and of its mirror image. [N,
/// classes]
torch::Tensor predict_faces(const FoldedFaceNet &network, const torch::Tensor &pixels);

} // namespace affect
