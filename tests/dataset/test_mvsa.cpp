#include "dataset/mvsa.h"
#include "dataset/repeats.h"
#include "shared_data.h"
#include "written.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <set>

namespace fs = std::filesystem;
using namespace affect;

namespace {

constexpr Polarity negative = Polarity::negative, neutral = Polarity::neutral,
                   positive = Polarity::positive;

} // namespace

class TestMvsa : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path root_;

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
    fs::create_directory(root_ / "data");
    for (const char *name : {"1.jpg", "1.txt", "2.jpg", "2.txt", "10.jpg", "10.txt", "11.jpg"})
      write(root_ / "data" / name, "x");
    write(root_ / "labelResultAll.txt",
          "ID\ttext,image\r\n1\tneutral,positive\r\n2\tpositive,negative\r\n"
          "10\tnegative,negative\r\n11\tneutral,neutral\r\n");
  }

  void jointLabels() {
    QVERIFY(mvsa_joint_label(positive, positive) == positive);
    QVERIFY(mvsa_joint_label(neutral, neutral) == neutral);
    QVERIFY(mvsa_joint_label(negative, negative) == negative);
    QVERIFY(mvsa_joint_label(neutral, positive) == positive);
    QVERIFY(mvsa_joint_label(negative, neutral) == negative);
    QVERIFY(!mvsa_joint_label(positive, negative));
    QVERIFY(!mvsa_joint_label(negative, positive));
  }

  void allPosts() {
    const auto set = load_mvsa(root_);
    QVERIFY(set.ok());
    QCOMPARE(set->posts.size(), std::size_t{3});
    QCOMPARE(set->posts[0].source.id, std::string("1"));
    QCOMPARE(set->posts[0].source.image, root_ / "data" / "1.jpg");
    QCOMPARE(set->posts[0].source.text_file, root_ / "data" / "1.txt");
    QVERIFY(set->posts[0].text == neutral && set->posts[0].image == positive &&
            set->posts[0].joint == positive);
    // Contradicting labels: no joint one, but the unimodal ones stay.
    QVERIFY(set->posts[1].text == positive && set->posts[1].image == negative &&
            !set->posts[1].joint);
    QVERIFY(set->posts[2].joint == negative);
    QCOMPARE(set->errors.size(), std::size_t{1}); // 11.txt is not there
    QCOMPARE(set->errors[0].file, root_ / "data" / "11.txt");
    QCOMPARE(static_cast<int>(set->errors[0].code), static_cast<int>(ErrorCode::missing_pair));
  }

  void splitKeepsItsOrder() {
    write(root_ / "split.txt", " 10 \r\n\n1\n99\n10\n");
    const auto ids = read_split(root_ / "split.txt");
    QVERIFY(ids.ok());
    QVERIFY((*ids == std::vector<std::string>{"10", "1", "99", "10"}));
    const auto set = load_mvsa(root_, *ids);
    QCOMPARE(set->posts.size(), std::size_t{2});
    QCOMPARE(set->posts[0].source.id, std::string("10"));
    QCOMPARE(set->errors.size(), std::size_t{2}); // 99 has no label, 10 stands twice
  }

  void badFiles() {
    QVERIFY(!read_split(root_ / "none.txt").ok());
    write(root_ / "empty.txt", "\n \n");
    QVERIFY(!read_split(root_ / "empty.txt").ok());
    write(root_ / "escape.txt", "1\n../../etc/passwd\n");
    QVERIFY(!read_split(root_ / "escape.txt").ok());
    write(root_ / "labelResultAll.txt", "ID\ttext,image\n1\tneutral,positive\n2\tfunny,positive\n");
    const auto bad = load_mvsa(root_);
    QVERIFY(!bad.ok());
    QVERIFY(bad.error().message.find("funny") != std::string::npos);
    write(root_ / "labelResultAll.txt",
          "ID\ttext,image\n../1\tneutral,positive\n1\tneutral,positive\n");
    const auto escape = load_mvsa(root_);
    QCOMPARE(escape->posts.size(), std::size_t{1});
    QCOMPARE(escape->errors.size(), std::size_t{1});
    write(root_ / "labelResultAll.txt", "");
    QVERIFY(!load_mvsa(root_).ok());
    QVERIFY(!load_mvsa(root_ / "elsewhere").ok());
  }

  void majorities_data() {
    QTest::addColumn<QString>("said");
    QTest::addColumn<QString>("text"), QTest::addColumn<QString>("image"),
        QTest::addColumn<QString>("joint");
    const auto row = [](const char *name, const char *said, const char *text, const char *image,
                        const char *joint) {
      QTest::newRow(name) << said << text << image << joint;
    };
    row("all agree", "positive,positive\tpositive,positive\tpositive,positive", "positive",
        "positive", "positive");
    row("two of three, any two", "negative,neutral\tpositive,positive\tnegative,neutral",
        "negative", "neutral", "negative");
    row("the last two", "positive,neutral\tneutral,negative\tneutral,negative", "neutral",
        "negative", "negative");
    row("majorities of different annotators",
        "positive,neutral\tpositive,positive\tneutral,positive", "positive", "positive",
        "positive");
    row("against each other", "positive,negative\tpositive,negative\tneutral,neutral", "positive",
        "negative", "");
    row("no majority of the text", "positive,neutral\tneutral,neutral\tnegative,neutral", "",
        "neutral", "");
    row("no majority of the image", "positive,neutral\tpositive,positive\tpositive,negative",
        "positive", "", "");
    row("blanks for tabs", "neutral,neutral neutral,neutral  positive,positive", "neutral",
        "neutral", "neutral");
  }
  void majorities() {
    QFETCH(QString, said);
    QFETCH(QString, text);
    QFETCH(QString, image);
    QFETCH(QString, joint);
    write(root_ / "labelResultAll.txt",
          "ID\ttext,image\ttext,image\ttext,image\n1\t" + said.toStdString() + "\r\n");
    const auto set = load_mvsa_multiple(root_);
    QVERIFY2(set.ok(), set.ok() ? "" : set.error().text().c_str());
    QCOMPARE(set->posts.size(), std::size_t{1});
    const auto word = [](const std::optional<Polarity> &polarity) {
      return !polarity               ? ""
             : *polarity == negative ? "negative"
             : *polarity == neutral  ? "neutral"
                                     : "positive";
    };
    QCOMPARE(QString::fromLatin1(word(set->posts[0].text)), text);
    QCOMPARE(QString::fromLatin1(word(set->posts[0].image)), image);
    QCOMPARE(QString::fromLatin1(word(set->posts[0].joint)), joint);
    QCOMPARE(set->posts[0].source.text_file, root_ / "data" / "1.txt");
  }

  void threeAnnotatorsAreNotTwoNorFour() {
    const std::string header =
        "ID\ttext,image\ttext,image\ttext,image\n1\tneutral,neutral\tneutral,neutral\t"
        "neutral,neutral\n2\t";
    for (const char *rest :
         {"neutral,neutral", "neutral,neutral\tneutral,neutral",
          "neutral\tneutral,neutral\tneutral,neutral",
          "neutral,neutral\tneutral,neutral\tneutral,neutral\tneutral,neutral"}) {
      write(root_ / "labelResultAll.txt", header + rest + "\n");
      QVERIFY2(!load_mvsa_multiple(root_).ok(), rest);
    }
    // Nor is the file of one set read as the other's.
    write(root_ / "labelResultAll.txt", "ID\ttext,image\n1\tneutral,positive\n");
    QVERIFY(!load_mvsa_multiple(root_).ok());
    write(root_ / "labelResultAll.txt",
          header + "neutral,neutral\tneutral,neutral\tneutral,neutral\n");
    QVERIFY(!load_mvsa(root_).ok());
  }

  void repeats() {
    QCOMPARE(repeat_key("RT @a: So HAPPY!!  today\n"), repeat_key("rt a so happy today"));
    QCOMPARE(repeat_key("So happy http://t.co/abc #sun"),
             repeat_key("So happy #sun https://t.co/xyz"));
    QVERIFY(repeat_key("So happy") != repeat_key("So sad"));
    QCOMPARE(repeat_key("http://t.co/abc \n"), std::string());
    QCOMPARE(repeat_key("今天 好！"), std::string("今天 好"));
    QCOMPARE(repeat_key("naïve CAFÉ"), std::string("naïve café"));
  }

  void publishedSplit() {
    AFFECT_NEED_SHARED(root, "data/mvsa-single");
    const auto all = load_mvsa(root);
    QVERIFY(all.ok());
    QCOMPARE(all->posts.size(), std::size_t{4419});
    QVERIFY(all->errors.empty());
    QCOMPARE(std::count_if(all->posts.begin(), all->posts.end(),
                           [](const auto &post) { return !post.joint; }),
             358);

    std::set<std::string> train_ids;
    std::array<int, 3> dev_classes{};
    for (const char *name : {"train", "dev"}) {
      const bool train = name[0] == 't';
      const auto ids = read_split(root / "splits" / (std::string(name) + ".txt"));
      const auto set = load_mvsa(root, *ids);
      QCOMPARE(set->posts.size(), train ? std::size_t{3611} : std::size_t{450});
      QVERIFY(set->errors.empty());
      for (const LabelledPost &post : set->posts) {
        QVERIFY(post.joint);
        if (train)
          train_ids.insert(post.source.id);
        else {
          QVERIFY(!train_ids.contains(post.source.id));
          ++dev_classes[static_cast<std::size_t>(*post.joint)];
        }
      }
    }
    QVERIFY((dev_classes == std::array<int, 3>{135, 47, 268}));
  }
};

QTEST_GUILESS_MAIN(TestMvsa)
#include "test_mvsa.moc"
