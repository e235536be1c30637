#include "dataset/mmsa.h"
#include "written.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace fs = std::filesystem;
using namespace affect;

namespace {

constexpr Polarity negative = Polarity::negative, neutral = Polarity::neutral,
                   positive = Polarity::positive;

const std::string header = "video_id,clip_id,text,label,label_T,label_A,label_V,annotation,mode\n";

bool says(const std::vector<Error> &errors, const std::string &words) {
  return std::any_of(errors.begin(), errors.end(), [&](const Error &error) {
    return error.text().find(words) != std::string::npos;
  });
}

} // namespace

/// Only whether clips are there matters to this reader: they are files of one byte.
class TestMmsa : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path root_;

  void clip(const char *name) { write(root_ / "Raw" / name, "x"); }
  void list(const std::string &rows) { write(root_ / "label.csv", header + rows); }
  LabelledSet load(const ListOptions &options = {}) {
    auto set = load_mmsa(root_, options);
    if (!set.ok())
      qWarning("%s", set.error().text().c_str());
    return set.ok() ? std::move(*set) : LabelledSet();
  }

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
  }

  void rowsBecomePosts() {
    clip("video_0001/0001.mp4");
    clip("video_0001/0002.mp4");
    write(root_ / "label.csv",
          "\xEF\xBB\xBF"
          "video_id,clip_id,text,label,label_T,label_A,label_V,annotation,mode\r\n"
          "video_0001,0001,\"我不想,\n\"\"嫁\"\"\",-0.8,0.2,0,-1,Negative,train\r\n"
          "video_0001,0002,好,0.0,,,,Neutral,valid\r\n");
    const LabelledSet set = load();
    QCOMPARE(set.posts.size(), std::size_t(2));
    QVERIFY(set.errors.empty());
    QCOMPARE(set.scale, 1.0);
    const LabelledPost &first = set.posts[0], &second = set.posts[1];
    QCOMPARE(first.source.clip, root_ / "Raw" / "video_0001" / "0001.mp4");
    QCOMPARE(*first.source.text, std::string("我不想,\n\"嫁\""));
    QCOMPARE(first.source.id, std::string("video_0001_0001"));
    QCOMPARE(first.group, std::string("video_0001"));
    QCOMPARE(first.split, std::string("train"));
    QVERIFY(first.joint == negative && first.text == positive && first.audio == neutral &&
            first.image == negative);
    QCOMPARE(*first.degrees.whole, -0.8);
    QCOMPARE(*first.degrees.text, 0.2);
    QCOMPARE(*first.degrees.audio, 0.0);
    QCOMPARE(*first.degrees.image, -1.0);
    QVERIFY(second.joint == neutral && !second.text && !second.audio && !second.image);
    QVERIFY(second.degrees.whole && !second.degrees.text && !second.degrees.audio &&
            !second.degrees.image);
  }

  void columnsGoByTheirNames() {
    clip("-3g5yACwYnA/10.mp4");
    clip("-3g5yACwYnA/3.avi");
    write(root_ / "label.csv", "MODE,Label,text,clip_id,video_id\n"
                               "train,-2.4,WELL,10,-3g5yACwYnA\n"
                               "train,1.5,,3,-3g5yACwYnA\n");
    const LabelledSet set = load();
    QCOMPARE(set.posts.size(), std::size_t(2));
    QCOMPARE(set.scale, 3.0); // a label beyond 1
    QCOMPARE(*set.posts[0].degrees.whole, -2.4);
    QVERIFY(set.posts[0].joint == negative && set.posts[1].joint == positive); // by the sign
    QCOMPARE(set.posts[1].source.clip.extension(), fs::path(".avi"));
    QCOMPARE(*set.posts[1].source.text, std::string()); // no words, whatever lies beside the clip
  }

  void clipsAreFoundUnderTheNamesInUse() {
    clip("v/0007.mp4");
    clip("v/8.webm");
    clip("v/00009.mkv");
    clip("v/talk.mp4");
    list("v,7,a,1,,,,,train\nv,0008,b,1,,,,,train\nv,9,c,1,,,,,train\nv,talk,d,1,,,,,train\nv,0,e,"
         "1,,,,,train\n");
    const LabelledSet set = load();
    QCOMPARE(set.posts.size(), std::size_t(4));
    QCOMPARE(set.posts[0].source.clip.filename(), fs::path("0007.mp4"));
    QCOMPARE(set.posts[1].source.clip.filename(), fs::path("8.webm"));
    QCOMPARE(set.posts[2].source.clip.filename(), fs::path("00009.mkv"));
    QCOMPARE(set.posts[3].source.clip.filename(), fs::path("talk.mp4"));
    QCOMPARE(set.errors.size(), std::size_t(1)); // clip 0 is not there
    QCOMPARE(set.errors[0].file, root_ / "Raw" / "v" / "0.mp4");
    QCOMPARE(static_cast<int>(set.errors[0].code), static_cast<int>(ErrorCode::not_found));
  }

  void withoutATextColumnTheTranscriptIsTheText() {
    clip("v/1.mp4");
    write(root_ / "Raw" / "v" / "1.srt", "x");
    write(root_ / "label.csv", "video_id,clip_id,label\nv,1,0.5\n");
    const LabelledSet set = load();
    QCOMPARE(set.posts.size(), std::size_t(1));
    QVERIFY(!set.posts[0].source.text);
    QCOMPARE(set.posts[0].source.text_file.filename(), fs::path("1.srt"));
  }

  void splitsHaveOneSpelling() {
    for (const char *name : {"v/1.mp4", "v/2.mp4", "v/3.mp4", "v/4.mp4"})
      clip(name);
    list("v,1,a,1,,,,,Train\nv,2,a,-3,,,,,valid\nv,3,a,1,,,,, validation \nv,4,a,1,,,,,test\n");
    ListOptions options;
    options.splits = {"train"};
    QCOMPARE(load(options).posts.size(), std::size_t(1));
    QCOMPARE(load(options).scale, 3.0); // of the whole list, so that a set has one scale
    options.splits = {"dev"};
    QCOMPARE(load(options).posts.size(), std::size_t(2));
    options.splits = {"train", "test"};
    QCOMPARE(load(options).posts.size(), std::size_t(2));
    options.splits = {"all"};
    QCOMPARE(load(options).posts.size(), std::size_t(4));
    options.splits = {"holdout"};
    const auto none = load_mmsa(root_, options);
    QVERIFY(!none.ok());
    QCOMPARE(static_cast<int>(none.error().code), static_cast<int>(ErrorCode::usage));
    QVERIFY(none.error().message.find("test, train, valid") != std::string::npos);
  }

  void idsDoNotLeadOutOfTheFolder() {
    write(root_ / "1.mp4", "x");
    write(root_ / "secret" / "1.mp4", "x");
    clip("v/1.mp4");
    list("..,1,a,1,,,,,train\nv,../../1,a,1,,,,,train\n../secret,1,a,1,,,,,train\n/"
         "etc,1,a,1,,,,,train\n"
         ",1,a,1,,,,,train\nv,,a,1,,,,,train\n\"v\\..\",1,a,1,,,,,train\nv,1,a,1,,,,,train\n");
    const LabelledSet set = load();
    QCOMPARE(set.posts.size(), std::size_t(1));
    QCOMPARE(set.errors.size(), std::size_t(7));
    QVERIFY(says(set.errors, "Line 2: ") && says(set.errors, "Line 8: "));
  }

  void oddRowsAreErrorsAndTheOthersGoOn() {
    for (const char *name : {"v/1.mp4", "v/2.mp4", "v/3.mp4", "v/4.mp4", "v/5.mp4", "v/6.mp4"})
      clip(name);
    list("v,1,a,much,,,,,train\nv,2,a,,,,,,train\nv,3\n\nv,4,a,7,,,,,train\nv,5,a,1,x,,,,train\nv,"
         "6,a,2,,,,,train\n"
         "v,6,b,1,,,,,train\nv,1," +
         std::string(2 << 20, 'a') + ",1,,,,,train\n");
    const LabelledSet set = load();
    QCOMPARE(set.posts.size(), std::size_t(1));
    QCOMPARE(set.posts[0].source.id, std::string("v_6"));
    QCOMPARE(set.scale, 3.0);
    QCOMPARE(set.errors.size(), std::size_t(7));
    QVERIFY(says(set.errors, "Line 2: \"much\" is no degree."));
    QVERIFY(says(set.errors, "v_4: a degree is beyond 3"));
    QVERIFY(says(set.errors, "named twice"));
    QVERIFY(says(set.errors, "longer than a megabyte"));
  }

  void theScaleCanBeSaid() {
    clip("v/1.mp4");
    list("v,1,a,0.8,,,,,train\n");
    QCOMPARE(load().scale, 1.0);
    ListOptions options;
    options.scale = 3;
    QCOMPARE(load(options).scale, 3.0);
    options.scale = 0.5;
    QVERIFY(load(options).posts.empty());
  }

  void listsThatAreNone() {
    QVERIFY(!load_mmsa(root_).ok());
    write(root_ / "label.csv", "video_id,label\nv,1\n");
    QVERIFY(!load_mmsa(root_).ok());
    list("");
    QVERIFY(!load_mmsa(root_).ok());
    clip("v/1.mp4");
    list("v,1,\"never closed,1,,,,,train\n");
    const auto open = load_mmsa(root_);
    QVERIFY(!open.ok());
    QVERIFY(open.error().message.find("Line 2") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestMmsa)
#include "test_mmsa.moc"
