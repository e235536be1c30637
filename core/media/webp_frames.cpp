#include "media/decoders.h"
#include "media/file_bytes.h"
#include "media/frame_source.h"

#include <opencv2/imgproc.hpp>
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <cmath>

namespace affect {
namespace {

constexpr std::uintmax_t max_file_bytes = 256u << 20;

struct Close {
  void operator()(WebPAnimDecoder *decoder) const { WebPAnimDecoderDelete(decoder); }
  void operator()(WebPDemuxer *demuxer) const { WebPDemuxDelete(demuxer); }
};

Image smaller(Image image, int max_side) {
  const PictureSize size = fitted(image.width, image.height, max_side);
  if (size.width == image.width && size.height == image.height)
    return image;
  const cv::Mat from(image.height, image.width, CV_8UC3, image.rgb.data());
  Image to{size.width, size.height,
           std::vector<std::uint8_t>(static_cast<std::size_t>(size.width) *
                                     static_cast<std::size_t>(size.height) * 3)};
  cv::Mat into(to.height, to.width, CV_8UC3, to.rgb.data());
  cv::resize(from, into, into.size(), 0, 0, cv::INTER_AREA);
  return to;
}

// Frames build on each other, so going back means decoding again from the first.
class WebpFrames : public FrameSource {
public:
  WebpFrames(std::filesystem::path file, std::vector<std::uint8_t> bytes, int max_side,
             const CancelToken &cancel)
      : file_(std::move(file)), bytes_(std::move(bytes)), max_side_(max_side), cancel_(cancel) {}

  Result<void> open(const ClipLimits &limits);
  const ClipInfo &info() const override { return info_; }
  Result<Frame> frame_at(double seconds) override;
  Result<std::optional<Frame>> next() override;
  Result<std::optional<Frame>> previous() override;

private:
  WebPData data() const { return {bytes_.data(), bytes_.size()}; }
  Error damaged() const {
    return make_error(ErrorCode::bad_format, decoders::broken("WebP").message, file_);
  }
  Result<void> read_times(WebPDemuxer &demuxer);
  Result<Frame> go_to(std::size_t index);

  std::filesystem::path file_;
  std::vector<std::uint8_t> bytes_;
  int max_side_ = 0;
  CancelToken cancel_;
  ClipInfo info_;
  std::vector<double> times_;            // when each frame appears
  std::optional<std::size_t> given_;     // number of the frame given last
  std::size_t decoded_ = 0;              // frames decoded since the beginning
  const std::uint8_t *canvas_ = nullptr; // the last of them, RGBA
  std::unique_ptr<WebPAnimDecoder, Close> decoder_;
};

Result<void> WebpFrames::open(const ClipLimits &limits) {
  const WebPData bytes = data();
  const std::unique_ptr<WebPDemuxer, Close> demuxer(WebPDemux(&bytes));
  if (!demuxer)
    return damaged();
  info_.container = info_.video_codec = "webp";
  info_.has_video = true;
  info_.width = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH));
  info_.height = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT));
  if (info_.width > limits.max_side || info_.height > limits.max_side ||
      std::int64_t{info_.width} * info_.height > limits.max_pixels)
    return make_error(ErrorCode::too_large,
                      "The picture is too large (" + std::to_string(info_.width) + " × " +
                          std::to_string(info_.height) + " pixels); make it smaller.",
                      file_);
  AFFECT_CHECK(read_times(*demuxer));
  if (info_.duration > limits.max_seconds)
    return make_error(ErrorCode::too_large, "The animation is too long; cut it into parts.", file_);
  WebPAnimDecoderOptions options;
  if (!WebPAnimDecoderOptionsInit(&options))
    return make_error(ErrorCode::internal,
                      "The library libwebp has another version than the program; install again.");
  options.color_mode = MODE_RGBA;
  decoder_.reset(WebPAnimDecoderNew(&bytes, &options));
  return decoder_ ? Result<void>() : damaged();
}

Result<void> WebpFrames::read_times(WebPDemuxer &demuxer) {
  WebPIterator frame;
  std::int64_t time = 0; // milliseconds
  bool even = true;
  int first = -1;
  for (int found = WebPDemuxGetFrame(&demuxer, 1, &frame); found;
       found = WebPDemuxNextFrame(&frame)) {
    if (!frame.complete) {
      WebPDemuxReleaseIterator(&frame);
      return damaged();
    }
    times_.push_back(static_cast<double>(time) / 1000);
    first = first < 0 ? frame.duration : first;
    even = even && frame.duration == first;
    time += frame.duration;
    info_.pixel_format = frame.has_alpha              ? "rgba"
                         : info_.pixel_format.empty() ? "rgb24"
                                                      : info_.pixel_format;
  }
  WebPDemuxReleaseIterator(&frame);
  if (times_.empty())
    return damaged();
  info_.duration = static_cast<double>(time) / 1000;
  info_.frame_rate = time > 0 ? static_cast<double>(times_.size()) / info_.duration : 0;
  info_.variable_rate = !even;
  return {};
}

Result<Frame> WebpFrames::go_to(std::size_t index) {
  if (index + 1 < decoded_) {
    WebPAnimDecoderReset(decoder_.get());
    decoded_ = 0;
  }
  while (decoded_ <= index) {
    if (cancel_.cancelled())
      return make_error(ErrorCode::cancelled, "Reading the clip was stopped.", file_);
    std::uint8_t *canvas = nullptr;
    int end = 0;
    if (!WebPAnimDecoderGetNext(decoder_.get(), &canvas, &end))
      return damaged();
    canvas_ = canvas;
    ++decoded_;
  }
  given_ = index;
  const std::size_t size =
      static_cast<std::size_t>(info_.width) * static_cast<std::size_t>(info_.height) * 4;
  return Frame{
      times_[index],
      smaller(decoders::over_white({canvas_, size}, info_.width, info_.height), max_side_)};
}

Result<Frame> WebpFrames::frame_at(double seconds) {
  const auto after = std::upper_bound(times_.begin(), times_.end(),
                                      std::isfinite(seconds) ? seconds + time_rounding : 0.0);
  return go_to(after == times_.begin() ? 0 : static_cast<std::size_t>(after - times_.begin()) - 1);
}

Result<std::optional<Frame>> WebpFrames::next() {
  const std::size_t index = given_ ? *given_ + 1 : 0;
  if (index >= times_.size())
    return std::optional<Frame>();
  AFFECT_TRY(frame, go_to(index));
  return std::optional(std::move(frame));
}

Result<std::optional<Frame>> WebpFrames::previous() {
  if (!given_ || *given_ == 0)
    return std::optional<Frame>();
  AFFECT_TRY(frame, go_to(*given_ - 1));
  return std::optional(std::move(frame));
}

} // namespace

Result<std::unique_ptr<FrameSource>> open_webp_frames(const std::filesystem::path &file,
                                                      const FrameOptions &options,
                                                      const ClipLimits &limits,
                                                      const CancelToken &cancel) {
  AFFECT_TRY(bytes, read_file_bytes(file, "animation", max_file_bytes));
  auto frames = std::make_unique<WebpFrames>(file, std::move(bytes), options.max_side, cancel);
  AFFECT_CHECK(frames->open(limits));
  return std::unique_ptr<FrameSource>(std::move(frames));
}

} // namespace affect
