#include "media/clip_files.h"
#include "media/picture_bytes.h"
#include "sources/post.h"

#include <QTemporaryDir>
#include <QTest>

using namespace affect;

namespace {

QString name_of(const clip::fs::path &file) {
  return QString::fromStdString(file.filename().string());
}

// "clip:a.mp4+a.srt a.jpg c.txt …": what was found, in order.
QString summary(const PostScan &scan) {
  QStringList posts;
  for (const PostSource &post : scan.posts) {
    QStringList parts;
    if (!post.clip.empty())
      parts << QStringLiteral("clip:") + name_of(post.clip);
    if (!post.image.empty())
      parts << name_of(post.image);
    if (post.text)
      parts << QLatin1Char('"') + QString::fromStdString(*post.text) + QLatin1Char('"');
    if (!post.text_file.empty())
      parts << name_of(post.text_file);
    posts << parts.join(QLatin1Char('+'));
  }
  return posts.join(QLatin1Char(' '));
}

constexpr const char *srt =
    "1\n00:00:00,500 --> 00:00:01,000\nHello\n\n2\n00:00:01,000 --> 00:00:02,000\nworld\n";

} // namespace

class TestClipPosts : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_, clips_;
  clip::fs::path root_;

  void put_text(const char *name, std::string_view text) const {
    picture::write(root_ / name, text);
  }
  void put_picture(const char *name) const {
    picture::write(root_ / name, picture::encoded(".jpg", picture::quadrants(8, 8)));
  }
  // A clip of the kind of its ending, made once.
  void put_clip(const char *name) const {
    const clip::fs::path to = root_ / name;
    const clip::fs::path kept =
        clips_->path().toStdString() / clip::fs::path("kept" + to.extension().string());
    if (!clip::fs::exists(kept)) {
      const std::string kind = to.extension().string();
      const bool sound_only = kind == ".mp3" || kind == ".wav";
      const bool picture_only = kind == ".gif" || kind == ".webp";
      QStringList arguments;
      if (!sound_only)
        arguments += clip::words("-f lavfi -i testsrc2=s=640x360:r=12:d=2");
      if (!picture_only)
        arguments += clip::words("-f lavfi -i sine=d=2");
      if (kind == ".webp")
        arguments += clip::words("-c:v libwebp_anim -loop 0");
      QVERIFY(clip::make(kept, arguments));
    }
    clip::fs::copy_file(kept, to);
  }

