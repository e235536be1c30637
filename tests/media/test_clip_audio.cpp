#include "clip_files.h"

#include "media/audio_reader.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstring>
#include <random>
#include <span>

using namespace affect;

namespace {

std::vector<float> all_samples(AudioReader &reader, std::size_t step = 5000) {
  std::vector<float> all;
  for (;;) {
    const auto some = reader.read(step);
    if (!some.ok() || some->empty())
      return all;
    all.insert(all.end(), some->begin(), some->end());
  }
}

// Samples a channel that lie before the clip's beginning: a coder's run-up, to which some versions
// of FFmpeg give negative times.
std::ptrdiff_t run_up(const clip::fs::path &file, int rate) {
  const auto out =
      clip::ffprobe(clip::words("-select_streams a:0 -read_intervals %+#1 -show_entries "
                                "frame=best_effort_timestamp_time -of csv=p=0") +
                    QStringList{clip::path(file)})
          .out;
  const double first = out.left(out.indexOf('\n')).split(',')[0].trimmed().toDouble();
  return std::llround(std::max(0.0, -first) * rate);
}

// The sound as the tool writes it, without the run-up, which the tool keeps.
std::vector<float> tool_samples(const clip::fs::path &file, int rate, int channels) {
  const QByteArray bytes =
      clip::ffmpeg(QStringList{QStringLiteral("-i"), clip::path(file)} +
                   clip::words("-map 0:a:0 -af aresample=rematrix_maxval=1.0 -f f32le -ar") +
                   QStringList{QString::number(rate), QStringLiteral("-ac"),
                               QString::number(channels), QStringLiteral("-")})
          .out;
  std::vector<float> all(static_cast<std::size_t>(bytes.size()) / sizeof(float));
  std::memcpy(all.data(), bytes.constData(), all.size() * sizeof(float));
  const auto dropped = run_up(file, rate) * channels;
  all.erase(all.begin(), all.begin() + std::min(dropped, static_cast<std::ptrdiff_t>(all.size())));
  return all;
}

// Signal to noise of `b` against `a` over what both have, dB.
double snr(std::span<const float> a, std::span<const float> b) {
  double signal = 0, noise = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    signal += double{a[i]} * a[i];
    noise += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
  }
  return noise == 0 ? 200 : 10 * std::log10(signal / noise);
}

double loudest(std::span<const float> samples) {
  double most = 0;
  for (const float sample : samples)
    most = std::max(most, std::abs(double{sample}));
  return most;
}

} // namespace

class TestClipAudio : public QObject {
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

