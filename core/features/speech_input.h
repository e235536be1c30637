#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <optional>
#include <span>

namespace affect {

/// What SpeechNet is given of one utterance: the stretch from its first to its last active frame.
struct SpeechInput {
  torch::Tensor mel;      ///< [80, T] log-mel, each band brought to mean 0 and deviation 1 over the
                          ///< active frames, within ±4
  torch::Tensor active;   ///< [T] bool: frames with voice (voice_activity)
  std::int64_t first = 0; ///< frame of the utterance with which it begins; a multiple of 8
};

/// Makes it from 16 kHz mono sound. Cells more than 60 dB below the loudest are raised to that, so
/// that neither loudness nor the depth of silence is seen. Nothing where there is no active frame
/// (silence, too short).
std::optional<SpeechInput> speech_input(std::span<const float> samples);

/// Which fine steps of SpeechNet have an active frame among the eight around their centre. [T] bool
/// → [S] bool
torch::Tensor active_steps(const torch::Tensor &active);

} // namespace affect
