#include "clip_files.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>

using namespace affect;

namespace {

// What the tool draws: everything moves, so that no frame equals its neighbour.
constexpr const char *moving = "testsrc2=s=96x64:r=12:d=2";

struct Oddity {
  const char *encoder;
  const char *extension;
  const char *arguments;        // of the output
  const char *source = moving;  // of the picture
  const char *filter = nullptr; // that brings the tool's pictures to what is shown
  int channels = 3;
};

// The frame on screen at a moment, by its number among all.
std::size_t shown_at(const std::vector<Frame> &frames, double seconds) {
  std::size_t index = 0;
  while (index + 1 < frames.size() && frames[index + 1].time <= seconds)
    ++index;
  return index;
}

std::vector<std::uint8_t> over_white(const std::vector<std::uint8_t> &rgba) {
  std::vector<std::uint8_t> rgb;
  for (std::size_t at = 0; at + 3 < rgba.size(); at += 4)
    for (std::size_t c = 0; c < 3; ++c)
      rgb.push_back(static_cast<std::uint8_t>(
          (rgba[at + c] * rgba[at + 3] + 255 * (255 - rgba[at + 3]) + 127) / 255));
  return rgb;
}

QByteArray described(const Result<Frame> &frame) {
  return QByteArray::fromStdString(frame.ok() ? "no error" : frame.error().text());
}

} // namespace

class TestClipFrames : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_;
  clip::fs::path root_;

  static void row(const char *name, const Oddity &oddity) {
    QTest::newRow(name) << QString::fromLatin1(oddity.encoder)
                        << QString::fromLatin1(oddity.extension) << clip::words(oddity.arguments)
                        << QString::fromLatin1(oddity.source) << QByteArray(oddity.filter)
                        << oddity.channels;
  }

  // Decoded one after the other: as many frames as the tool's, the same pictures at the same times.
  static void compare_with_tool(const clip::fs::path &file, const std::vector<Frame> &frames,
                                const ClipInfo &info, const QByteArray &filter, int channels) {
    const auto times = clip::times(file);
    auto pictures = clip::pictures(file, info.width, info.height,
                                   filter.isEmpty() ? nullptr : filter.constData(), channels);
    QVERIFY(!pictures.empty());
    QCOMPARE(frames.size(), pictures.size());
    QCOMPARE(frames.size(), times.size());
    for (std::size_t i = 0; i < frames.size(); ++i) {
      QCOMPARE(frames[i].image.width, info.width);
      QCOMPARE(frames[i].image.height, info.height);
      if (channels == 4)
        pictures[i] = over_white(pictures[i]);
      const double quality = clip::psnr(frames[i].image.rgb, pictures[i]);
      QVERIFY2(quality >= 40, qPrintable(QStringLiteral("frame %1: %2 dB").arg(i).arg(quality)));
      if (std::isnan(times[i]))
        continue; // the tool finds none for the last frame of some AVI
      const double expected = times[i];
      QVERIFY2(
          std::abs(frames[i].time - expected) < 2e-6 + 1e-9,
          qPrintable(
              QStringLiteral("frame %1: %2 s, not %3 s").arg(i).arg(frames[i].time).arg(expected)));
    }
  }

  // Found by seeking: the very same pictures.
  static void compare_with_seeking(FrameReader &reader, const std::vector<Frame> &frames) {
    std::mt19937 random(7);
    const double end = frames.back().time + 0.2;
    std::vector<double> moments{0,  end + 100,           frames.back().time,
                                -1, frames.front().time, 0.5 * end};
    for (int i = 0; i < 14; ++i)
      moments.push_back(std::uniform_real_distribution<double>(0, end)(random));
    for (int i = 0; i < 6; ++i) // exactly at a frame, and just before one
      moments.push_back(frames[random() % frames.size()].time - (i % 2 ? 1e-4 : 0));
    for (const double moment : moments) {
      const auto frame = reader.frame_at(moment);
      QVERIFY2(frame.ok(), described(frame).constData());
      const std::size_t expected = shown_at(frames, moment);
      QVERIFY2(frame->time == frames[expected].time &&
                   frame->image.rgb == frames[expected].image.rgb,
               qPrintable(QStringLiteral("at %1 s: the frame of %2 s, not of %3 s")
                              .arg(moment)
                              .arg(frame->time)
                              .arg(frames[expected].time)));
    }
  }

  // Quicker and less exact: a frame of the clip not after the moment, and the next one follows it.
  static void compare_key_frames(FrameReader &reader, const std::vector<Frame> &frames) {
    for (const double share : {0.9, 0.0, 0.55, 2.0, 0.3}) {
      const double moment = share * frames.back().time;
      const auto frame = reader.key_frame_at(moment);
      QVERIFY2(frame.ok(), described(frame).constData());
      QVERIFY(frame->time <= std::max(moment, frames.front().time) + 1e-9);
      const std::size_t at = shown_at(frames, frame->time);
      QVERIFY(frame->time == frames[at].time && frame->image.rgb == frames[at].image.rgb);
      const auto after = reader.next();
      QVERIFY(after.ok() && after->has_value() == (at + 1 < frames.size()));
      QVERIFY(!*after || (*after)->image.rgb == frames[at + 1].image.rgb);
    }
  }

  // One step back and one forward from anywhere, and to the first frame step by step.
  static void compare_with_steps(FrameReader &reader, const std::vector<Frame> &frames) {
    if (frames.size() < 8)
      return;
    std::size_t at = frames.size() / 2;
    QVERIFY(reader.frame_at(frames[at].time).ok());
    for (const int step : {-1, -1, 1, -1, -1, 1, 1, 1, -1}) {
      const auto frame = step < 0 ? reader.previous() : reader.next();
      QVERIFY(frame.ok() && *frame);
      at = step < 0 ? at - 1 : at + 1;
      QVERIFY((*frame)->time == frames[at].time && (*frame)->image.rgb == frames[at].image.rgb);
    }
    while (at > 0) {
      const auto frame = reader.previous();
      QVERIFY(frame.ok() && *frame);
      --at;
      QVERIFY((*frame)->time == frames[at].time && (*frame)->image.rgb == frames[at].image.rgb);
    }
    const auto before = reader.previous();
    QVERIFY(before.ok() && !*before);
    const auto second = reader.next();
    QVERIFY(second.ok() && *second && (*second)->time == frames[1].time);
  }