private Q_SLOTS:
  void initTestCase() {
    if (!clip::can_encode({}))
      QSKIP("the ffmpeg tool is not installed");
    clips_ = std::make_unique<QTemporaryDir>();
  }

  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
  }

  void folder() {
    for (const char *name :
         {"a.mp4", "b.MKV", "c.webm", "d.mp3", "e.gif", "f.webp", "g.ts", "h.mov"})
      put_clip(name);
    put_text("a.srt", srt);
    put_text("a.txt", "less good than the .srt, and no post of its own");
    put_text("b.TXT", "words");
    put_text("c.json", "[]");
    put_text("e.txt", "a moving picture's text");
    put_text("lonely.srt", srt);
    put_text("settings.json", "{}");
    put_text("program.ts", "const notAClip: boolean = true;\nexport default notAClip;\n");
    put_picture("still.jpg");
    picture::write(root_ / "still.gif", picture::gif_quadrants(8, 8));
    picture::write(root_ / "still.webp", picture::encoded(".webp", picture::quadrants(8, 8)));
    put_text("alone.txt", "only text");
    const PostScan scan = scan_posts(root_);
    QCOMPARE(summary(scan),
             QStringLiteral("clip:a.mp4+a.srt alone.txt clip:b.MKV+b.TXT clip:c.webm+c.json "
                            "clip:d.mp3 clip:e.gif+e.txt "
                            "clip:f.webp clip:g.ts clip:h.mov still.gif still.jpg still.webp"));
    QVERIFY(scan.errors.empty());
    QCOMPARE(scan.posts[0].path(), root_ / "a.mp4");
    QCOMPARE(scan.posts[0].id, std::string("a"));
  }

  void singleFiles() {
    put_clip("a.mp4");
    put_text("a.vtt", "WEBVTT\n\n00:00.500 --> 00:01.000\nHi\n");
    put_text("b.srt", srt);
    clip::fs::copy_file(root_ / "a.mp4", root_ / "nameless");
    QCOMPARE(summary(scan_posts(root_ / "a.mp4")), QStringLiteral("clip:a.mp4+a.vtt"));
    QCOMPARE(summary(scan_posts(root_ / "a.vtt")), QStringLiteral("clip:a.mp4+a.vtt"));
    QCOMPARE(summary(scan_posts(root_ / "nameless")), QStringLiteral("clip:nameless"));
    const PostScan lonely = scan_posts(root_ / "b.srt");
    QVERIFY(lonely.posts.empty());
    QCOMPARE(static_cast<int>(lonely.errors.at(0).code), static_cast<int>(ErrorCode::unsupported));
    put_clip("c.webm");
    put_text("c.txt", "beside");
    QCOMPARE(summary(scan_posts(root_ / "c.txt")), QStringLiteral("clip:c.webm+c.txt"));
  }

  void lists() {
    put_clip("a.mp4");
    put_clip("m.gif");
    put_text("a.srt", srt);
    put_picture("p.jpg");
    put_text("with.csv", "image,text\na.mp4,typed\nm.gif,\np.jpg,x\n");
    QCOMPARE(summary(scan_posts(root_ / "with.csv")),
             QStringLiteral("clip:a.mp4+\"typed\" clip:m.gif+\"\" p.jpg+\"x\""));
    put_text("without.csv", "file\na.mp4\nm.gif\np.jpg\n");
    QCOMPARE(summary(scan_posts(root_ / "without.csv")),
             QStringLiteral("clip:a.mp4+a.srt clip:m.gif p.jpg"));
    put_text("list.jsonl", "{\"file\": \"a.mp4\"}\n");
    QCOMPARE(summary(scan_posts(root_ / "list.jsonl")), QStringLiteral("clip:a.mp4+a.srt"));
  }

  void loadedWithTranscript() {
    put_clip("a.mp4");
    put_text("a.srt", srt);
    const auto post = load_post(scan_posts(root_ / "a.mp4").posts.at(0));
    QVERIFY2(post.ok(), post.ok() ? "" : post.error().text().c_str());
    QVERIFY(!post->image && post->clip);
    QCOMPARE(*post->text, std::string("Hello\nworld"));
    QCOMPARE(post->clip->frames.size(), std::size_t{clip_frames});
    QCOMPARE(post->clip->frames[0].image.width, clip_frame_side);
    QCOMPARE(post->clip->frames[0].image.height, 288);
    QCOMPARE(post->clip->info.width, 640);
    QCOMPARE(still_of(*post).get(), &post->clip->frames[8].image);
    QCOMPARE(post->clip->transcript.cues.size(), std::size_t{2});
    QCOMPARE(post->clip->transcript.source, std::string("a.srt"));
  }

  void typedTextGoesFirst() {
    put_clip("a.mp4");
    put_text("a.srt", srt);
    PostSource source = scan_posts(root_ / "a.mp4").posts.at(0);
    source.text = "typed";
    const auto post = load_post(source);
    QVERIFY(post.ok());
    QCOMPARE(*post->text, std::string("typed"));
    QCOMPARE(post->clip->transcript.source, std::string("typed"));
    QVERIFY(!post->clip->transcript.cues[0].timed());
    source.text = " ";
    QVERIFY(!load_post(source)->text);
  }

  void missingParts() {
    put_clip("silent.gif");
    const auto silent = load_post(scan_posts(root_ / "silent.gif").posts.at(0));
    QVERIFY(silent.ok() && !silent->text && !silent->clip->info.has_audio &&
            !silent->clip->frames.empty());
    put_clip("sound.mp3");
    const auto sound = load_post(scan_posts(root_ / "sound.mp3").posts.at(0));
    QVERIFY(sound.ok() && !sound->text && sound->clip->frames.empty() &&
            sound->clip->info.has_audio);
    put_clip("moving.webp");
    const auto webp = load_post(scan_posts(root_ / "moving.webp").posts.at(0));
    QVERIFY(webp.ok() && webp->clip->frames.size() == 16);
  }

  void brokenPartFailsThePost() {
    put_text("a.mp4", "no clip at all");
    const auto none = load_post(scan_posts(root_ / "a.mp4").posts.at(0));
    QVERIFY(!none.ok());
    QCOMPARE(none.error().file, root_ / "a.mp4");
    put_clip("b.mp4");
    put_text("b.json", "{\"segments\": [");
    const auto bad = load_post(scan_posts(root_ / "b.mp4").posts.at(0));
    QVERIFY(!bad.ok());
    QCOMPARE(bad.error().file, root_ / "b.json");
  }

  void stopsWhenCancelled() {
    put_clip("a.mp4");
    CancelToken cancel;
    cancel.cancel();
    const auto post = load_post(scan_posts(root_ / "a.mp4").posts.at(0), {}, cancel);
    QVERIFY(!post.ok() && post.error().code == ErrorCode::cancelled);
  }
};

QTEST_GUILESS_MAIN(TestClipPosts)
#include "test_clip_posts.moc"
