#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "features/audio_frames.h"

#include <torch/torch.h>

#include <memory>
#include <span>

namespace affect {

/// Pitch is looked for between these; periods of 32 to 247 samples.
inline constexpr double lowest_pitch = 65, highest_pitch = 500; // Hz

/// The pitch of every frame of 10 ms; T = frame_count(samples). f0 belongs to about 13 ms before
/// the frame's centre, as the difference looks at the first half of a frame of 64 ms.
struct Pitch {
  torch::Tensor f0;          ///< [T] Hz in steps of 10 cents; 0 where there is no voice
  torch::Tensor voiced;      ///< [T] bool
  torch::Tensor probability; ///< [T] that the frame is voiced
};

/// YIN (de Cheveigné & Kawahara 2002) with threshold 0.1: a frequency for every frame, whether
/// voiced or not. [T] Hz
torch::Tensor yin(std::span<const float> samples);

/// Probabilistic YIN (Mauch & Dixon 2014) as in librosa, but with YIN's own difference of a fixed
/// window of 512 samples. Memory does not grow with the signal beyond what is returned: the path is
/// fixed ten seconds behind the last frame, where all that are still open have long met. Errors:
/// cancelled.
Result<Pitch> pitch(std::span<const float> samples, const CancelToken &cancel = {});

} // namespace affect
