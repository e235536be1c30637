#include "media/image.h"
#include "media/image_header.h"
#include "picture_bytes.h"

#include <QTest>

#include <random>

using namespace affect;
using picture::Bytes;

namespace {

// Small limits: a flipped bit may state any size, and the test shall not spend its time on white
// pictures.
constexpr ImageLimits limits{1 << 20, 4096, 1 << 20};

// Whatever comes out is an image of its stated size, or an error with a sentence.
bool sound(const Result<Image> &image) {
  if (!image.ok())
    return image.error().message.size() > 20;
  return image->width > 0 && image->height > 0 &&
         image->rgb.size() ==
             static_cast<std::size_t>(image->width) * static_cast<std::size_t>(image->height) * 3;
}

Bytes noise(const char *extension, const std::vector<int> &options = {}) {
  cv::Mat pixels(19, 23, CV_8UC3);
  cv::theRNG().state = 11;
  cv::randu(pixels, 0, 256);
  return picture::encoded(extension, pixels, options);
}

Bytes transparent_webp() {
  cv::Mat pixels(19, 23, CV_8UC4);
  cv::theRNG().state = 12;
  cv::randu(pixels, 0, 256);
  return picture::encoded(".webp", pixels, {cv::IMWRITE_WEBP_QUALITY, 80});
}

// Run-length encoded 8-bit BMP: one row of four pixels a run.
Bytes rle_bmp() {
  Bytes bytes;
  picture::append(bytes, "BM");
  for (std::uint32_t value : {14u + 40 + 1024 + 18, 0u, 14u + 40 + 1024, 40u, 4u, 4u})
    picture::append_number(bytes, value, 4, true);
  picture::append_number(bytes, 1, 2, true);
  picture::append_number(bytes, 8, 2, true);
  for (std::uint32_t value : {1u, 18u, 0u, 0u, 0u, 0u})
    picture::append_number(bytes, value, 4, true);
  for (int i = 0; i < 256; ++i)
    picture::append_number(bytes, static_cast<std::uint32_t>(i * 0x010101), 4, true);
  for (int row = 0; row < 4; ++row)
    picture::append(bytes, std::string_view("\x04\x50\0\0", 4));
  picture::append(bytes, std::string_view("\0\x01", 2));
  return bytes;
}

} // namespace

class TestImageDamage : public QObject {
  Q_OBJECT

  static void pictures() {
    QTest::addColumn<QByteArray>("content");
    const auto add = [](const char *name, const Bytes &bytes) {
      QTest::newRow(name) << QByteArray(reinterpret_cast<const char *>(bytes.data()),
                                        static_cast<int>(bytes.size()));
    };
    add("jpeg", noise(".jpg"));
    add("jpeg progressive", noise(".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1}));
    add("jpeg with restarts", noise(".jpg", {cv::IMWRITE_JPEG_RST_INTERVAL, 1}));
    add("jpeg with exif", picture::with_exif(noise(".jpg"), picture::exif_block(6, true)));
    add("png", noise(".png"));
    add("webp lossy", noise(".webp", {cv::IMWRITE_WEBP_QUALITY, 80}));
    add("webp lossless", noise(".webp", {cv::IMWRITE_WEBP_QUALITY, 101}));
    add("webp transparent", transparent_webp());
    add("bmp", noise(".bmp"));
    add("bmp rle", rle_bmp());
    add("gif", picture::gif_quadrants(23, 19));
  }

private Q_SLOTS:
  void truncation_data() { pictures(); }
  void truncation() {
    QFETCH(QByteArray, content);
    const Bytes whole(content.begin(), content.end());
    QVERIFY(decode_image(whole, limits).ok());
    const QByteArray name(QTest::currentDataTag());
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(
                                                         size)); // a copy: its end is guarded
      const auto image = decode_image(cut, limits);
      QVERIFY2(sound(image), qPrintable(QString::number(size)));
      // A GIF is whole with its first frame; run lengths but for the mark that ends them.
      const std::size_t spare = name == "gif" ? 5 : name == "bmp rle" ? 2 : 0;
      QVERIFY2(!image.ok() || size + spare >= whole.size(), qPrintable(QString::number(size)));
    }
  }

  void flippedBits_data() { pictures(); }
  void flippedBits() {
    QFETCH(QByteArray, content);
    const Bytes whole(content.begin(), content.end());
    std::mt19937 random(5);
    for (int round = 0; round < 1500; ++round) {
      Bytes bytes = whole;
      // Half of the rounds damage the header, where most of the decisions are made.
      const std::size_t range =
          round % 2 == 0 ? bytes.size() : std::min<std::size_t>(bytes.size(), 64);
      for (int flips = 1 + round % 4; flips > 0; --flips)
        bytes[random() % range] ^= static_cast<std::uint8_t>(1u << random() % 8);
      QVERIFY(sound(decode_image(bytes, limits)));
    }
  }

  void randomBytesBehindASignature() {
    std::mt19937 random(6);
    for (const std::string_view signature :
         {std::string_view("\xFF\xD8"), std::string_view("\x89PNG\r\n\x1A\n"),
          std::string_view("RIFF\x40\0\0\0WEBPVP8X", 16), std::string_view("GIF89a"),
          std::string_view("BM")})
      for (int round = 0; round < 500; ++round) {
        Bytes bytes;
        picture::append(bytes, signature);
        for (unsigned left = random() % 200; left > 0; --left)
          bytes.push_back(static_cast<std::uint8_t>(random()));
        QVERIFY(sound(decode_image(bytes, limits)));
      }
  }

