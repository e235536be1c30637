#include "clip_files.h"

#include "media/audio_reader.h"
#include "media/container_check.h"
#include "media/transcript.h"

#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace affect;

namespace {

// Small: a flipped bit may state any size.
ClipLimits limits() {
  ClipLimits small;
  small.max_pixels = 1 << 20;
  small.max_side = 4096;
  small.max_seconds = 600;
  small.max_streams = 16;
  return small;
}

bool sentence(const Error &error) {
  return error.message.size() > 20 && error.code != ErrorCode::internal;
}

bool sound(const Frame &frame) {
  return std::isfinite(frame.time) && frame.image.width > 0 && frame.image.height > 0 &&
         frame.image.rgb.size() == static_cast<std::size_t>(frame.image.width) *
                                       static_cast<std::size_t>(frame.image.height) * 3;
}

// Everything a program does with a clip. Returns whether something was found wrong with it, or
// throws a text at what must never be.
bool used(const clip::fs::path &file) {
  bool failed = false;
  const auto note = [&](const auto &result) {
    if (result.ok())
      return;
    failed = true;
    if (!sentence(result.error()))
      throw std::runtime_error("an error without a sentence: " + result.error().message);
  };
  auto reader = FrameReader::open(file, {}, limits());
  note(reader);
  for (int frames = 0; reader.ok() && frames < 2000; ++frames) {
    const auto frame = reader->next();
    note(frame);
    if (!frame.ok() || !*frame)
      break;
    if (!sound(**frame))
      throw std::runtime_error("an unsound frame");
  }
  if (reader.ok()) {
    const auto some = sample_frames(*reader, 4);
    note(some);
    for (std::size_t i = 0; some.ok() && i < some->size(); ++i)
      if (!sound((*some)[i]))
        throw std::runtime_error("an unsound sample");
    note(reader->previous());
  }
  auto audio = AudioReader::open(file, {}, limits());
  if (audio.ok()) {
    for (int reads = 0; reads < 200; ++reads) {
      const auto samples = audio->read(16'000);
      note(samples);
      if (!samples.ok() || samples->empty())
        break;
    }
    note(audio->seek(0.5));
    note(audio->read(100));
  } else if (!sentence(audio.error())) {
    throw std::runtime_error("an error without a sentence");
  }
  if (const auto text = find_transcript(file); !text.ok() && !sentence(text.error()))
    throw std::runtime_error("an error without a sentence");
  return failed;
}

} // namespace

class TestClipDamage : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_;
  clip::fs::path root_;

  static void clips() {
    QTest::addColumn<QString>("extension");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("tells_its_length");
    const auto row = [](const char *name, const char *extension, const char *arguments,
                        bool tells) {
      QTest::newRow(name) << QString::fromLatin1(extension) << clip::words(arguments) << tells;
    };
    row("mp4", "mp4", "-c:v libx264 -pix_fmt yuv420p -g 6 -bf 2 -c:a aac", true);
    row("mp4, headers first", "mp4",
        "-c:v libx264 -pix_fmt yuv420p -g 6 -c:a aac -movflags faststart", true);
    row("mkv", "mkv", "-c:v libx264 -pix_fmt yuv420p10le -g 6 -c:a flac", true);
    row("webm", "webm", "-c:v libvpx -b:v 300k -g 6 -c:a libopus", true);
    row("avi", "avi", "-c:v mpeg4 -bf 2 -g 6 -c:a libmp3lame", true);
    row("flv", "flv", "-c:v flv -g 6 -c:a libmp3lame -ar 22050", true);
    row("ts", "ts", "-c:v mpeg2video -r 25 -c:a mp2", false);
    row("gif", "gif", "-an", true);
    row("webp", "webp", "-an -c:v libwebp_anim -loop 0", true);
    row("wav", "wav", "-vn -c:a pcm_s16le", true);
    row("mp3", "mp3", "-vn -c:a libmp3lame", false);
    row("ogg", "ogg", "-vn -c:a libvorbis", false);
    row("flac", "flac", "-vn -c:a flac", false);
  }

  std::vector<std::uint8_t> made() const {
    QFETCH(QString, extension);
    QFETCH(QStringList, arguments);
    const clip::fs::path file = root_ / ("whole." + extension.toStdString());
    QByteArray problem;
    if (!clip::make(
            file,
            clip::words("-f lavfi -i testsrc2=s=64x48:r=12:d=1 -f lavfi -i sine=d=1:r=44100") +
                arguments,
            &problem))
      qWarning("%s", problem.constData());
    return clip::bytes_of(file);
  }

private Q_SLOTS:
  void initTestCase() {
    if (!clip::can_encode({}))
      QSKIP("the ffmpeg tool is not installed");
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
  }

