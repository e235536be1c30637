#pragma once

#include "base/random.h"

#include <torch/torch.h>

#include <cstdint>

namespace affect {

/// How far the views of a face that a training step sees may differ from the face.
struct ViewOptions {
  int64_t side = 40;       ///< pixels of a view, high and wide
  double nearest = 0.9;    ///< pixels of the face that one of the view covers, at least …
  double farthest = 1.25;  ///< … and at most
  double turn = 12;        ///< degrees either way
  double shift = 2;        ///< pixels of the face, beyond what the view leaves out anyway
  double contrast = 0.25;  ///< share by which grey levels are stretched or squeezed at most
  double brightness = 0.3; ///< of 64 grey levels
  double erase = 0.3;      ///< share of the views of which a rectangle is hidden
};

/// Those of an epoch (from 1) of so many; `from_nothing`: the network knows no faces at the first.
/// See train_face_net().
ViewOptions views_of_epoch(int epoch, int epochs, bool from_nothing, double erase);

/// Faces [B, 48, 48] of uint8 → what FaceNet reads, [B, 1, side, side]; half of them mirrored.
torch::Tensor face_views(const torch::Tensor &grey, const ViewOptions &options, Random &random);

} // namespace affect
