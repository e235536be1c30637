#include "media/frame_reader.h"

#include "media/frame_source.h"

#include <new>

namespace affect {
namespace {

// Memory for one frame is within limits, but may be more than this machine has.
template <typename Read> auto guarded(Read read) -> decltype(read()) {
  try {
    return read();
  } catch (const std::bad_alloc &) {
    return make_error(ErrorCode::too_large,
                      "There is not enough memory for the clip's frames; make it smaller.");
  }
}

} // namespace

FrameReader::FrameReader(std::unique_ptr<FrameSource> source) : source_(std::move(source)) {}
FrameReader::FrameReader(FrameReader &&) noexcept = default;
FrameReader &FrameReader::operator=(FrameReader &&) noexcept = default;
FrameReader::~FrameReader() = default;

Result<FrameReader> FrameReader::open(const std::filesystem::path &file,
                                      const FrameOptions &options, const ClipLimits &limits,
                                      const CancelToken &cancel) {
  return guarded([&]() -> Result<FrameReader> {
    AFFECT_TRY(webp, is_webp(file));
    AFFECT_TRY(source, webp ? open_webp_frames(file, options, limits, cancel)
                            : open_clip_frames(file, options, limits, cancel));
    return FrameReader(std::move(source));
  });
}

const ClipInfo &FrameReader::info() const { return source_->info(); }

Result<Frame> FrameReader::frame_at(double seconds) {
  return guarded([&] { return source_->frame_at(seconds); });
}
Result<Frame> FrameReader::key_frame_at(double seconds) {
  return guarded([&] { return source_->key_frame_at(seconds); });
}
Result<std::optional<Frame>> FrameReader::next() {
  return guarded([&] { return source_->next(); });
}
Result<std::optional<Frame>> FrameReader::previous() {
  return guarded([&] { return source_->previous(); });
}

Result<std::vector<Frame>> sample_frames(FrameReader &reader, int count,
                                         const ProgressFn &progress) {
  std::vector<Frame> frames;
  for (int i = 0; i < count; ++i) {
    AFFECT_TRY(frame, reader.frame_at((i + 0.5) / count * reader.info().duration));
    if (frames.empty() || frame.time > frames.back().time)
      frames.push_back(std::move(frame));
    if (progress)
      progress({static_cast<double>(i + 1) / count, "Reading frames"});
  }
  return frames;
}

Result<std::vector<Frame>> sample_frames(const std::filesystem::path &file, int count,
                                         const FrameOptions &options, const ClipLimits &limits,
                                         const ProgressFn &progress, const CancelToken &cancel) {
  AFFECT_TRY(reader, FrameReader::open(file, options, limits, cancel));
  return sample_frames(reader, count, progress);
}

} // namespace affect