private Q_SLOTS:
  void initTestCase() {
    if (!clip::can_encode({}))
      QSKIP("the ffmpeg tool is not installed");
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
  }

  void sameAsTheTool_data() {
    QTest::addColumn<QString>("encoder");
    QTest::addColumn<QString>("extension");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("source");
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<int>("channels");
    row("h264 mp4", {"libx264", "mp4", "-pix_fmt yuv420p -g 6 -bf 0"});
    row("h264 mp4, B-frames", {"libx264", "mp4", "-pix_fmt yuv420p -g 10 -bf 3 -sc_threshold 0"});
    row("h264 mp4, open groups",
        {"libx264", "mp4", "-pix_fmt yuv420p -g 8 -bf 3 -x264-params open-gop=1:scenecut=0"});
    row("h264 mp4, B-pyramid, one key frame",
        {"libx264", "mp4", "-pix_fmt yuv420p -g 200 -bf 4 -b_strategy 2"});
    row("h264 mp4, fragments",
        {"libx264", "mp4", "-pix_fmt yuv420p -g 6 -movflags frag_keyframe+empty_moov"});
    row("h264 mov", {"libx264", "mov", "-pix_fmt yuv422p -g 6"});
    row("h264 mkv, 10 bits", {"libx264", "mkv", "-pix_fmt yuv420p10le -g 6"});
    row("h264 mkv, intra refresh",
        {"libx264", "mkv", "-pix_fmt yuv420p -x264-params intra-refresh=1:keyint=8"});
    row("h264 ts, start not 0", {"libx264", "ts", "-pix_fmt yuv420p -g 6"});
    row("h264 mkv, start not 0", {"libx264", "mkv", "-pix_fmt yuv420p -g 6 -output_ts_offset 5"});
    row("hevc mkv, 10 bits, open groups",
        {"libx265", "mkv", "-pix_fmt yuv420p10le -x265-params log-level=none:keyint=8"});
    row("vp8 webm", {"libvpx", "webm", "-g 6 -b:v 500k"});
    row("vp9 webm", {"libvpx-vp9", "webm", "-g 6 -b:v 500k -deadline realtime -cpu-used 8"});
    row("vp9 webm, odd size",
        {"libvpx-vp9", "webm", "-g 6 -b:v 500k -deadline realtime -cpu-used 8 -pix_fmt yuv420p",
         "testsrc=s=75x51:r=12:d=2"});
    row("av1 mkv", {"libaom-av1", "mkv", "-cpu-used 8 -usage realtime -g 6 -b:v 300k",
                    "testsrc2=s=96x64:r=12:d=1"});
    row("mpeg4 avi", {"mpeg4", "avi", "-q:v 3 -g 6"});
    row("mpeg4 avi, B-frames", {"mpeg4", "avi", "-q:v 3 -g 6 -bf 2"});
    row("mjpeg avi, full range", {"mjpeg", "avi", "-q:v 3 -pix_fmt yuvj420p"});
    row("flv1 flv", {"flv", "flv", "-q:v 3 -g 6"});
    row("h264 flv", {"libx264", "flv", "-pix_fmt yuv420p -g 6"});
    row("mpeg2 mpg, interlaced",
        {"mpeg2video", "mpg", "-q:v 3 -g 6 -bf 2 -flags +ilme+ildct -top 1 -r 25",
         "testsrc2=s=96x64:r=25:d=1"});
    row("mpeg2 ts, B-frames",
        {"mpeg2video", "ts", "-q:v 3 -g 6 -bf 2 -r 25", "testsrc2=s=96x64:r=25:d=1"});
    row("h264 mkv, interlaced",
        {"libx264", "mkv", "-pix_fmt yuv420p -g 6 -flags +ildct+ilme -x264-params interlaced=1"});
    row("prores mov", {"prores_ks", "mov", "-pix_fmt yuv422p10le"});
    row("ffv1 mkv, odd size", {"ffv1", "mkv", "-pix_fmt yuv420p -g 6", "testsrc=s=75x51:r=12:d=2"});
    row("ffv1 mkv, grey 16 bits", {"ffv1", "mkv", "-pix_fmt gray16le"});
    row("png mov, transparent",
        {"png", "mov", "-pix_fmt rgba", "testsrc2=s=96x64:r=12:d=1:alpha=90", nullptr, 4});
    row("gif", {"gif", "gif", ""});
    row("h264 mp4, bt709 full range",
        {"libx264", "mp4", "-pix_fmt yuv420p -g 6 -color_range pc -colorspace bt709"});
    row("h264 mp4, bt709",
        {"libx264", "mp4", "-pix_fmt yuv420p -g 6 -color_range tv -colorspace bt709"});
    row("h264 mp4, pixels not square",
        {"libx264", "mp4", "-pix_fmt yuv420p -g 6 -aspect 16:9", moving, "scale=114:64"});
    row("h264 mkv, variable rate",
        {"libx264", "mkv", "-pix_fmt yuv420p -g 6 -bf 2 -vsync vfr",
         "testsrc2=s=96x64:r=12:d=4,select='lt(n\\,6)+eq(mod(n\\,7)\\,0)+gt(n\\,43)'"});
    row("h264 mp4, variable rate",
        {"libx264", "mp4", "-pix_fmt yuv420p -g 60 -bf 3 -vsync vfr -video_track_timescale 90000",
         "testsrc2=s=96x64:r=12:d=4,select='lt(n\\,6)+eq(mod(n\\,7)\\,0)+gt(n\\,43)'"});
    row("ntsc rate",
        {"libx264", "mp4", "-pix_fmt yuv420p -g 6", "testsrc2=s=96x64:r=30000/1001:d=1"});
    row("one frame", {"libx264", "mp4", "-pix_fmt yuv420p -frames:v 2"});
  }

  void sameAsTheTool() {
    QFETCH(QString, encoder);
    QFETCH(QString, extension);
    QFETCH(QStringList, arguments);
    QFETCH(QString, source);
    QFETCH(QByteArray, filter);
    QFETCH(int, channels);
    if (!clip::can_encode(encoder))
      QSKIP(qPrintable(QStringLiteral("the ffmpeg tool has no encoder ") + encoder));
    const clip::fs::path file = root_ / ("clip." + extension.toStdString());
    QByteArray problem;
    QVERIFY2(clip::make(file,
                        clip::words("-f lavfi -i") + QStringList{source} +
                            QStringList{QStringLiteral("-c:v"), encoder} + arguments,
                        &problem),
             problem.constData());
    auto reader = FrameReader::open(file);
    QVERIFY2(reader.ok(), reader.ok() ? "" : reader.error().text().c_str());
    Error error;
    const auto frames = clip::all_frames(*reader, &error);
    QVERIFY2(error.message.empty(), error.message.c_str());
    if (source.contains(QStringLiteral("75x51")))
      QVERIFY(reader->info().width == 75 && reader->info().height == 51);
    compare_with_tool(file, frames, reader->info(), filter, channels);
    if (QTest::currentTestFailed())
      return;
    compare_with_seeking(*reader, frames);
    if (QTest::currentTestFailed())
      return;
    compare_with_steps(*reader, frames);
    if (QTest::currentTestFailed())
      return;
    compare_key_frames(*reader, frames);
  }
};

QTEST_GUILESS_MAIN(TestClipFrames)
#include "test_clip_frames.moc"