  void cutOff_data() { clips(); }
  void cutOff() {
    QFETCH(bool, tells_its_length);
    const auto whole = made();
    QVERIFY(whole.size() > 200);
    const clip::fs::path file = root_ / "cut";
    clip::write(file, whole);
    QFETCH(QStringList, arguments);
    const bool silent = arguments.contains(QStringLiteral("-vn"));
    QVERIFY(silent || !used(file));
    constexpr std::size_t cuts = 24;
    std::vector<std::size_t> lengths{0, 1, 12, whole.size() - 16};
    for (std::size_t i = 1; i < cuts; ++i)
      lengths.push_back(whole.size() * i / cuts);
    for (const std::size_t length : lengths) {
      clip::write(file, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)});
      try {
        const bool failed = used(file);
        QVERIFY2(failed || !tells_its_length,
                 qPrintable(QStringLiteral("cut at %1 of %2").arg(length).arg(whole.size())));
      } catch (const std::exception &what) {
        QFAIL(what.what());
      }
    }
  }

  void flippedBits_data() { clips(); }
  void flippedBits() {
    const auto whole = made();
    const clip::fs::path file = root_ / "flipped";
    std::mt19937 random(2024);
    const int trials = qEnvironmentVariableIntValue("AFFECTSCOPE_FLIPS");
    int failures = 0;
    for (int trial = 0; trial < (trials > 0 ? trials : 24); ++trial) {
      auto bytes = whole;
      // Half of the trials go for the headers, where lengths and sizes stand.
      const std::size_t reach =
          trial % 2 ? bytes.size() : std::min<std::size_t>(bytes.size(), 1024);
      const bool at_end = trial % 4 == 0;
      for (std::uint32_t i = 0; i <= random() % 6; ++i) {
        const std::size_t at = random() % reach;
        bytes[at_end ? bytes.size() - 1 - at : at] ^= static_cast<std::uint8_t>(1u << random() % 8);
      }
      clip::write(file, bytes);
      try {
        failures += used(file) ? 1 : 0;
      } catch (const std::exception &what) {
        QFAIL(qPrintable(
            QStringLiteral("trial %1: %2").arg(trial).arg(QString::fromLatin1(what.what()))));
      }
    }
    qInfo("%d errors", failures);
  }

  // The decoder conceals what it cannot read; here that is an error, and what came before is given.
  void damageInTheMiddle() {
    const clip::fs::path file = root_ / "middle.mp4";
    QVERIFY(clip::make(
        file, clip::words(
                  "-f lavfi -i testsrc2=s=320x240:r=12:d=4 -c:v libx264 -pix_fmt yuv420p -g 12")));
    auto bytes = clip::bytes_of(file);
    std::mt19937 random(5);
    for (std::size_t at = bytes.size() / 2; at < bytes.size() / 2 + 3000; ++at)
      bytes[at] = static_cast<std::uint8_t>(random());
    clip::write(file, bytes);
    auto reader = FrameReader::open(file);
    QVERIFY(reader.ok());
    Error error;
    const auto frames = clip::all_frames(*reader, &error);
    QCOMPARE(static_cast<int>(error.code), static_cast<int>(ErrorCode::bad_format));
    QCOMPARE(error.file, file);
    QVERIFY(frames.size() > 6 && frames.size() < 40);
    const auto some = sample_frames(file, 16);
    QVERIFY(!some.ok() && some.error().code == ErrorCode::bad_format);
  }

  void limitsComeFirst() {
    const clip::fs::path file = root_ / "large.mp4";
    QVERIFY(clip::make(
        file,
        clip::words("-f lavfi -i testsrc2=s=320x240:r=12:d=4 -f lavfi -i sine=d=4 -f lavfi -i "
                    "sine=d=4 -map 0 -map 1 -map 2 -c:v libx264 -c:a aac")));
    const auto refused = [&](auto change) {
      ClipLimits tight;
      change(tight);
      const auto reader = FrameReader::open(file, {}, tight);
      return !reader.ok() && reader.error().code == ErrorCode::too_large &&
             reader.error().file == file;
    };
    QVERIFY(refused([](ClipLimits &tight) { tight.max_pixels = 320 * 240 - 1; }));
    QVERIFY(refused([](ClipLimits &tight) { tight.max_side = 319; }));
    QVERIFY(refused([](ClipLimits &tight) { tight.max_seconds = 3; }));
    const clip::fs::path wide = root_ / "wide.mkv";
    QVERIFY(
        clip::make(wide, clip::words("-f lavfi -i testsrc2=s=64x48:r=12:d=1,setsar=15 -c:v ffv1")));
    ClipLimits as_shown;
    as_shown.max_side = 64 * 15 - 1;
    QCOMPARE(static_cast<int>(probe_clip(wide, as_shown).error().code),
             static_cast<int>(ErrorCode::too_large));
    QCOMPARE(probe_clip(wide)->width, 64 * 15);
    ClipLimits few;
    few.max_streams = 2;
    QCOMPARE(static_cast<int>(probe_clip(file, few).error().code),
             static_cast<int>(ErrorCode::too_large));
    ClipLimits enough;
    enough.max_pixels = 320 * 240;
    enough.max_side = 320;
    enough.max_seconds = 5;
    enough.max_streams = 3;
    QVERIFY(FrameReader::open(file, {}, enough).ok());
  }

  // Whatever names another file or an address is refused, and names that look like protocols are
  // just names.
  void nothingElseIsOpened() {
    const clip::fs::path target = root_ / "target.mp4";
    QVERIFY(clip::make(
        target,
        clip::words("-f lavfi -i testsrc2=s=64x48:r=12:d=1 -c:v libx264 -pix_fmt yuv420p")));
    const std::string name = target.string();
    const std::pair<const char *, std::string> lists[] = {
        {"list.m3u8", "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.0,\n" + name +
                          "\n#EXT-X-ENDLIST\n"},
        {"list.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.0,\nhttp://127.0.0.1:9/"
                     "x.ts\n#EXT-X-ENDLIST\n"},
        {"list.txt", "ffconcat version 1.0\nfile '" + name + "'\n"},
        {"list.mpd", "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" "
                     "type=\"static\"><Period><AdaptationSet>"
                     "<Representation id=\"G\"><BaseURL>" +
                         name + "</BaseURL></Representation></AdaptationSet></Period></MPD>"},
        {"list.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 "
                     "RTP/AVP 96\n"},
        {"list.avs", "AviSource(\"" + name + "\")\n"},
    };
    for (const auto &[file, content] : lists) {
      clip::write(root_ / file, {content.begin(), content.end()});
      const auto probed = probe_clip(root_ / file);
      QVERIFY2(!probed.ok(), file);
      QVERIFY2(probed.error().code == ErrorCode::unsupported && sentence(probed.error()),
               probed.error().text().c_str());
    }
    for (const char *odd : {"concat:a|b.mp4", "http:x.mp4", "-.mp4", "sub file %d.mp4"}) {
      clip::fs::copy_file(target, root_ / odd);
      QVERIFY2(probe_clip(root_ / odd).ok(), odd);
    }
    QCOMPARE(static_cast<int>(probe_clip("http://127.0.0.1:9/x.mp4").error().code),
             static_cast<int>(ErrorCode::not_found));
    QCOMPARE(static_cast<int>(probe_clip("concat:" + name).error().code),
             static_cast<int>(ErrorCode::not_found));
    QCOMPARE(static_cast<int>(probe_clip(root_).error().code),
             static_cast<int>(ErrorCode::unreadable));
  }

  void otherFiles() {
    const std::pair<const char *, std::string> files[] = {{"empty.mp4", ""},
                                                          {"text.mp4", std::string(5000, 'x')},
                                                          {"zeros.mp4", std::string(5000, '\0')}};
    for (const auto &[name, content] : files) {
      clip::write(root_ / name, {content.begin(), content.end()});
      const auto probed = probe_clip(root_ / name);
      QVERIFY2(!probed.ok() && sentence(probed.error()), name);
    }
    QVERIFY(
        clip::make(root_ / "still.png", clip::words("-f lavfi -i testsrc2=s=64x48 -frames:v 1")));
    QVERIFY(!probe_clip(root_ / "still.png").ok());
  }

  void stopsWhenCancelled() {
    const clip::fs::path file = root_ / "stopped.mkv";
    QVERIFY(clip::make(
        file,
        clip::words("-f lavfi -i testsrc2=s=64x48:r=25:d=20 -f lavfi -i sine=d=20 -c:v libx264 "
                    "-preset ultrafast -pix_fmt yuv420p -g 500 -c:a flac")));
    const auto stopped = [](const auto &result) {
      return !result.ok() && result.error().code == ErrorCode::cancelled;
    };
    CancelToken before;
    before.cancel();
    QVERIFY(stopped(FrameReader::open(file, {}, {}, before)));
    QVERIFY(stopped(AudioReader::open(file, {}, {}, before)));
    QVERIFY(stopped(find_transcript(file, before)));
    CancelToken half;
    int steps = 0;
    const auto some = sample_frames(
        file, 16, {}, {},
        [&](const Progress &) {
          if (++steps == 3)
            half.cancel();
        },
        half);
    QVERIFY(stopped(some));
    QCOMPARE(steps, 3);
    CancelToken while_reading;
    auto reader = FrameReader::open(file, {}, {}, while_reading);
    QVERIFY(reader.ok() && reader->next().ok());
    while_reading.cancel();
    QVERIFY(stopped(reader->frame_at(19)));
    QVERIFY(stopped(reader->next()));
    CancelToken drawing;
    int batches = 0;
    QVERIFY(stopped(read_peaks(
        file, 1000,
        [&](std::size_t, std::span<const Peak>) {
          ++batches;
          drawing.cancel();
        },
        0, 0, {}, drawing)));
    QCOMPARE(batches, 1);
  }
};

QTEST_GUILESS_MAIN(TestClipDamage)
#include "test_clip_damage.moc"
