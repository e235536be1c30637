#include "dataset/registry.h"
#include "dataset/written.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace affect;
namespace fs = std::filesystem;

class TestRegistry : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  fs::path root_ = folder_.path().toStdString();

private Q_SLOTS:
  void namesFindTheirKind() {
    std::set<std::string_view> names;
    for (const DatasetKind &kind : dataset_kinds()) {
      QVERIFY(names.insert(kind.name).second);
      QCOMPARE(find_dataset(kind.name), &kind);
      const bool of_posts = kind.content == DatasetContent::picture_posts ||
                            kind.content == DatasetContent::any_posts;
      QCOMPARE(kind.load != nullptr, of_posts);
    }
    QVERIFY(find_dataset("mvsa") && find_dataset("csv"));
    QVERIFY(!find_dataset("") && !find_dataset("MVSA"));
  }

  void splitsOfIdFiles() {
    write(root_ / "mvsa" / "labelResultAll.txt",
          "ID\ttext,image\n1\tpositive,positive\n2\tnegative,neutral\n3\tneutral,neutral\n");
    for (const char *id : {"1", "2", "3"}) {
      write(root_ / "mvsa" / "data" / (std::string(id) + ".jpg"), "picture");
      write(root_ / "mvsa" / "data" / (std::string(id) + ".txt"), "text");
    }
    write(root_ / "one.txt", "2\n");
    write(root_ / "other.txt", "1\n");
    const DatasetKind &mvsa = *find_dataset("mvsa");
    QVERIFY(mvsa.splits == SplitNames::id_files);
    const auto set =
        mvsa.load({root_ / "mvsa", {(root_ / "one.txt").string(), (root_ / "other.txt").string()}});
    QVERIFY(set.ok());
    QCOMPARE(set->posts.size(), std::size_t(2));
    QCOMPARE(set->posts[0].source.id, std::string("2"));
    QCOMPARE(set->posts[1].joint, std::optional(Polarity::positive));
    const auto missing = mvsa.load({root_ / "mvsa", {(root_ / "none.txt").string()}});
    QVERIFY(!missing.ok());
    QCOMPARE(missing.error().code, ErrorCode::not_found);
  }

  void splitsOfAList() {
    write(root_ / "posts.csv", "text,intensity,split\n"
                               "good,2,train\n"
                               "bad,-1,train\n"
                               "fine,1,dev\n");
    const DatasetKind &csv = *find_dataset("csv");
    QVERIFY(csv.splits == SplitNames::own);
    const auto all = csv.load({root_ / "posts.csv", {}});
    QVERIFY(all.ok());
    QCOMPARE(all->posts.size(), std::size_t(3));
    QCOMPARE(all->scale, 3.0);
    const auto dev = csv.load({root_ / "posts.csv", {"dev"}, 5});
    QVERIFY(dev.ok());
    QCOMPARE(dev->posts.size(), std::size_t(1));
    QCOMPARE(dev->scale, 5.0);
  }
};

QTEST_GUILESS_MAIN(TestRegistry)
#include "test_registry.moc"
