#include "base/input_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <fstream>
#include <vector>

namespace fs = std::filesystem;
using namespace affect;

class TestInputFile : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path root_;

  fs::path made(const std::string &content) const {
    std::ofstream(root_ / "a", std::ios::binary) << content;
    return root_ / "a";
  }

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
  }

  void wholeFilesOfEveryLength() {
    // Around the steps in which a file that is longer than it states is read.
    for (const std::size_t length : {0u, 1u, 2u, 65535u, 65536u, 65537u, 200'001u}) {
      std::string content(length, '\0');
      for (std::size_t i = 0; i < length; ++i)
        content[i] = static_cast<char>(i * 7 % 251);
      const auto text = read_whole_file(made(content), 1 << 20);
      QVERIFY(text.ok());
      QVERIFY(*text == content);
      const auto bytes = read_whole_file<std::vector<std::uint8_t>>(root_ / "a", 1 << 20);
      QVERIFY(bytes.ok());
      QVERIFY(std::string(bytes->begin(), bytes->end()) == content);
    }
  }

  void theBoundIsInclusive() {
    const fs::path file = made("12345");
    QVERIFY(read_whole_file(file, 5).ok());
    const auto refused = read_whole_file(file, 4);
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().code == ErrorCode::too_large);
    QCOMPARE(refused.error().file.string(), file.string());
  }

  // Sparse: a program that took the memory before it looked at the size would be killed.
  void hugeFilesAreNotRead() {
    const fs::path file = made("");
    fs::resize_file(file, std::uintmax_t{1} << 40);
    QVERIFY(read_whole_file(file, 1 << 20).error().code == ErrorCode::too_large);
    const auto begin = read_file_beginning(file, 10);
    QVERIFY(begin.ok());
    QVERIFY(*begin == std::string(10, '\0'));
  }

  void beginnings() {
    const fs::path file = made("12345");
    QCOMPARE(*read_file_beginning(file, 0), std::string());
    QCOMPARE(*read_file_beginning(file, 3), std::string("123"));
    QCOMPARE(*read_file_beginning(file, 5), std::string("12345"));
    QCOMPARE(*read_file_beginning(file, 500), std::string("12345"));
  }

  // Their size is stated as 0.
  void filesOfTheSystem() {
    if (!fs::exists("/proc/self/status"))
      QSKIP("this system has no /proc");
    const auto text = read_whole_file("/proc/self/status", 1 << 20);
    QVERIFY(text.ok() && text->size() > 100);
    QVERIFY(read_whole_file("/proc/self/status", 100).error().code == ErrorCode::too_large);
  }

  void readsOnWhereItStopped() {
    auto file = InputFile::open(made("12345"));
    QVERIFY(file.ok());
    QCOMPARE(file->stated_size(), std::uintmax_t{5});
    char bytes[4] = {};
    QCOMPARE(*file->read(bytes, 3), std::size_t{3});
    QCOMPARE(*file->read(bytes, 4), std::size_t{2});
    QCOMPARE(bytes[0], '4');
    QCOMPARE(*file->read(bytes, 4), std::size_t{0});
  }

  void whatIsNoFile() {
    const fs::path file = made("x"), pipe = root_ / "pipe", socket = root_ / "socket";
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    QVERIFY(socket.string().size() < sizeof address.sun_path);
    socket.string().copy(address.sun_path, sizeof address.sun_path - 1);
    const int opened = ::socket(AF_UNIX, SOCK_STREAM, 0);
    QCOMPARE(::bind(opened, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    FileErrors errors;
    errors.missing = {ErrorCode::usage, "Gone."};
    errors.not_regular = {ErrorCode::internal, "Odd."};
    for (const fs::path &odd : {root_, pipe, socket, fs::path("/dev/null")}) {
      const auto refused = read_whole_file(odd, 10, errors);
      QVERIFY2(!refused.ok() && refused.error().message == "Odd.", odd.c_str());
      QVERIFY(refused.error().code == ErrorCode::internal);
      QCOMPARE(refused.error().file.string(), odd.string());
    }
    ::close(opened);
    fs::create_symlink("nowhere", root_ / "link");
    for (const fs::path &missing : {root_ / "b", file / "below", root_ / "link"})
      QVERIFY2(read_whole_file(missing, 10, errors).error().code == ErrorCode::usage,
               missing.c_str());
    fs::create_symlink("a", root_ / "good");
    QCOMPARE(*read_whole_file(root_ / "good", 10), std::string("x"));
  }

  void filesOfOthers() {
    const fs::path file = made("x");
    fs::permissions(file, fs::perms::none);
    if (std::ifstream(file))
      QSKIP("this user may read everything");
    const auto refused = read_whole_file(file, 10);
    QVERIFY(!refused.ok() && refused.error().code == ErrorCode::unreadable);
  }
};

QTEST_GUILESS_MAIN(TestInputFile)
#include "test_input_file.moc"
