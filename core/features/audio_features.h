#pragma once

#include "features/audio_frames.h"

#include <torch/torch.h>

#include <span>

namespace affect {

inline constexpr int mel_bands = 80;

/// Features of 16 kHz mono sound, frame by frame; T = frame_count(samples). Figures and tolerances
/// are those of librosa 0.11, see tests/features/test_audio_parity.cpp. All are fp32 on the CPU.
/// Whatever a signal's length, the spectra of half a minute at a time are in memory; what is
/// returned grows with it.

/// Power of 80 triangles on the Slaney scale, 0–8000 Hz, of area 1 in Hz, from frames [T, 400].
/// [80, T]
torch::Tensor mel_power(const torch::Tensor &frames);
/// ln of mel_power(), at least 1e-10. [80, T]
torch::Tensor log_mel(std::span<const float> samples);
/// The input of Whisper: log10, at most 8 below the signal's loudest cell, (x + 4) / 4; the last
/// frame left out. Nothing uses it yet: speech recognition will. [80, samples / 160]
torch::Tensor whisper_mel(std::span<const float> samples);
/// The root of the mean square of 400 samples, zeros outside the signal: what voice_activity()
/// goes by. [T]
torch::Tensor frame_energy(std::span<const float> samples);

/// log_mel() of sound that comes in pieces; the same figures, however it is cut.
class LogMelStream {
public:
  /// The frames these samples complete. [80, frames]
  torch::Tensor push(std::span<const float> samples);
  /// The rest; no more samples may follow. [80, frames]
  torch::Tensor finish();

private:
  FrameStream frames_{audio_window, FramePadding::reflect};
};

} // namespace affect
