#include "media/av_input.h"

#include "media/container_check.h"
#include "media/file_bytes.h"

#include <algorithm>
#include <mutex>

namespace fs = std::filesystem;

namespace affect::av {
namespace {

// Demuxers by FFmpeg's names. None of them opens a second file by itself.
constexpr const char *read_formats = "mov,matroska,avi,flv,gif,ogg,mpegts,mpeg,wav,mp3,flac,aac";
// The most that FFmpeg may allocate at once; enough for a picture at the default limit with 16 bits
// a channel.
constexpr std::size_t max_allocation = 512u << 20;

void prepare_libraries() {
  static std::once_flag once;
  std::call_once(once, [] {
    av_log_set_callback([](void *, int, const char *, va_list) {});
    av_max_alloc(max_allocation);
  });
}

int refuse(AVFormatContext *, AVIOContext **, const char *, int, AVDictionary **) {
  return AVERROR(EPERM);
}

bool is_one_of(const AVInputFormat *kind, const char *names) {
  return av_match_list(kind->name, names, ',') > 0;
}

std::string not_read(const AVInputFormat *kind) {
  if (is_one_of(kind, "hls,dash,concat,concatf,sdp,rtsp,applehttp,redir,asf_o,imf,live_flv"))
    return "This is a playlist, which names other files or addresses and is not followed; open the "
           "clip itself.";
  return std::string("The format ") + (kind->long_name ? kind->long_name : kind->name) +
         " is not read; convert the clip to MP4, WebM or MKV.";
}

} // namespace

double seconds_of(std::int64_t stamp, AVRational base) {
  return stamp == AV_NOPTS_VALUE ? 0 : static_cast<double>(stamp) * av_q2d(base);
}

Input::Input(fs::path file, const ClipLimits &limits, const CancelToken &cancel)
    : file_(std::move(file)), limits_(limits), cancel_(cancel) {
  prepare_libraries();
}

Input::~Input() { close(); }

void Input::close() {
  avformat_close_input(&format_);
  if (io_ && from_memory_) {
    av_freep(&io_->buffer);
    avio_context_free(&io_);
  } else {
    avio_closep(&io_);
  }
}

Error Input::error(ErrorCode code, std::string sentence) const {
  if (cancelled())
    return make_error(ErrorCode::cancelled, "Reading the clip was stopped.", file_);
  return make_error(code, std::move(sentence), file_);
}

Error Input::damaged(const std::string &detail) const {
  return error(ErrorCode::bad_format, "The clip is cut off or damaged" +
                                          (detail.empty() ? "" : " (" + detail + ")") +
                                          "; get the file again.");
}

Result<std::unique_ptr<Input>> Input::open(const fs::path &file, const ClipLimits &limits,
                                           const CancelToken &cancel) {
  std::unique_ptr<Input> input(new Input(file, limits, cancel));
  AFFECT_CHECK(check_container(file));
  AFFECT_CHECK(input->open_file());
  return input;
}

Result<void> Input::open_file() {
  const AVIOInterruptCB interrupt{
      [](void *token) { return static_cast<CancelToken *>(token)->cancelled() ? 1 : 0; }, &cancel_};
  Options options;
  options.set("protocol_whitelist", "file");
  // The prefix keeps names such as "http:x" or "concat:a" from being taken for protocols.
  const int opened = avio_open2(&io_, ("file:" + file_.string()).c_str(), AVIO_FLAG_READ,
                                &interrupt, options.get());
  if (opened < 0)
    return error(ErrorCode::unreadable, "The file cannot be opened; check its permissions.");
  const AVInputFormat *kind = nullptr;
  // A text with one letter G in it scores 2 as MPEG-TS.
  constexpr int lowest_score = 10;
  if (av_probe_input_buffer2(io_, &kind, nullptr, nullptr, 0, 0) < lowest_score || !kind)
    return error(ErrorCode::unsupported,
                 "The content is no video clip or sound that is known here; check the file.");
  if (!is_one_of(kind, read_formats))
    return error(ErrorCode::unsupported, not_read(kind));
  AFFECT_CHECK(open_format(kind));
  AFFECT_CHECK(read_headers());
  choose_streams();
  if (video_ < 0 && audio_ < 0)
    return error(
        ErrorCode::unsupported,
        "There is neither a picture nor sound in it that can be decoded; convert the clip to MP4.");
  return measure();
}

Error Input::too_long() const {
  return error(ErrorCode::too_large,
               "The clip is longer than " +
                   std::to_string(static_cast<std::int64_t>(limits_.max_seconds / 60)) +
                   " minutes; cut it into parts.");
}

Result<void> Input::open_format(const AVInputFormat *kind) {
  format_ = avformat_alloc_context();
  if (!format_ || !kind)
    return error(ErrorCode::internal,
                 "FFmpeg's libraries lack a part that is needed; install them again.");
  format_->pb = io_;
  format_->flags |= AVFMT_FLAG_CUSTOM_IO;
  format_->io_open = refuse;
  format_->interrupt_callback = {
      [](void *token) { return static_cast<CancelToken *>(token)->cancelled() ? 1 : 0; }, &cancel_};
  Options options;
  options.set("protocol_whitelist", "file");
  if (avformat_open_input(&format_, "", kind, options.get()) < 0)
    return damaged();
  return {};
}

Result<CodecPtr> Input::decoder(int index, int threads) const {
  const AVCodecParameters *parameters = stream(index)->codecpar;
  const AVCodec *codec = avcodec_find_decoder(parameters->codec_id);
  CodecPtr context(codec ? avcodec_alloc_context3(codec) : nullptr);
  if (!context || avcodec_parameters_to_context(context.get(), parameters) < 0)
    return error(ErrorCode::unsupported, std::string("The coding ") +
                                             avcodec_get_name(parameters->codec_id) +
                                             " is not read; convert the clip to MP4.");
  context->pkt_timebase = stream(index)->time_base;
  context->max_pixels = limits_.max_pixels;
  context->sub_charenc_mode = FF_SUB_CHARENC_MODE_IGNORE; // the encoding is detected afterwards
  context->thread_count = std::max(threads, 1);
  if (avcodec_open2(context.get(), codec, nullptr) < 0)
    return error(ErrorCode::unsupported, std::string("The clip's ") + codec->name +
                                             " stream cannot be decoded; convert the clip to MP4.");
  return context;
}

void Input::select_stream(int index) {
  selected_ = index;
  for (unsigned i = 0; i < format_->nb_streams; ++i)
    format_->streams[i]->discard = static_cast<int>(i) == index ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
}

Result<void> Input::restart() {
  const std::int64_t start = format_->start_time == AV_NOPTS_VALUE ? 0 : format_->start_time;
  // Streams of packets have no index, and a seek by time stamps ends only somewhere near.
  const bool packets = (format_->iformat->flags & AVFMT_TS_DISCONT) != 0;
  const int seeked = packets ? avformat_seek_file(format_, -1, INT64_MIN, 0, 0, AVSEEK_FLAG_BYTE)
                             : avformat_seek_file(format_, -1, INT64_MIN, start, start, 0);
  return seeked >= 0 ? Result<void>() : reopen();
}

Result<void> Input::reopen() {
  if (cancelled())
    return damaged();
  const int wanted = selected_;
  close();
  AFFECT_CHECK(open_file());
  if (wanted >= static_cast<int>(format_->nb_streams))
    return damaged();
  if (wanted >= 0)
    select_stream(wanted);
  return {};
}

} // namespace affect::av
