#include "dataset/labelled_csv.h"
#include "written.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace fs = std::filesystem;
using namespace affect;

namespace {

constexpr Polarity negative = Polarity::negative, neutral = Polarity::neutral,
                   positive = Polarity::positive;

} // namespace

class TestLabelledCsv : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path list_;

  LabelledSet load(const std::string &content, const ListOptions &options = {}) {
    write(list_, content);
    auto set = load_labelled_csv(list_, options);
    if (!set.ok())
      qWarning("%s", set.error().text().c_str());
    return set.ok() ? std::move(*set) : LabelledSet();
  }

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    list_ = fs::path(folder_->path().toStdString()) / "posts.csv";
    for (const char *name : {"a.jpg", "a.txt", "b.png", "deep/c.mp4", "deep/c.srt"})
      write(list_.parent_path() / name, "x");
  }

  void everyColumn() {
    const LabelledSet set =
        load("split,image,clip,text,label,intensity,text_label,image_label,audio_label,group,id\n"
             "train,a.jpg,,\"so, well\",positive,,1,neutral,,u1,first\n"
             "dev,,deep/c.mp4,hm,,-0.5,,-1,0,u2,\n"
             "train,,,only words,Joy,,,,,,\n");
    QVERIFY(set.errors.empty());
    QCOMPARE(set.posts.size(), std::size_t(3));
    const LabelledPost &image = set.posts[0], &clip = set.posts[1], &words = set.posts[2];
    QCOMPARE(image.source.id, std::string("first"));
    QCOMPARE(image.source.image, list_.parent_path() / "a.jpg");
    QCOMPARE(*image.source.text, std::string("so, well"));
    QVERIFY(image.joint == positive && image.text == positive && image.image == neutral &&
            !image.audio);
    QCOMPARE(image.group, std::string("u1"));
    QCOMPARE(image.split, std::string("train"));
    QCOMPARE(clip.source.id, std::string("c"));
    QCOMPARE(clip.source.clip, list_.parent_path() / "deep" / "c.mp4");
    QVERIFY(clip.joint == negative && clip.image == negative &&
            clip.audio == neutral); // the sign is the label
    QCOMPARE(*clip.degrees.whole, -0.5);
    QCOMPARE(clip.split, std::string("valid"));
    QVERIFY(words.joint == positive && words.source.path().empty());
    QCOMPARE(words.source.id, std::string("row 4"));
    QCOMPARE(set.scale, 1.0);
  }

  void labelsAreWordsOrNumbers_data() {
    QTest::addColumn<QString>("label");
    QTest::addColumn<int>("polarity"); // -2: an error
    QTest::newRow("word") << "Negative" << -1;
    QTest::newRow("blanks") << " neutral " << 0;
    QTest::newRow("number") << "1" << 1;
    QTest::newRow("plus") << "+1" << 1;
    QTest::newRow("point") << "-1.0" << -1;
    QTest::newRow("zero") << "0" << 0;
    QTest::newRow("emotion") << "sadness" << -1;
    QTest::newRow("two") << "2" << -2;
    QTest::newRow("fraction") << "0.5" << -2;
    QTest::newRow("no polarity") << "surprise" << -2;
    QTest::newRow("nothing") << "" << -2;
  }
  void labelsAreWordsOrNumbers() {
    QFETCH(QString, label);
    QFETCH(int, polarity);
    const LabelledSet set = load("text,label\nx," + label.toStdString() + "\nother,0\n");
    QCOMPARE(set.posts.size(), std::size_t(polarity < -1 ? 1 : 2));
    QCOMPARE(set.errors.size(), std::size_t(polarity < -1 ? 1 : 0));
    if (polarity >= -1)
      QCOMPARE(static_cast<int>(*set.posts[0].joint) - 1, polarity);
  }

  void withoutATextColumnWhatLiesBesideIsTheText() {
    const LabelledSet set = load("image,clip,label\na.jpg,,1\nb.png,,1\n,deep/c.mp4,1\n");
    QCOMPARE(set.posts.size(), std::size_t(3));
    QCOMPARE(set.posts[0].source.text_file.filename(), fs::path("a.txt"));
    QVERIFY(set.posts[1].source.text_file.empty());
    QCOMPARE(set.posts[2].source.text_file.filename(), fs::path("c.srt"));
  }

  void badRowsAreErrorsAndTheOthersGoOn() {
    write(list_.parent_path().parent_path() / "outside.jpg", "x");
    const LabelledSet set = load("image,clip,text,label,intensity\n"
                                 "../outside.jpg,,t,1,\n"
                                 "/etc/passwd,,t,1,\n"
                                 "none.jpg,,t,1,\n"
                                 "a.jpg,deep/c.mp4,t,1,\n"
                                 ",,  ,1,\n"
                                 "a.jpg,,t,,high\n"
                                 "a.jpg,,t,,4\n"
                                 "b.png,,t,,-3\n");
    fs::remove(list_.parent_path().parent_path() / "outside.jpg");
    QCOMPARE(set.posts.size(), std::size_t(1));
    QCOMPARE(set.posts[0].source.id, std::string("b"));
    QCOMPARE(set.scale, 3.0);
    QCOMPARE(set.errors.size(), std::size_t(7));
    QVERIFY(set.errors[0].message.find("Line 2: ") == 0);
    QCOMPARE(static_cast<int>(set.errors[2].code), static_cast<int>(ErrorCode::not_found));
  }

  void splits() {
    ListOptions options;
    options.splits = {"test"};
    QCOMPARE(load("text,label,split\na,1,train\nb,0,test\n", options).posts.size(), std::size_t(1));
    write(list_, "text,label\na,1\n");
    const auto none = load_labelled_csv(list_, options);
    QVERIFY(!none.ok());
    QVERIFY(none.error().message.find("no splits") != std::string::npos);
    options.splits = {"all"};
    QVERIFY(load_labelled_csv(list_, options).ok());
  }

  void postsWithoutAGroupHaveNone() {
    const LabelledSet some = load("text,label,group\na,1,g\nb,1,\nc,1,g\nd,1,\n");
    QCOMPARE(some.posts.size(), std::size_t(4));
    QCOMPARE(some.posts[2].group, std::string("g"));
    QVERIFY(some.posts[1].group.empty() &&
            some.posts[3].group.empty()); // grouped_folds() keeps them apart
    QVERIFY(load("text,label,group\na,1,\n").posts[0].group.empty());
  }

  void headersThatWillNotDo() {
    for (const char *content : {"", "label\n1\n", "text\nx\n", "text,label\n"}) {
      write(list_, content);
      QVERIFY2(!load_labelled_csv(list_).ok(), content);
    }
    QVERIFY(!load_labelled_csv(list_.parent_path() / "none.csv").ok());
  }
};

QTEST_GUILESS_MAIN(TestLabelledCsv)
#include "test_labelled_csv.moc"
