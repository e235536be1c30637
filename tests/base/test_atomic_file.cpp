#include "base/atomic_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <iterator>
#include <sstream>

namespace fs = std::filesystem;
using namespace affect;

namespace {

std::string content_of(const fs::path &file) {
  std::ostringstream content;
  content << std::ifstream(file, std::ios::binary).rdbuf();
  return content.str();
}

} // namespace

class TestAtomicFile : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path root_;

  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(root_), fs::directory_iterator());
  }

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
  }

  void commitPutsItInPlace() {
    auto file = AtomicFile::create(root_ / "a");
    QVERIFY(file.ok());
    QVERIFY(file->write("one").ok());
    QVERIFY(file->write(std::string_view("\0two", 4)).ok());
    QVERIFY(!fs::exists(root_ / "a"));
    QVERIFY(file->commit().ok());
    QCOMPARE(content_of(root_ / "a"), std::string("one\0two", 7));
    QCOMPARE(files(), 1);
  }

  void withoutCommitNothingIsLeft() {
    {
      auto file = AtomicFile::create(root_ / "a");
      QVERIFY(file->write("half").ok());
      QCOMPARE(files(), 1);
    }
    QCOMPARE(files(), 0);
  }

  void aLinkStaysALink() {
    std::ofstream(root_ / "target") << "before";
    fs::create_symlink("target", root_ / "link");
    auto file = AtomicFile::create(root_ / "link");
    QVERIFY(file->write("after").ok());
    QVERIFY(file->commit().ok());
    QVERIFY(fs::is_symlink(root_ / "link"));
    QCOMPARE(content_of(root_ / "target"), std::string("after"));
  }

  void devicesAreWrittenDirectly() {
    auto file = AtomicFile::create("/dev/null");
    QVERIFY(file.ok());
    QVERIFY(file->write("x").ok());
    QVERIFY(file->commit().ok());
    QVERIFY(fs::is_character_file("/dev/null")); // not replaced by a file
  }

  void fullDisk() {
    if (!fs::exists("/dev/full"))
      QSKIP("this system has no /dev/full");
    auto file = AtomicFile::create("/dev/full");
    QVERIFY(file.ok());
    const bool written = file->write(std::string(1 << 20, 'x')).ok() && file->commit().ok();
    QVERIFY(!written);
  }

  void placesThatCannotBeWritten() {
    QVERIFY(!AtomicFile::create(root_).ok());
    const auto missing = AtomicFile::create(root_ / "no" / "file");
    QVERIFY(!missing.ok());
    QVERIFY(missing.error().message.ends_with("."));
  }

  void secondCommitIsAnError() {
    auto file = AtomicFile::create(root_ / "a");
    QVERIFY(file->commit().ok());
    QVERIFY(!file->commit().ok());
    QVERIFY(!file->write("late").ok());
  }
};

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "test_atomic_file.moc"
