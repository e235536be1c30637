#include "media/frame_converter.h"
#include "media/frame_source.h"
#include "media/video_decoder.h"

#include <algorithm>
#include <cmath>
#include <deque>

namespace affect {
namespace {

using av::Decoded;

constexpr std::size_t kept_bytes = 128u << 20; // of past frames, for stepping back
constexpr std::size_t kept_frames = 48;

std::size_t bytes_of(const AVFrame &frame) {
  std::size_t bytes = 0;
  for (const AVBufferRef *buffer : frame.buf)
    bytes += buffer ? buffer->size : 0;
  return bytes;
}

class ClipFrames : public FrameSource {
public:
  ClipFrames(std::unique_ptr<av::VideoDecoder> decoder, const FrameOptions &options)
      : info_(av::describe(decoder->input())), decoder_(std::move(decoder)),
        converter_(fitted(info_.width, info_.height, options.max_side),
                   av::orientation_of(*decoder_->stream())) {}

  const ClipInfo &info() const override { return info_; }
  Result<Frame> frame_at(double seconds) override;
  Result<Frame> key_frame_at(double seconds) override;
  Result<std::optional<Frame>> next() override;
  Result<std::optional<Frame>> previous() override;

private:
  Result<const Decoded *> peek();
  Result<bool> advance();
  Result<bool> walk_to(double seconds);
  Result<void> locate(double seconds, bool skip);
  Result<void> jump_to(double from, double seconds, bool skip);
  void keep(Decoded frame);
  void clear();
  Result<Frame> converted();

  ClipInfo info_;
  std::unique_ptr<av::VideoDecoder> decoder_;
  av::FrameConverter converter_;
  std::optional<Decoded> current_;    // given last
  std::deque<Decoded> past_, future_; // its neighbours as far as they are decoded
  std::size_t past_bytes_ = 0;
  bool keeps_past_ = false; // since the user steps back
};

// The frame after the current one; null at the end.
Result<const Decoded *> ClipFrames::peek() {
  if (future_.empty()) {
    AFFECT_TRY(frame, decoder_->read());
    if (!frame)
      return static_cast<const Decoded *>(nullptr);
    future_.push_back(std::move(*frame));
  }
  return static_cast<const Decoded *>(&future_.front());
}

Result<bool> ClipFrames::advance() {
  AFFECT_TRY(ahead, peek());
  if (!ahead)
    return false;
  if (current_)
    keep(std::move(*current_));
  current_ = std::move(future_.front());
  future_.pop_front();
  return true;
}

void ClipFrames::keep(Decoded frame) {
  if (!keeps_past_)
    return;
  past_bytes_ += bytes_of(*frame.frame);
  past_.push_back(std::move(frame));
  while (past_.size() > 1 && (past_.size() > kept_frames || past_bytes_ > kept_bytes)) {
    past_bytes_ -= bytes_of(*past_.front().frame);
    past_.pop_front();
  }
}

void ClipFrames::clear() {
  current_.reset();
  past_.clear();
  future_.clear();
  past_bytes_ = 0;
}

// Makes the last frame at or before `seconds` the current one, or else the first frame. False where
// there are no frames.
Result<bool> ClipFrames::walk_to(double seconds) {
  if (!current_) {
    AFFECT_TRY(any, advance());
    if (!any)
      return false;
  }
  for (;;) {
    AFFECT_TRY(ahead, peek());
    if (!ahead || ahead->time > seconds)
      return true;
    AFFECT_CHECK(advance());
  }
}

Result<void> ClipFrames::locate(double seconds, bool skip) {
  const bool onwards = current_ && current_->time <= seconds;
  const bool decoded = onwards && !future_.empty() && future_.back().time > seconds;
  if (!onwards || (!decoded && decoder_->key_frame_before(seconds)))
    return jump_to(seconds, seconds, skip);
  AFFECT_CHECK(walk_to(seconds));
  return {};
}

// Decodes from the key frame before `from` up to the frame on screen at `seconds`.
Result<void> ClipFrames::jump_to(double from, double seconds, bool skip) {
  clear();
  // Close to `seconds` every frame is decoded, since the frame on screen may be one that no other
  // frame refers to.
  const double margin = info_.frame_rate > 0 ? 4 / info_.frame_rate : 0.2;
  decoder_->skip_unreferenced_until(skip ? std::optional(seconds - margin) : std::nullopt);
  AFFECT_CHECK(decoder_->seek(from));
  AFFECT_TRY(any, walk_to(seconds));
  if (!any)
    return decoder_->input().damaged("there is no frame in it");
  // Frames are further apart here than the mean rate suggests: decode all of them.
  if (const auto latest_skipped = decoder_->latest_skipped();
      skip && latest_skipped && current_->time < *latest_skipped)
    return jump_to(from, seconds, false);
  // With gradual refresh the last frames of a stream come out only if decoding began early enough.
  constexpr double preroll = 10;
  AFFECT_TRY(ahead, peek());
  if (!ahead && from == seconds && current_->time < decoder_->sent() - 1e-6)
    return jump_to(decoder_->sent() - preroll, seconds, false);
  return {};
}

Result<Frame> ClipFrames::converted() {
  auto image = converter_.convert(*current_->frame);
  if (!image.ok())
    return decoder_->input().error(image.error().code, image.error().message);
  return Frame{current_->time, std::move(*image)};
}

Result<Frame> ClipFrames::frame_at(double seconds) {
  keeps_past_ = false;
  AFFECT_CHECK(locate(std::isfinite(seconds) ? std::max(seconds, 0.0) + time_rounding : 0, true));
  return converted();
}

Result<Frame> ClipFrames::key_frame_at(double seconds) {
  if (info_.container == "gif")
    return frame_at(seconds);
  keeps_past_ = false;
  clear();
  decoder_->skip_unreferenced_until(std::nullopt);
  AFFECT_CHECK(decoder_->seek(std::isfinite(seconds) ? std::max(seconds, 0.0) + time_rounding : 0));
  AFFECT_TRY(any, advance());
  if (!any)
    return decoder_->input().damaged("there is no frame in it");
  return converted();
}

Result<std::optional<Frame>> ClipFrames::next() {
  AFFECT_TRY(any, advance());
  if (!any)
    return std::optional<Frame>();
  AFFECT_TRY(frame, converted());
  return std::optional(std::move(frame));
}

Result<std::optional<Frame>> ClipFrames::previous() {
  if (!current_)
    return std::optional<Frame>();
  if (past_.empty()) {
    keeps_past_ = true;
    const double time = current_->time;
    const double tick = av_q2d(decoder_->stream()->time_base);
    AFFECT_CHECK(locate(time - tick / 2, false));
    if (current_->time >= time)
      return std::optional<Frame>();
  } else {
    future_.push_front(std::move(*current_));
    past_bytes_ -= bytes_of(*past_.back().frame);
    current_ = std::move(past_.back());
    past_.pop_back();
  }
  AFFECT_TRY(frame, converted());
  return std::optional(std::move(frame));
}

} // namespace

Result<std::unique_ptr<FrameSource>> open_clip_frames(const std::filesystem::path &file,
                                                      const FrameOptions &options,
                                                      const ClipLimits &limits,
                                                      const CancelToken &cancel) {
  AFFECT_TRY(decoder, av::VideoDecoder::open(file, limits, options.threads, cancel));
  return std::unique_ptr<FrameSource>(std::make_unique<ClipFrames>(std::move(decoder), options));
}

} // namespace affect
