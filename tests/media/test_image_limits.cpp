#include "media/file_bytes.h"
#include "media/image.h"
#include "media/image_header.h"
#include "picture_bytes.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

namespace fs = std::filesystem;
using namespace affect;
using picture::Bytes;

namespace {

// An error's code, and that its sentence names the file and says something.
void check_error(const Result<Image> &image, ErrorCode code, const fs::path &file) {
  QVERIFY(!image.ok());
  QCOMPARE(static_cast<int>(image.error().code), static_cast<int>(code));
  QCOMPARE(QString::fromStdString(image.error().file.string()),
           QString::fromStdString(file.string()));
  QVERIFY(image.error().message.size() > 20);
  QCOMPARE(image.error().message.back(), '.');
}

Bytes jpeg_of_stated_size(int width, int height) {
  Bytes bytes = picture::encoded(".jpg", picture::quadrants(8, 8));
  for (std::size_t at = 2; at + 9 < bytes.size(); ++at)
    if (bytes[at] == 0xFF && bytes[at + 1] == 0xC0) {
      bytes[at + 5] = static_cast<std::uint8_t>(height >> 8);
      bytes[at + 6] = static_cast<std::uint8_t>(height);
      bytes[at + 7] = static_cast<std::uint8_t>(width >> 8);
      bytes[at + 8] = static_cast<std::uint8_t>(width);
      break;
    }
  return bytes;
}

Bytes bmp_of_stated_size(std::uint32_t width, std::uint32_t height) {
  Bytes bytes = picture::encoded(".bmp", picture::quadrants(8, 8));
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[18 + i] = static_cast<std::uint8_t>(width >> 8 * i);
    bytes[22 + i] = static_cast<std::uint8_t>(height >> 8 * i);
  }
  return bytes;
}

} // namespace

class TestImageLimits : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  fs::path at(const char *name) const { return fs::path(folder_.path().toStdString()) / name; }

