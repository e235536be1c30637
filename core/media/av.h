#pragma once

// FFmpeg's libraries with owners. For the .cpp files of this folder only.

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
#include <libavutil/channel_layout.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

#include <memory>

namespace affect::av {

struct Free {
  void operator()(AVFrame *frame) const { av_frame_free(&frame); }
  void operator()(AVPacket *packet) const { av_packet_free(&packet); }
  void operator()(AVCodecContext *codec) const { avcodec_free_context(&codec); }
  void operator()(SwsContext *scaler) const { sws_freeContext(scaler); }
  void operator()(SwrContext *resampler) const { swr_free(&resampler); }
};

using FramePtr = std::unique_ptr<AVFrame, Free>;
using PacketPtr = std::unique_ptr<AVPacket, Free>;
using CodecPtr = std::unique_ptr<AVCodecContext, Free>;
using ScalerPtr = std::unique_ptr<SwsContext, Free>;
using ResamplerPtr = std::unique_ptr<SwrContext, Free>;

/// Options to pass to one of FFmpeg's functions.
class Options {
public:
  Options() = default;
  ~Options() { av_dict_free(&options_); }
  Options(const Options &) = delete;
  Options &operator=(const Options &) = delete;
  void set(const char *key, const char *value) { av_dict_set(&options_, key, value, 0); }
  void set(const char *key, std::int64_t value) { av_dict_set_int(&options_, key, value, 0); }
  AVDictionary **get() { return &options_; }

private:
  AVDictionary *options_ = nullptr;
};

} // namespace affect::av
