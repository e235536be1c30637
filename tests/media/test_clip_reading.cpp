#include "clip_files.h"

#include "media/audio_reader.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <cstring>
#include <malloc.h>

using namespace affect;

namespace {

// The display matrix a, b, c, d of a track (ISO/IEC 14496-12, 8.3.2), whole numbers.
void set_matrix(std::vector<std::uint8_t> &mp4, const std::array<int, 4> &turn) {
  const char *name = "tkhd";
  const auto box = std::search(mp4.begin(), mp4.end(), name, name + 4);
  constexpr int matrix = 44; // from the name on, in version 0
  const std::array<int, 9> numbers{
      turn[0] << 16, turn[1] << 16, 0, turn[2] << 16, turn[3] << 16, 0, 0, 0, 1 << 30};
  for (std::size_t i = 0; i < numbers.size(); ++i)
    for (std::size_t byte = 0; byte < 4; ++byte)
      *(box + matrix + static_cast<std::ptrdiff_t>(i * 4 + byte)) =
          static_cast<std::uint8_t>(static_cast<std::uint32_t>(numbers[i]) >> (24 - 8 * byte));
}

// KiB of the entry of /proc/self/status.
long memory_of(const char *entry) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(entry))
      return std::strtol(line.c_str() + std::strlen(entry) + 1, nullptr, 10);
  return 0;
}

bool same(const std::vector<Frame> &a, const std::vector<Frame> &b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Frame &one, const Frame &other) {
                      return one.time == other.time && one.image.rgb == other.image.rgb;
                    });
}

} // namespace

class TestClipReading : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_;
  clip::fs::path root_;

  clip::fs::path made(const char *name, const char *arguments) const {
    return clip::made(root_ / name, arguments);
  }

