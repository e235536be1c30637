#include "clip_files.h"

#include "media/transcript.h"

#include <QTemporaryDir>
#include <QTest>

using namespace affect;

namespace {

// "1-2.5 text | …", times in seconds.
QString summary(const std::vector<Cue> &cues) {
  QStringList parts;
  for (const Cue &cue : cues)
    parts << QStringLiteral("%1-%2 %3")
                 .arg(cue.begin)
                 .arg(cue.end)
                 .arg(
                     QString::fromStdString(cue.text).replace(QLatin1Char('\n'), QLatin1Char('/')));
  return parts.join(QStringLiteral(" | "));
}

QString summary(const std::vector<TimedWord> &words) {
  QStringList parts;
  for (const TimedWord &word : words)
    parts << QStringLiteral("%1-%2 %3")
                 .arg(word.begin)
                 .arg(word.end)
                 .arg(QString::fromStdString(word.text));
  return parts.join(QStringLiteral(" | "));
}

constexpr const char *srt =
    "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i> <font color=\"red\">world</font>\r\n\r\n"
    "2\r\n00:00:03,000 --> 00:00:04,000\r\nTwo\r\nlines & {\\an8}more\r\n\r\n";

} // namespace

class TestClipTranscript : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_;
  clip::fs::path root_;

  clip::fs::path put(const char *name, const std::string &content) const {
    clip::write(root_ / name, {content.begin(), content.end()});
    return root_ / name;
  }

  QString cues_of(const char *name, const std::string &content) const {
    const auto read = load_transcript(put(name, content));
    return read.ok() ? summary(read->cues)
                     : QString::fromStdString("error: " + read.error().message);
  }

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
  }

  void subrip() {
    QCOMPARE(cues_of("a.srt", srt), QStringLiteral("1-2.5 Hello world | 3-4 Two/lines & more"));
    QCOMPARE(cues_of("b.SRT", std::string("\xEF\xBB\xBF") + srt),
             QStringLiteral("1-2.5 Hello world | 3-4 Two/lines & more"));
    const auto read = load_transcript(root_ / "a.srt");
    QCOMPARE(read->text(), std::string("Hello world\nTwo\nlines & more"));
    QCOMPARE(read->source, std::string("a.srt"));
    QVERIFY(read->cues[0].timed() && read->cues[0].words.empty());
  }

  void subripInOtherEncodings() {
    const std::string head = "1\n00:00:01,000 --> 00:00:02,000\n";
    QCOMPARE(cues_of("gbk.srt", head + "\xC4\xE3\xBA\xC3\xA3\xAC\xCA\xC0\xBD\xE7\n"),
             QStringLiteral("1-2 你好，世界"));
    QCOMPARE(cues_of("latin.srt", head + "caf\xE9 ol\xE9\n"), QStringLiteral("1-2 café olé"));
    std::string wide = "\xFF\xFE";
    for (const char c : head + "Hi\n")
      wide += std::string{c, '\0'};
    QCOMPARE(cues_of("wide.srt", wide), QStringLiteral("1-2 Hi"));
  }

  void webvtt() {
    const std::string text =
        "WEBVTT\n\nNOTE a remark\n\nfirst\n00:01.000 --> 00:03.000 align:start\n"
        "<v Ann>So<00:01.500><c> very</c><00:02.250> good</v>\n\n"
        "01:00:00.000 --> 01:00:01.000\nplain <b>text</b>\n";
    QCOMPARE(cues_of("a.vtt", text), QStringLiteral("1-3 So very good | 3600-3601 plain text"));
    const auto read = load_transcript(root_ / "a.vtt");
    QCOMPARE(summary(read->cues[0].words),
             QStringLiteral("1-1.5 So | 1.5-2.25 very | 2.25-3 good"));
    QVERIFY(read->cues[1].words.empty());
  }

  void ass() {
    const std::string text =
        "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\n"
        "Style: Default,Arial,20\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, "
        "MarginR, "
        "MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,Later, {\\b1}bold{\\b0}\\Nline\n"
        "Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\k50}La {\\k70}la{\\k30} land\n";
    QCOMPARE(cues_of("a.ass", text), QStringLiteral("1-2.5 La la land | 5-6 Later, bold/line"));
    const auto read = load_transcript(root_ / "a.ass");
    QCOMPARE(summary(read->cues[0].words), QStringLiteral("1-1.5 La | 1.5-2.2 la | 2.2-2.5 land"));
    QCOMPARE(cues_of("a.ssa", text), QStringLiteral("1-2.5 La la land | 5-6 Later, bold/line"));
  }

  void plainText() {
    QCOMPARE(cues_of("a.txt", "  what he says\nin two lines \n"),
             QStringLiteral("0-0 what he says/in two lines"));
    QVERIFY(!load_transcript(root_ / "a.txt")->cues[0].timed());
    QVERIFY(load_transcript(put("blank.txt", " \n "))->empty());
    QVERIFY(load_transcript(put("blank.srt", ""))->empty());
  }

  void whisperJson() {
    const std::string text = R"({"text": " all", "language": "en", "segments": [
      {"id": 0, "start": 0.5, "end": 1.5, "text": " Hello there.", "words": [
        {"word": " Hello", "start": 0.5, "end": 0.9, "probability": 0.9}, {"word": " there.", "start": 0.9, "end": 1.5}]},
      {"id": 1, "start": 2, "end": 3, "text": "你好"}, {"id": 2, "start": 4, "end": 3, "text": "backwards"},
      {"id": 3, "text": "untimed"}, {"text": "  "}, 7]})";
    const auto read = load_transcript(put("a.json", text));
    QVERIFY(read.ok());
    QCOMPARE(summary(read->cues),
             QStringLiteral("0-0 backwards | 0-0 untimed | 0.5-1.5 Hello there. | 2-3 你好"));
    QCOMPARE(summary(read->cues[2].words), QStringLiteral("0.5-0.9 Hello | 0.9-1.5 there."));
  }

  void wordsJson() {
    QCOMPARE(
        cues_of(
            "a.json",
            R"([{"word": "One", "start": 0, "end": 0.5}, {"word": "two.", "start": 0.5, "end": 1},
                                   {"word": "Three", "start": 5, "end": 6}, {"text": "你", "start": 6, "end": 6.5},
                                   {"text": "好", "start": 6.5, "end": 7}])"),
        QStringLiteral("0-1 One two. | 5-7 Three 你好"));
    QCOMPARE(cues_of("b.json", R"({"words": [{"word": "One", "start": 0, "end": 0.5}]})"),
             QStringLiteral("0-0.5 One"));
    QCOMPARE(cues_of("c.json", R"({"text": "only words"})"), QStringLiteral("0-0 only words"));
  }

  void badJson() {
    for (const std::string &text :
         {std::string("{\"segments\": "), std::string("[1, 2]"), std::string("{\"a\": 1}"),
          std::string("\"x\""), std::string(200'000, '['),
          std::string("[{\"word\": \"x\", \"start\": 1e999, \"end\": 2}]")}) {
      const auto read = load_transcript(put("bad.json", text));
      QVERIFY(!read.ok());
      QCOMPARE(static_cast<int>(read.error().code), static_cast<int>(ErrorCode::bad_format));
      QCOMPARE(read.error().file, root_ / "bad.json");
    }
    QCOMPARE(static_cast<int>(load_transcript(put("a.doc", "x")).error().code),
             static_cast<int>(ErrorCode::unsupported));
    QCOMPARE(static_cast<int>(load_transcript(root_ / "none.srt").error().code),
             static_cast<int>(ErrorCode::not_found));
  }

  void insideClips_data() {
    QTest::addColumn<QString>("codec");
    QTest::addColumn<QString>("extension");
    QTest::newRow("mov_text mp4") << "mov_text"
                                  << "mp4";
    QTest::newRow("subrip mkv") << "srt"
                                << "mkv";
    QTest::newRow("ass mkv") << "ass"
                             << "mkv";
    QTest::newRow("webvtt webm") << "webvtt"
                                 << "webm";
  }

  void insideClips() {
    if (!clip::can_encode({}))
      QSKIP("the ffmpeg tool is not installed");
    QFETCH(QString, codec);
    QFETCH(QString, extension);
    const clip::fs::path words =
        put("words.srt", "1\n00:00:00,500 --> 00:00:01,500\nHallo <b>Welt</b>\n\n"
                         "2\n00:00:02,000 --> 00:00:02,750\nzwei\nZeilen\n");
    const clip::fs::path clip_file = root_ / ("clip." + extension.toStdString());
    QByteArray problem;
    QVERIFY2(clip::make(clip_file,
                        clip::words("-f lavfi -i testsrc2=s=64x48:r=12:d=3 -i") +
                            QStringList{clip::path(words)} +
                            clip::words(extension == QStringLiteral("webm") ? "-c:v libvpx"
                                                                            : "-c:v libx264") +
                            QStringList{QStringLiteral("-c:s"), codec} +
                            clip::words("-metadata:s:s:0 language=deu"),
                        &problem),
             problem.constData());
    const auto info = probe_clip(clip_file);
    QVERIFY(info.ok());
    QCOMPARE(info->subtitles.size(), std::size_t{1});
    QVERIFY(info->subtitles[0].is_text);
    const auto read = read_subtitles(clip_file, info->subtitles[0].index);
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().text().c_str());
    QCOMPARE(summary(read->cues), QStringLiteral("0.5-1.5 Hallo Welt | 2-2.75 zwei/Zeilen"));
    QVERIFY(!read_subtitles(clip_file, 7).ok());
    const auto found = find_transcript(clip_file);
    QVERIFY(found.ok() && *found);
    QVERIFY((*found)->source.starts_with("subtitle track 1"));

    // The file beside the clip goes first, an empty one does not count.
    put("clip.txt", "\n");
    QCOMPARE((*find_transcript(clip_file))->cues.size(), std::size_t{2});
    put("clip.txt", "typed up");
    QCOMPARE((*find_transcript(clip_file))->source, std::string("clip.txt"));
    put("clip.srt", srt);
    QCOMPARE((*find_transcript(clip_file))->source, std::string("clip.srt"));
  }

  // Put into the clip as they were, in GBK.
  void insideClipsInOtherEncodings() {
    if (!clip::can_encode({}))
      QSKIP("the ffmpeg tool is not installed");
    const clip::fs::path words = put(
        "gbk.srt", "1\n00:00:00,500 --> 00:00:01,500\n\xC4\xE3\xBA\xC3\xA3\xAC\xCA\xC0\xBD\xE7\n");
    const clip::fs::path clip_file = root_ / "clip.mkv";
    QVERIFY(clip::make(clip_file, clip::words("-f lavfi -i testsrc2=s=64x48:r=12:d=2 -i") +
                                      QStringList{clip::path(words)} +
                                      clip::words("-c:v ffv1 -c:s copy")));
    const auto read = read_subtitles(clip_file);
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().text().c_str());
    QCOMPARE(summary(read->cues), QStringLiteral("0.5-1.5 你好，世界"));
  }

  void noneAtAll() {
    if (!clip::can_encode({}))
      QSKIP("the ffmpeg tool is not installed");
    QVERIFY(clip::make(root_ / "mute.mp4",
                       clip::words("-f lavfi -i testsrc2=s=64x48:r=12:d=1 -c:v libx264")));
    const auto found = find_transcript(root_ / "mute.mp4");
    QVERIFY(found.ok() && !*found);
    QVERIFY(!read_subtitles(root_ / "mute.mp4").ok());
  }

  // Whatever the bytes, cues or an error.
  void anyBytes() {
    std::string text = srt;
    for (std::size_t at = 0; at < text.size(); at += 3) {
      std::string changed = text;
      changed[at] = static_cast<char>(at * 37);
      for (const char *name : {"x.srt", "x.vtt", "x.ass", "x.json"}) {
        const auto read = load_transcript(put(name, changed.substr(0, text.size() - at % 7)));
        QVERIFY(read.ok() || read.error().message.size() > 20);
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestClipTranscript)
#include "test_clip_transcript.moc"
