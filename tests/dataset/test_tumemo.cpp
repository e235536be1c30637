#include "dataset/tumemo.h"
#include "written.h"

#include <QTemporaryDir>
#include <QTest>

namespace fs = std::filesystem;
using namespace affect;

namespace {

constexpr const char *list = "all_data_id_and_label.txt";

} // namespace

class TestTumemo : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path root_;

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
    for (int i = 0; i < 7; ++i) {
      write(root_ / "all_data" / (std::to_string(i) + ".txt"), "words");
      write(root_ / "all_data" / (std::to_string(i) + (i == 2 ? ".png" : ".jpg")), "x");
    }
  }

  void emotionsHaveAPolarity() {
    write(root_ / list,
          "ID\tlabel\r\n0\tAngry\r\n1\tBored\n2 Calm\n3\tFear\n4, happy\n5\tLOVE\n6\tSad\n");
    const auto set = load_tumemo(root_);
    QVERIFY2(set.ok(), set.ok() ? "" : set.error().text().c_str());
    QVERIFY(set->errors.empty());
    QCOMPARE(set->posts.size(), std::size_t(7));
    const Polarity expected[] = {Polarity::negative, Polarity::neutral,  Polarity::neutral,
                                 Polarity::negative, Polarity::positive, Polarity::positive,
                                 Polarity::negative};
    for (std::size_t i = 0; i < 7; ++i) {
      QCOMPARE(set->posts[i].source.id, std::to_string(i));
      QVERIFY(set->posts[i].joint == expected[i]);
      QVERIFY(!set->posts[i].text && !set->posts[i].image);
      QCOMPARE(set->posts[i].source.text_file, root_ / "all_data" / (std::to_string(i) + ".txt"));
    }
    QCOMPARE(set->posts[2].source.image, root_ / "all_data" / "2.png");
    QCOMPARE(set->scale, 0.0);
  }

  void withoutAHeaderAndInTheOtherFolder() {
    fs::rename(root_ / "all_data", root_ / "data");
    write(root_ / list, "3 Fear\n1 Love\n");
    const auto set = load_tumemo(root_);
    QVERIFY(set.ok());
    QCOMPARE(set->posts.size(), std::size_t(2));
    QCOMPARE(set->posts[0].source.image, root_ / "data" / "3.jpg");
  }

  void splitsAreIds() {
    write(root_ / list, "id label\n0 Angry\n1 Bored\n2 Calm\n9 Sad\n../1 Sad\n");
    const auto set = load_tumemo(root_, {"2", "0", "5", "2"});
    QVERIFY(set.ok());
    QCOMPARE(set->posts.size(), std::size_t(2));
    QCOMPARE(set->posts[0].source.id, std::string("2"));
    QCOMPARE(set->errors.size(), std::size_t(2)); // 5 has no label, 2 stands twice
    const auto all = load_tumemo(root_);
    QCOMPARE(all->posts.size(), std::size_t(3));
    QCOMPARE(all->errors.size(), std::size_t(2)); // 9 has no files, ../1 is no name
    QCOMPARE(all->errors[0].file, root_ / "all_data" / "9.jpg");
  }

  void badLists() {
    QVERIFY(!load_tumemo(root_).ok());
    write(root_ / list, "");
    QVERIFY(!load_tumemo(root_).ok());
    write(root_ / list, "0 Angry\n1 joyful\n"); // not one of its seven
    const auto bad = load_tumemo(root_);
    QVERIFY(!bad.ok());
    QVERIFY(bad.error().message.find("joyful") != std::string::npos);
    write(root_ / list, "0 Angry\n1\n");
    QVERIFY(!load_tumemo(root_).ok());
  }
};

QTEST_GUILESS_MAIN(TestTumemo)
#include "test_tumemo.moc"
