#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <span>
#include <vector>

namespace affect {

/// The one form of sound the features are made of: 16 kHz, mono, floats in -1 … 1, a frame every 10
/// ms.
inline constexpr int audio_rate = 16'000, audio_hop = 160, audio_window = 400;

/// What stands before the first and after the last sample, so that frame k is centred on sample 160
/// k.
enum class FramePadding {
  reflect, ///< the signal mirrored without repeating its edge; of one sample, that sample
  zeros
};

/// Frames of a signal with padding: 1 + samples / 160, none where there is no sample.
std::int64_t frame_count(std::int64_t samples);

/// Cuts a signal that comes in pieces into overlapping frames. It holds no more than a frame and
/// the last piece, so that memory does not grow with the signal; how it is cut into pieces changes
/// nothing.
class FrameStream {
public:
  FrameStream(int window, FramePadding padding);

  /// The frames that these further samples complete. fp32 [frames, window]; frames may be 0.
  torch::Tensor push(std::span<const float> samples);
  /// The rest; no more samples may follow.
  torch::Tensor finish();

private:
  void begin();
  void end();
  torch::Tensor take();

  std::int64_t window_, half_;
  FramePadding padding_;
  std::vector<float> held_; ///< from the next frame on, or what the padding at the end will need
  std::int64_t next_ = 0;   ///< where in it the next frame begins
  bool started_ = false;    ///< the padding at the start is in place
};

/// Runs `of` over blocks of frames of a whole signal and joins what it gives along `dim`; the
/// frames of half a minute at a time are in memory.
template <typename Of>
torch::Tensor over_frames(std::span<const float> samples, int window, FramePadding padding,
                          int64_t dim, Of of) {
  constexpr std::size_t block = 30 * audio_rate;
  FrameStream stream(window, padding);
  std::vector<torch::Tensor> parts;
  for (std::size_t at = 0; at < samples.size(); at += block)
    parts.push_back(of(stream.push(samples.subspan(at, std::min(block, samples.size() - at)))));
  parts.push_back(of(stream.finish()));
  return torch::cat(parts, dim);
}

} // namespace affect
