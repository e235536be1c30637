#pragma once

#include "base/random.h"
#include "nn/speech_net.h"

#include <torch/torch.h>

#include <cstdint>
#include <span>
#include <vector>

namespace affect {

/// An utterance ready for training; mel and active as in features/speech_input.h.
struct SpeechClip {
  torch::Tensor mel;    ///< [80, T] fp16
  torch::Tensor active; ///< [T] bool
  int corpus = 0, emotion = 0;
  int polarity = 0; ///< negative, neutral, positive
};

/// How a training batch differs from what was recorded.
struct SpeechAugmentation {
  double tempo = 0.15; ///< logarithm of the most that speed is changed by
  double shift =
      4; ///< bands the spectrum is moved by at most: pitch and the length of the vocal tract
  double noise = 0.3; ///< share of clips with noise
  int masks = 1;      ///< times a run of bands (up to 12) and a stretch (up to 300 ms) are put to 0
  double mixup =
      0; ///< parameter of the Beta distribution by which two clips of a corpus are mixed; 0: none
  int64_t crop = 200; ///< frames of a clip that a step sees
};

struct SpeechBatch {
  torch::Tensor mel;      ///< [B, 80, T] fp32, 0 behind a clip's end
  torch::Tensor steps;    ///< [B, S] bool: fine steps that count
  torch::Tensor corpus;   ///< [B]
  torch::Tensor emotion;  ///< [B]
  torch::Tensor polarity; ///< [B]
  torch::Tensor partner;  ///< [B] row each was mixed with
  torch::Tensor share;    ///< [B] how much of a row is its own, 0.5 … 1
};

/// Clips as they are, to the longest of them.
SpeechBatch speech_batch(const std::vector<SpeechClip> &clips, std::span<const std::size_t> rows);
/// Clips cut at a random place and changed. The same random numbers give the same batch.
SpeechBatch augmented_batch(const std::vector<SpeechClip> &clips, std::span<const std::size_t> rows,
                            const SpeechAugmentation &how, Random &random);

} // namespace affect