  // A picture of many passes is small on disk and takes minutes to decode.
  void tooManyScans() {
    Bytes bytes = noise(".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
    // The first scan holds the coarse values of all blocks; it may be said again any number of
    // times.
    const auto marker = [&](std::size_t from, std::uint8_t code) {
      while (from + 1 < bytes.size() && !(bytes[from] == 0xFF && bytes[from + 1] == code))
        ++from;
      return static_cast<std::ptrdiff_t>(from);
    };
    const std::ptrdiff_t begin = marker(2, 0xDA);
    const std::ptrdiff_t end = marker(static_cast<std::size_t>(begin) + 2, 0xC4);
    const Bytes scan(bytes.begin() + begin, bytes.begin() + end);
    Bytes copies;
    for (int i = 0; i < 400; ++i)
      copies.insert(copies.end(), scan.begin(), scan.end());
    bytes.insert(bytes.begin() + end, copies.begin(), copies.end());
    const auto image = decode_image(bytes);
    QVERIFY(!image.ok());
    QVERIFY(image.error().message.find("scans") != std::string::npos);
  }

  // The size is known from the frame header on, whatever is wrong behind it.
  void sizeOfACutJpeg() {
    const Bytes whole = picture::with_exif(noise(".jpg"), picture::exif_block(6, true));
    constexpr std::uint8_t frame_header = 0xC0;
    constexpr std::size_t length = 2 + 17; // three components
    const std::size_t end = picture::segment_at(whole, frame_header) + length;
    for (std::size_t size = 2; size < whole.size(); ++size) {
      const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      const auto info = parse_image_header(cut);
      if (size >= end) {
        QVERIFY(info.ok());
        QCOMPARE(info->width, 23);
        QCOMPARE(info->height, 19);
        QCOMPARE(info->orientation, 6);
      } else if (size < end - 9) { // in between the size may be there and the components not
        QVERIFY(!info.ok());
        QVERIFY(info.error().message.find("JPEG picture's header") != std::string::npos);
      }
    }
  }

  void jpegSegmentThatIsLongerThanTheFile() {
    const Bytes long_segment{0xFF, 0xE1, 0xFF, 0xFF, 'E', 'x', 'i', 'f', 0, 0};
    const auto info = parse_image_header(picture::with_segments(noise(".jpg"), {long_segment}));
    QVERIFY(!info.ok());
    QVERIFY(info.error().message.find("JPEG picture's header") != std::string::npos);
  }

  // A JPEG's 64 KB of EXIF hold so many; libexif follows each pointer, for seconds.
  void exifDirectoryThatContainsItself() {
    constexpr std::size_t pointers = 5000;
    constexpr picture::ExifField pointer{0x8769, 4, 1, 8};
    std::vector<picture::ExifField> fields(pointers, pointer);
    fields.push_back({0x0112, 3, 1, 6});
    for (bool little : {true, false}) {
      const Bytes tiff = picture::exif_directory(fields, fields.size(), little);
      QCOMPARE(exif_orientation(tiff), 6);
      const auto image = decode_image(picture::with_exif(noise(".jpg"), tiff), limits);
      QVERIFY(image.ok());
      QCOMPARE(image->width, 19);
    }
  }

  void exifOrientationOfTheWrongType() {
    for (bool little : {true, false}) {
      const picture::ExifField wrong{0x0112, 4, 1, 6}, right{0x0112, 3, 1, 3};
      QCOMPARE(exif_orientation(picture::exif_directory({wrong}, 1, little)), 1);
      QCOMPARE(exif_orientation(picture::exif_directory({wrong, right}, 2, little)), 3);
    }
  }

  void exifDirectoryThatIsCutOff() {
    for (bool little : {true, false})
      for (std::size_t stated : {std::size_t{2}, std::size_t{500}, std::size_t{65535}})
        QCOMPARE(exif_orientation(picture::exif_directory({{0x0112, 3, 1, 6}}, stated, little)), 6);
  }

  void exifFieldsThatPointOutside() {
    for (bool little : {true, false}) {
      const std::vector<picture::ExifField> fields = {
          {0x010F, 2, 400, 0xFFFFFFF0},    // text behind the end
          {0x010F, 99, 4, 0},              // a type that there is not
          {0x0201, 4, 1, 0xFFFFFF00},      // thumbnail behind the end
          {0x0112, 3, 0xFFFFFFFF, 6},      // count of the orientation itself
          {0x8769, 4, 1, 0x7FFFFFFF},      // directory behind the end
          {0x927C, 7, 0xFFFFFFFF, 0x1000}, // maker's notes behind the end
      };
      QCOMPARE(exif_orientation(picture::exif_directory(fields, fields.size(), little)), 6);
    }
  }

  void exifThatPointsOutside() {
    Bytes tiff = picture::exif_block(6, true);
    for (std::size_t i = 0; i < tiff.size(); ++i)
      for (std::uint8_t value : {std::uint8_t{0}, std::uint8_t{0xFF}}) {
        Bytes changed = tiff;
        changed[i] = value;
        const int orientation = exif_orientation(changed);
        QVERIFY(orientation >= 1 && orientation <= 8);
        changed.resize(i);
        QVERIFY(exif_orientation(changed) >= 1);
      }
  }
};

QTEST_GUILESS_MAIN(TestImageDamage)
#include "test_image_damage.moc"