private Q_SLOTS:
  void initTestCase() {
    if (!clip::can_encode({}))
      QSKIP("the ffmpeg tool is not installed");
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
  }

  // All eight ways a camera can be held, mirrored ones too, as the tool turns them.
  void rotation() {
    const auto upright = clip::bytes_of(made(
        "upright.mp4", "-f lavfi -i testsrc2=s=96x64:r=12:d=0.5 -c:v libx264 -pix_fmt yuv420p"));
    struct Turn {
      std::array<int, 4> matrix;
      int width, height, degrees;
    };
    for (const Turn &turn : {Turn{{0, 1, -1, 0}, 64, 96, 90}, Turn{{-1, 0, 0, -1}, 96, 64, 180},
                             Turn{{0, -1, 1, 0}, 64, 96, 270}, Turn{{-1, 0, 0, 1}, 96, 64, 0},
                             Turn{{1, 0, 0, -1}, 96, 64, 0}, Turn{{0, 1, 1, 0}, 64, 96, 90},
                             Turn{{0, -1, -1, 0}, 64, 96, 270}, Turn{{1, 0, 0, 1}, 96, 64, 0}}) {
      const auto label = QStringLiteral("%1 %2 %3 %4")
                             .arg(turn.matrix[0])
                             .arg(turn.matrix[1])
                             .arg(turn.matrix[2])
                             .arg(turn.matrix[3]);
      auto bytes = upright;
      set_matrix(bytes, turn.matrix);
      const clip::fs::path file = root_ / "turned.mp4";
      clip::write(file, bytes);
      auto reader = FrameReader::open(file);
      QVERIFY(reader.ok());
      QCOMPARE(reader->info().width, turn.width);
      QCOMPARE(reader->info().height, turn.height);
      QVERIFY2(reader->info().rotation == turn.degrees, qPrintable(label));
      const auto frames = clip::all_frames(*reader);
      const auto pictures = clip::pictures(file, turn.width, turn.height);
      QCOMPARE(frames.size(), std::size_t{6});
      QCOMPARE(pictures.size(), frames.size());
      for (std::size_t i = 0; i < frames.size(); ++i) {
        const double quality = clip::psnr(frames[i].image.rgb, pictures[i]);
        QVERIFY2(quality >= 40, qPrintable(label + QStringLiteral(": %1 dB").arg(quality)));
      }
    }
  }

  void animatedWebp() {
    if (!clip::can_encode(QStringLiteral("libwebp_anim")))
      QSKIP("the ffmpeg tool has no encoder libwebp_anim");
    const char *source = "-f lavfi -i testsrc=s=75x51:r=10:d=2";
    const clip::fs::path file = made(
        "moving.webp",
        (std::string(source) + " -c:v libwebp_anim -pix_fmt bgra -lossless 1 -loop 0").c_str());
    const QByteArray raw = clip::ffmpeg(clip::words(source) +
                                        clip::words("-vf format=bgra -f rawvideo -pix_fmt rgb24 -"))
                               .out;
    auto reader = FrameReader::open(file);
    QVERIFY2(reader.ok(), reader.ok() ? "" : reader.error().text().c_str());
    QCOMPARE(reader->info().container, std::string("webp"));
    QCOMPARE(reader->info().width, 75);
    QVERIFY(std::abs(reader->info().duration - 2) < 0.01);
    const auto frames = clip::all_frames(*reader);
    QCOMPARE(frames.size(), std::size_t{20});
    constexpr std::size_t size = 75 * 51 * 3;
    QCOMPARE(static_cast<std::size_t>(raw.size()), frames.size() * size);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const auto *from = reinterpret_cast<const std::uint8_t *>(raw.constData()) + i * size;
      QVERIFY(clip::psnr(frames[i].image.rgb, {from, from + size}) >= 40);
      QVERIFY(std::abs(frames[i].time - static_cast<double>(i) / 10) < 1e-6);
    }
    for (const double moment : {1.55, 0.0, 0.31, 7.0, 0.3}) {
      const auto frame = reader->frame_at(moment);
      QVERIFY(frame.ok());
      const auto expected = std::min<std::size_t>(19, static_cast<std::size_t>(moment * 10 + 1e-9));
      QVERIFY(frame->time == frames[expected].time &&
              frame->image.rgb == frames[expected].image.rgb);
    }
    const auto before = reader->previous();
    QVERIFY(before.ok() && *before && (*before)->time == frames[2].time);
    const auto few = sample_frames(file, 4);
    QVERIFY(few.ok() && same(*few, {frames[2], frames[7], frames[12], frames[17]}));
    QCOMPARE(sample_frames(file, 4, FrameOptions{30, 1})->front().image.width, 30);
  }

  // Middles of even slices, the same pictures as when all are decoded; doubles once.
  void samples() {
    const clip::fs::path file =
        made("samples.mp4", "-f lavfi -i testsrc2=s=96x64:r=12:d=10 -c:v libx264 -pix_fmt yuv420p "
                            "-g 30 -bf 3");
    auto reader = FrameReader::open(file);
    QVERIFY(reader.ok());
    const auto all = clip::all_frames(*reader);
    QCOMPARE(all.size(), std::size_t{120});
    for (const int count : {1, 3, 16, 500}) {
      std::vector<double> fractions;
      const auto some = sample_frames(file, count, {}, {},
                                      [&](const Progress &p) { fractions.push_back(p.fraction); });
      QVERIFY(some.ok());
      std::vector<Frame> expected;
      for (int i = 0; i < count; ++i) {
        const auto index = static_cast<std::size_t>((i + 0.5) / count * 120);
        if (expected.empty() || expected.back().time < all[index].time)
          expected.push_back(all[index]);
      }
      QCOMPARE(some->size(), std::min<std::size_t>(static_cast<std::size_t>(count), 120));
      QVERIFY(same(*some, expected));
      QVERIFY(same(*sample_frames(file, count, FrameOptions{0, 2}),
                   expected)); // decoded by two threads
      QCOMPARE(fractions.size(), static_cast<std::size_t>(count));
      QCOMPARE(fractions.back(), 1.0);
    }
    QVERIFY(sample_frames(file, 0)->empty());
  }

  // Smaller pictures: the sides as asked for, the content that of the tool's.
  void scaled() {
    const clip::fs::path file =
        made("scaled.mp4", "-f lavfi -i testsrc2=s=320x180:r=5:d=1 -c:v libx264 -pix_fmt yuv420p");
    auto reader = FrameReader::open(file, FrameOptions{128, 1});
    QVERIFY(reader.ok());
    QCOMPARE(reader->info().width, 320);
    const auto frames = clip::all_frames(*reader);
    const auto pictures =
        clip::pictures(file, 128, 72, "scale=128:72:flags=bicubic+accurate_rnd+full_chroma_int");
    QCOMPARE(frames.size(), std::size_t{5});
    QCOMPARE(pictures.size(), frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i) {
      QCOMPARE(frames[i].image.width, 128);
      QVERIFY(clip::psnr(frames[i].image.rgb, pictures[i]) >= 40);
    }
    QCOMPARE(FrameReader::open(file, FrameOptions{1000, 1})->next().value()->image.width, 320);
  }

  // Recorded live: neither a duration nor an index in the file.
  void live() {
    for (const char *form : {"matroska", "webm", "flv"}) {
      const bool webm = std::strcmp(form, "webm") == 0;
      const QByteArray stream =
          clip::ffmpeg(
              clip::words("-f lavfi -i testsrc2=s=96x64:r=12:d=5 -pix_fmt yuv420p -g 12 -c:v") +
              clip::words(webm                            ? "libvpx -b:v 500k"
                          : std::strcmp(form, "flv") == 0 ? "flv"
                                                          : "libx264") +
              clip::words("-f") + QStringList{QLatin1String(form), QStringLiteral("-")})
              .out;
      const clip::fs::path file = root_ / "live";
      clip::write(file, {stream.begin(), stream.end()});
      auto reader = FrameReader::open(file);
      QVERIFY2(reader.ok(), reader.ok() ? form : reader.error().text().c_str());
      QVERIFY2(std::abs(reader->info().duration - 5) < 0.1, form);
      const auto all = clip::all_frames(*reader);
      QCOMPARE(all.size(), std::size_t{60});
      const auto some = sample_frames(file, 5);
      QVERIFY2(some.ok(), some.ok() ? form : some.error().text().c_str());
      QCOMPARE(some->size(), std::size_t{5});
      for (std::size_t i = 0; i < 5; ++i) {
        const double moment = (static_cast<double>(i) + 0.5) / 5 * reader->info().duration;
        const auto expected = std::find_if(
            all.rbegin(), all.rend(), [&](const Frame &frame) { return frame.time <= moment; });
        QVERIFY2((*some)[i].time == expected->time && (*some)[i].image.rgb == expected->image.rgb,
                 form);
      }
    }
  }

  void infos() {
    const auto both = probe_clip(
        made("both.mkv", "-f lavfi -i testsrc2=s=96x64:r=25:d=2 -f lavfi -i "
                         "sine=d=3:r=48000 -ac 2 -c:v libx264 -pix_fmt yuv420p -c:a flac"));
    QVERIFY(both.ok());
    QCOMPARE(both->container, std::string("matroska"));
    QVERIFY(std::abs(both->duration - 3) < 0.05);
    QCOMPARE(both->video_codec, std::string("h264"));
    QCOMPARE(both->pixel_format, std::string("yuv420p"));
    QCOMPARE(both->frame_rate, 25.0);
    QVERIFY(both->has_audio && both->sample_rate == 48000 && both->channels == 2 &&
            both->audio_codec == "flac");
    const auto constant = probe_clip(
        made("constant.mp4", "-f lavfi -i testsrc2=s=96x64:r=30000/1001:d=2 -c:v libx264"));
    QVERIFY(constant.ok() && constant->variable_rate == std::optional(false));
    QVERIFY(std::abs(constant->frame_rate - 30000.0 / 1001) < 1e-3);
    const auto uneven = probe_clip(made(
        "uneven.mp4", "-f lavfi -i testsrc2=s=96x64:r=12:d=4,select='not(mod(n\\,5))+lt(n\\,9)' "
                      "-vsync vfr -c:v libx264"));
    QVERIFY(uneven.ok() && uneven->variable_rate == std::optional(true));
    const auto woven =
        probe_clip(made("woven.mpg", "-f lavfi -i testsrc2=s=96x64:r=25:d=1 -c:v mpeg2video -flags "
                                     "+ilme+ildct -top 1"));
    QVERIFY(woven.ok() && woven->interlaced);
    const auto sound = probe_clip(made("sound.m4a", "-f lavfi -i sine=d=1 -c:a aac"));
    QVERIFY(sound.ok() && !sound->has_video && sound->has_audio);
    const auto refused = FrameReader::open(root_ / "sound.m4a");
    QVERIFY(!refused.ok() && refused.error().code == ErrorCode::unsupported);
    const auto silent = AudioReader::open(root_ / "constant.mp4");
    QVERIFY(!silent.ok() && silent.error().code == ErrorCode::unsupported);
  }

  // The cover of a song is no video.
  void coverOfASong() {
    const clip::fs::path cover = made("cover.png", "-f lavfi -i testsrc2=s=96x64:d=1 -frames:v 1");
    const auto song = probe_clip(
        made("song.mp3", ("-f lavfi -i sine=d=1 -i " + cover.string() +
                          " -map 0 -map 1 -c:a libmp3lame -c:v copy -disposition:v attached_pic")
                             .c_str()));
    QVERIFY(song.ok());
    QVERIFY(!song->has_video && song->has_audio);
  }

  // Four hours of hardly anything: the memory taken does not grow with the length.
  void longClip() {
    const clip::fs::path file = made(
        "long.mkv", "-f lavfi -i testsrc2=s=64x36:r=0.1:d=14400 -f lavfi -i "
                    "anullsrc=r=8000:cl=mono -t 14400 -c:v "
                    "libx264 -preset ultrafast -g 60 -pix_fmt yuv420p -c:a flac -frame_size 32768");
    malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << "5"; // the peak counts from here
    const long before = memory_of("VmRSS:");
    const auto frames = sample_frames(file, 16, FrameOptions{512, 1});
    QVERIFY2(frames.ok(), frames.ok() ? "" : frames.error().text().c_str());
    QCOMPARE(frames->size(), std::size_t{16});
    for (std::size_t i = 0; i < frames->size(); ++i)
      QCOMPARE((*frames)[i].time, std::floor((static_cast<double>(i) + 0.5) * 90) * 10);
    std::size_t columns = 0;
    const auto peaks = read_peaks(file, 500, [&](std::size_t first, std::span<const Peak> batch) {
      QCOMPARE(first, columns);
      columns += batch.size();
    });
    QVERIFY(peaks.ok());
    QCOMPARE(columns, std::size_t{500});
    const long grown = memory_of("VmHWM:") - before;
    qInfo("peak memory grew by %ld KiB", grown);
#ifndef __SANITIZE_ADDRESS__
    QVERIFY2(grown < 48 * 1024, qPrintable(QStringLiteral("%1 KiB").arg(grown)));
#endif
  }
};

QTEST_GUILESS_MAIN(TestClipReading)
#include "test_clip_reading.moc"
