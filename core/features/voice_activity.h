#pragma once

#include <torch/torch.h>

#include <vector>

namespace affect {

/// A stretch in which there is voice (or any sound well above the floor).
struct VoiceSegment {
  double begin = 0, end = 0; ///< s; centres of its first and last frame
};

struct VoiceActivity {
  std::vector<bool> active;           ///< a frame of 10 ms each
  std::vector<VoiceSegment> segments; ///< in order, apart from each other
};

/// Where a signal is active, from the energy of its frames (frame_energy(), [T]): louder than -60
/// dB, and than 15 dB over its floor (the tenth percentile) or within 20 dB of its peak, whichever
/// asks less. Gaps of up to 100 ms are closed, what is then shorter than 50 ms is dropped. Silence
/// has no segments.
VoiceActivity voice_activity(const torch::Tensor &energy);

} // namespace affect