  void sameAsTheTool_data() {
    QTest::addColumn<QString>("encoder");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char *encoder, const char *name, const char *arguments) {
      QTest::addRow("%s %s", encoder, name)
          << QString::fromLatin1(encoder) << QString::fromLatin1(name) << clip::words(arguments);
    };
    row("aac", "a.mp4", "-ar 44100 -ac 2");
    row("libmp3lame", "a.mp3", "-ar 44100 -ac 2");
    row("libmp3lame", "a.avi", "-ar 22050 -ac 1");
    row("libopus", "a.webm", "-ar 48000 -ac 2");
    row("libvorbis", "a.ogg", "-ar 44100 -ac 2");
    row("flac", "a.flac", "-ar 96000 -ac 2");
    row("pcm_s16le", "a.wav", "-ar 8000 -ac 1");
    row("pcm_f32le", "b.wav", "-ar 192000 -ac 2");
    row("pcm_u8", "c.wav", "-ar 11025 -ac 1");
    row("pcm_s24le", "d.mkv", "-ar 44100 -ac 8");
    row("ac3", "a.mkv", "-ar 48000 -ac 6");
    row("mp2", "a.ts", "-ar 48000 -ac 2");
    row("aac", "b.aac", "-ar 32000 -ac 1");
  }

  void sameAsTheTool() {
    QFETCH(QString, encoder);
    QFETCH(QString, name);
    QFETCH(QStringList, arguments);
    if (!clip::can_encode(encoder))
      QSKIP(qPrintable(QStringLiteral("the ffmpeg tool has no encoder ") + encoder));
    const clip::fs::path file = root_ / name.toStdString();
    QByteArray problem;
    QVERIFY2(clip::make(
                 file,
                 clip::words(
                     "-f lavfi -i "
                     "'aevalsrc=0.3*sin(880*PI*t)+0.1*sin(3000*PI*t*t)|0.3*sin(2000*PI*t):s=44100:"
                     "d=3' -c:a") +
                     QStringList{encoder} + arguments,
                 &problem),
             problem.constData());
    for (const auto &[rate, channels] : {std::pair(16'000, 1), std::pair(48'000, 2)}) {
      auto reader = AudioReader::open(file, AudioOptions{rate, channels});
      QVERIFY2(reader.ok(), reader.ok() ? "" : reader.error().text().c_str());
      const auto ours = all_samples(*reader);
      const auto theirs = tool_samples(file, rate, channels);
      const auto difference =
          static_cast<std::ptrdiff_t>(ours.size()) - static_cast<std::ptrdiff_t>(theirs.size());
      QVERIFY2(std::abs(difference) <= 64 * channels,
               qPrintable(QStringLiteral("%1 samples more").arg(difference)));
      const double quality = snr(theirs, ours);
      QVERIFY2(quality > 50, qPrintable(QStringLiteral("%1 Hz: %2 dB").arg(rate).arg(quality)));
      QVERIFY(loudest(ours) <= 1.001);
    }
  }

  // From anywhere the same samples as from the start.
  void seeking_data() { sameAsTheTool_data(); }
  void seeking() {
    QFETCH(QString, encoder);
    QFETCH(QString, name);
    const clip::fs::path file = root_ / name.toStdString();
    if (!clip::fs::exists(file))
      QSKIP("this row was not made");
    auto reader = AudioReader::open(file);
    QVERIFY(reader.ok());
    const auto all = all_samples(*reader);
    const bool coarse = name.endsWith(QStringLiteral("mkv")) ||
                        name.endsWith(QStringLiteral("webm")) ||
                        name.endsWith(QStringLiteral("ogg"));
    std::mt19937 random(3);
    for (int i = 0; i < 12; ++i) {
      const std::size_t sample = i == 0 ? 0 : random() % (all.size() - 2000);
      QVERIFY(reader->seek(static_cast<double>(sample) / 16'000).ok());
      const auto some = reader->read(1600);
      QVERIFY(some.ok());
      QCOMPARE(some->size(), std::size_t{1600});
      // Time stamps of whole milliseconds leave that much open.
      const int most = coarse ? 16 : 0;
      double quality = -200;
      for (int shift = -most; shift <= most; ++shift) {
        const auto at = static_cast<std::ptrdiff_t>(sample) + shift;
        if (at >= 0 && at + 1600 <= static_cast<std::ptrdiff_t>(all.size()))
          quality = std::max(quality, snr({all.data() + at, 1600}, *some));
      }
      QVERIFY2(quality > (coarse ? 10 : 40),
               qPrintable(QStringLiteral("from sample %1: %2 dB").arg(sample).arg(quality)));
    }
    QVERIFY(reader->seek(1000).ok());
    QVERIFY(reader->read(10)->empty());
    QVERIFY(reader->seek(0).ok());
    QCOMPARE(all_samples(*reader).size(), all.size());
  }

  // Sound that begins after the picture, and sound with a hole in it: silence keeps the clock.
  void gaps() {
    const auto late = made(
        "late.mkv",
        "-f lavfi -i testsrc2=s=64x48:r=12:d=3 -itsoffset 0.7 -f lavfi -i sine=d=2:r=16000 -c:v "
        "libx264 -pix_fmt yuv420p -c:a pcm_s16le");
    auto reader = AudioReader::open(late);
    QVERIFY(reader.ok());
    const auto samples = all_samples(*reader, 777);
    QVERIFY(std::abs(static_cast<double>(samples.size()) - 2.7 * 16'000) < 200);
    QCOMPARE(loudest({samples.data(), 11'100}), 0.0);
    QVERIFY(loudest({samples.data() + 11'300, 400}) > 0.05);
    QVERIFY(reader->seek(0.2).ok());
    const auto from = reader->read(16'000);
    QVERIFY(from.ok() && from->size() == 16'000);
    QVERIFY(std::equal(from->begin(), from->end(), samples.begin() + 3200));

    const auto hole =
        made("hole.mkv",
             "-f lavfi -i sine=d=4:r=16000 -af aselect='not(between(t\\,1\\,2.5))' -c:a pcm_s16le");
    auto holed = AudioReader::open(hole);
    QVERIFY(holed.ok());
    const auto with_hole = all_samples(*holed);
    QVERIFY(std::abs(static_cast<double>(with_hole.size()) - 4 * 16'000) < 1100);
    QCOMPARE(loudest({with_hole.data() + 18'000, 20'000}), 0.0);
    QVERIFY(loudest({with_hole.data() + 2000, 10'000}) > 0.05);
    QVERIFY(loudest({with_hole.data() + 44'000, 10'000}) > 0.05);
  }

  void ownRate() {
    auto reader = AudioReader::open(root_ / "b.wav", AudioOptions{0, 2});
    QVERIFY(reader.ok());
    QCOMPARE(reader->rate(), 192'000);
    QCOMPARE(all_samples(*reader).size(), std::size_t{3 * 192'000 * 2});
  }

  void peaks() {
    const auto file = made("peaks.wav", "-f lavfi -i 'aevalsrc=sin(440*PI*t)*t/4:s=22050:d=4'");
    auto reader = AudioReader::open(file, AudioOptions{0, 1});
    QVERIFY(reader.ok());
    const auto samples = all_samples(*reader);
    const auto drawn = [&](std::size_t columns, double begin, double end) {
      std::vector<Peak> peaks;
      const auto done = read_peaks(
          file, columns,
          [&](std::size_t first, std::span<const Peak> batch) {
            QCOMPARE(first, peaks.size());
            peaks.insert(peaks.end(), batch.begin(), batch.end());
          },
          begin, end);
      return done.ok() ? peaks : std::vector<Peak>();
    };
    const auto expected = [&](std::size_t first, std::size_t last) {
      const auto [low, high] =
          std::minmax_element(samples.begin() + static_cast<std::ptrdiff_t>(first),
                              samples.begin() + static_cast<std::ptrdiff_t>(last));
      return Peak{*low, *high};
    };
    const auto whole = drawn(100, 0, 0);
    QCOMPARE(whole.size(), std::size_t{100});
    for (std::size_t i = 0; i < 100; ++i) {
      const Peak peak = expected(samples.size() * i / 100, samples.size() * (i + 1) / 100);
      QVERIFY(whole[i].low == peak.low && whole[i].high == peak.high);
    }
    const auto part = drawn(10, 1, 2);
    for (std::size_t i = 0; i < 10; ++i) {
      const Peak peak = expected(22'050 + 2205 * i, 22'050 + 2205 * (i + 1));
      QVERIFY(part[i].low == peak.low && part[i].high == peak.high);
    }
    QCOMPARE(drawn(40, 3.9999, 4).size(), std::size_t{40}); // more columns than samples
    const auto past = drawn(10, 3.5, 4.5);
    QVERIFY(past.size() == 10 && past[0].high > 0.5f && past[9].high == 0);
  }
};

QTEST_GUILESS_MAIN(TestClipAudio)
#include "test_clip_audio.moc"
