#include "base/atomic_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <locale>
#include <sstream>

namespace fs = std::filesystem;
using namespace affect;

namespace {

std::string content_of(const fs::path &file) {
  std::ostringstream content;
  content << std::ifstream(file, std::ios::binary).rdbuf();
  return content.str();
}

// Spells numbers otherwise than a file needs them.
struct Grouping : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

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

  void aLinkIsReplacedWhereItIsNotFollowed() {
    std::ofstream(root_ / "target") << "before";
    fs::create_symlink("target", root_ / "link");
    auto file = AtomicFile::create(root_ / "link", {.follow_links = false, .sync = false});
    QVERIFY(file.ok());
    QVERIFY(file->write("after").ok());
    QVERIFY(file->commit().ok());
    QVERIFY(!fs::is_symlink(root_ / "link"));
    QCOMPARE(content_of(root_ / "link"), std::string("after"));
    QCOMPARE(content_of(root_ / "target"), std::string("before"));
  }

  // In a container the number of a process that was killed comes again.
  void remainsOfOthersAreLeftAlone() {
    const fs::path remains = root_ / ("a.part" + std::to_string(::getpid()));
    std::ofstream(remains) << "remains";
    {
      auto first = AtomicFile::create(root_ / "a"), second = AtomicFile::create(root_ / "a");
      QVERIFY(first.ok() && second.ok());
      QVERIFY(first->write("first").ok() && second->write("second").ok());
      QVERIFY(second->commit().ok());
      QCOMPARE(content_of(root_ / "a"), std::string("second"));
      QVERIFY(first->commit().ok());
    }
    QCOMPARE(content_of(root_ / "a"), std::string("first"));
    QCOMPARE(content_of(remains), std::string("remains"));
    QCOMPARE(files(), 2);
  }

  void wholeFiles() {
    QVERIFY(write_whole_file(root_ / "a", std::string_view("\0two", 4)).ok());
    QCOMPARE(content_of(root_ / "a"), std::string("\0two", 4));
    const std::locale before = std::locale::global(std::locale(std::locale(), new Grouping));
    const bool written = write_whole_file(root_ / "a", [](std::ostream &out) {
                           out << 1234.5 << ',' << 1000000 << '\n';
                         }).ok();
    std::locale::global(before);
    QVERIFY(written);
    QCOMPARE(content_of(root_ / "a"), std::string("1234.5,1000000\n"));
    QCOMPARE(files(), 1);
  }

  void wholeFilesThatCannotBeWritten() {
    std::ofstream(root_ / "a") << "before";
    for (const fs::path &file : {root_ / "a" / "below", root_ / "no" / "below"}) {
      const auto text = write_whole_file(file, "x");
      QVERIFY(!text.ok() && text.error().code == ErrorCode::unreadable);
      QVERIFY(text.error().text().find("below") != std::string::npos);
      QVERIFY(!write_whole_file(file, [](std::ostream &out) { out << 1; }).ok());
    }
    // A stream that failed is not taken for the whole.
    QVERIFY(!write_whole_file(root_ / "a", [](std::ostream &out) {
               out << "half";
               out.setstate(std::ios::badbit);
             }).ok());
    QCOMPARE(content_of(root_ / "a"), std::string("before"));
    if (fs::exists("/dev/full"))
      QVERIFY(!write_whole_file("/dev/full", "x").ok());
    QCOMPARE(files(), 1);
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
