#include "features/audio_frames.h"

#include <algorithm>

namespace affect {
namespace {

// The sample that stands at place `at` of a signal of n samples, mirrored as often as it takes.
std::size_t mirrored(std::int64_t at, std::int64_t n) {
  if (n == 1)
    return 0;
  const std::int64_t period = 2 * (n - 1), inside = (at % period + period) % period;
  return static_cast<std::size_t>(inside < n ? inside : period - inside);
}

} // namespace

std::int64_t frame_count(std::int64_t samples) { return samples > 0 ? 1 + samples / audio_hop : 0; }

FrameStream::FrameStream(int window, FramePadding padding)
    : window_(window), half_(window / 2), padding_(padding) {}

torch::Tensor FrameStream::push(std::span<const float> samples) {
  held_.insert(held_.end(), samples.begin(), samples.end());
  // A mirror needs the samples it shows.
  if (!started_ &&
      static_cast<std::int64_t>(held_.size()) > (padding_ == FramePadding::reflect ? half_ : 0))
    begin();
  return take();
}

torch::Tensor FrameStream::finish() {
  if (!held_.empty())
    end();
  return take();
}

void FrameStream::begin() {
  std::vector<float> before(static_cast<std::size_t>(half_), 0.0f);
  if (padding_ == FramePadding::reflect)
    for (std::int64_t i = 0; i < half_; ++i)
      before[static_cast<std::size_t>(i)] = held_[static_cast<std::size_t>(half_ - i)];
  held_.insert(held_.begin(), before.begin(), before.end());
  started_ = true;
}

void FrameStream::end() {
  const auto n = static_cast<std::int64_t>(held_.size());
  if (!started_) { // shorter than its own padding
    std::vector<float> padded;
    for (std::int64_t at = -half_; at < n + half_; ++at)
      padded.push_back(held_[mirrored(at, n)]);
    held_ = std::move(padded);
    started_ = true;
    return;
  }
  for (std::int64_t i = 1; i <= half_; ++i)
    held_.push_back(padding_ == FramePadding::reflect ? held_[static_cast<std::size_t>(n - 1 - i)]
                                                      : 0.0f);
}

torch::Tensor FrameStream::take() {
  const auto size = static_cast<std::int64_t>(held_.size());
  const std::int64_t count =
      started_ && size - next_ >= window_ ? (size - next_ - window_) / audio_hop + 1 : 0;
  if (count == 0)
    return torch::empty({0, window_});
  auto frames =
      torch::from_blob(held_.data() + next_, {count, window_}, {audio_hop, 1}).contiguous().clone();
  next_ += count * audio_hop;
  const std::int64_t drop = std::max<std::int64_t>(0, std::min(next_, size - half_ - 1));
  held_.erase(held_.begin(), held_.begin() + drop);
  next_ -= drop;
  return frames;
}

} // namespace affect
