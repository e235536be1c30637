#pragma once

#include "base/reporting.h"
#include "training/encoders/face_training.h"

namespace affect {

struct FaceEncoderTraining {
  std::filesystem::path root;   ///< folder with train.csv and dev.csv, as load_faces() reads them
  std::filesystem::path start;  ///< folder of an encoder to go on from; empty: none
  FaceTrainingOptions training; ///< its folder is that of the encoder
};

/// Trains an expression encoder and writes its folder. `loading` is reported to while the faces are
/// loaded, `progress` while the network is trained. Errors: as load_faces, read_state and
/// train_face_net; unreadable (the folder).
Result<void> train_face_encoder(FaceEncoderTraining training, const Reporting &loading,
                                const ProgressFn &progress);

} // namespace affect