private Q_SLOTS:
  void hugeSizeIsRefusedByTheHeader_data() {
    QTest::addColumn<QByteArray>("content");
    const auto add = [](const char *name, const Bytes &bytes) {
      QTest::newRow(name) << QByteArray(reinterpret_cast<const char *>(bytes.data()),
                                        static_cast<int>(bytes.size()));
    };
    add("png", picture::png_header(30000, 30000));
    add("png beyond 32 bits of pixels", picture::png_header(0x7FFFFFFF, 0x7FFFFFFF));
    add("jpeg", jpeg_of_stated_size(30000, 30000));
    // libjpeg itself refuses sides beyond 65,500.
    add("jpeg of the largest size", jpeg_of_stated_size(65535, 65535));
    add("bmp", bmp_of_stated_size(30000, 30000));
    add("bmp from top to bottom", bmp_of_stated_size(30000, static_cast<std::uint32_t>(-30000)));
    add("gif canvas", picture::gif(30000, 30000, {{0, 0, 1, 1, {0}, -1, false}}));
    add("gif frame", picture::gif(1, 1, {{0, 0, 30000, 30000, {0}, -1, false}}));
  }
  void hugeSizeIsRefusedByTheHeader() {
    QFETCH(QByteArray, content);
    const fs::path file = at("huge");
    picture::write(file, Bytes(content.begin(), content.end()));
    const auto image = load_image(file);
    check_error(image, ErrorCode::too_large, file);
    QVERIFY(image.error().message.find(" × ") != std::string::npos);
  }

  void theUserLearnsTheSize() {
    const fs::path file = at("huge.png");
    picture::write(file, picture::png_header(30000, 30000));
    const auto image = load_image(file);
    QVERIFY(image.error().message.find("30000 × 30000") != std::string::npos);
    QVERIFY(image.error().text().find("huge.png") != std::string::npos);
  }

  void limitsAreInclusive() {
    const Bytes bytes = picture::encoded(".png", picture::quadrants(40, 24));
    QVERIFY(decode_image(bytes, {40 * 24, 40, 1 << 20}).ok());
    QVERIFY(!decode_image(bytes, {40 * 24 - 1, 40, 1 << 20}).ok());
    QVERIFY(!decode_image(bytes, {40 * 24, 39, 1 << 20}).ok());
    QVERIFY(!decode_image(bytes, {40 * 24, 40, bytes.size() - 1}).ok());
  }

  void impossibleSizes() {
    for (const Bytes &bytes :
         {picture::png_header(0, 5), picture::png_header(0x80000001u, 5), jpeg_of_stated_size(0, 8),
          bmp_of_stated_size(0, 8), bmp_of_stated_size(8, 0x80000000u)}) {
      const auto image = decode_image(bytes);
      QVERIFY(!image.ok());
      QVERIFY(image.error().message.find("an impossible size") != std::string::npos);
    }
  }

  void jpegOfAProcessThatIsNotRead() {
    Bytes bytes = picture::encoded(".jpg", picture::quadrants(8, 8));
    constexpr std::uint8_t baseline = 0xC0, lossless = 0xC3;
    bytes[picture::segment_at(bytes, baseline) + 1] = lossless;
    const auto image = decode_image(bytes);
    QVERIFY(!image.ok());
    QCOMPARE(QString::fromStdString(image.error().message),
             QStringLiteral("The JPEG picture is cut off or damaged (Unsupported JPEG process: SOF "
                            "type 0xc3); get the file again."));
  }

  void fileLargerThanTheLimit() {
    const fs::path file = at("long.png");
    picture::write(file, picture::encoded(".png", picture::quadrants(40, 24)));
    check_error(load_image(file, {1000, 1000, 20}), ErrorCode::too_large, file);
  }

  void emptyFile() {
    const fs::path file = at("empty.jpg");
    picture::write(file, "");
    check_error(load_image(file), ErrorCode::bad_format, file);
  }

  void missingFile() {
    check_error(load_image(at("nowhere.jpg")), ErrorCode::not_found, at("nowhere.jpg"));
  }

  void danglingLink() {
    const fs::path file = at("link.jpg");
    fs::create_symlink("nowhere.jpg", file);
    const auto image = load_image(file);
    check_error(image, ErrorCode::not_found, file);
    QVERIFY(image.error().message.find("link") != std::string::npos);
  }

  void folderNamedLikeAPicture() {
    const fs::path file = at("folder.jpg");
    fs::create_directory(file);
    check_error(load_image(file), ErrorCode::unreadable, file);
    QVERIFY(!probe_image(file).ok());
  }

  // Opening a pipe would wait for a writer for ever.
  void pipeDoesNotHang() {
    const fs::path file = at("pipe.jpg");
    QCOMPARE(::mkfifo(file.c_str(), 0600), 0);
    check_error(load_image(file), ErrorCode::unreadable, file);
  }

  void noPermission() {
    const fs::path file = at("locked.png");
    picture::write(file, picture::encoded(".png", picture::quadrants(4, 4)));
    fs::permissions(file, fs::perms::none);
    if (std::ifstream(file))
      QSKIP("this user may read everything");
    check_error(load_image(file), ErrorCode::unreadable, file);
  }

  void otherContent() {
    const fs::path text = at("text.jpg"), tiff = at("scan.jpg");
    picture::write(text, "This is not a picture at all, whatever its name says.");
    check_error(load_image(text), ErrorCode::bad_format, text);
    picture::write(tiff, std::string_view("II*\0\x08\0\0\0\0\0", 10));
    const auto image = load_image(tiff);
    check_error(image, ErrorCode::unsupported, tiff);
    QVERIFY(image.error().message.find("TIFF") != std::string::npos);
  }

  void probeLooksBehindLongSegments() {
    Bytes bytes = picture::encoded(".jpg", picture::quadrants(40, 24));
    Bytes filler;
    for (int i = 0; i < 8; ++i) { // 8 × 64 KB of application data before the frame header
      picture::append(filler, "\xFF\xE2\xFF\xFF");
      filler.resize(filler.size() + 65533, 0);
    }
    bytes.insert(bytes.begin() + 2, filler.begin(), filler.end());
    const fs::path file = at("profile.jpg");
    picture::write(file, bytes);
    const auto info = probe_image(file);
    QVERIFY(info.ok());
    QCOMPARE(info->width, 40);
    QVERIFY(load_image(file).ok());
  }

  void sizesInWords() {
    QCOMPARE(QString::fromStdString(size_in_words(999)), QStringLiteral("999 bytes"));
    QCOMPARE(QString::fromStdString(size_in_words(4000)), QStringLiteral("4 KB"));
    QCOMPARE(QString::fromStdString(size_in_words(52'428'800)), QStringLiteral("52.4 MB"));
  }
};

QTEST_GUILESS_MAIN(TestImageLimits)
#include "test_image_limits.moc"
