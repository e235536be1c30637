#include "media/image.h"
#include "media/image_header.h"
#include "picture_bytes.h"
#include "shared_data.h"

#include <QTest>

#include <array>
#include <cmath>
#include <cstdio>

#include <jpeglib.h>

using namespace affect;
using picture::Bytes;

namespace {

std::array<int, 3> pixel(const Image &image, int x, int y) {
  const std::size_t at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                          static_cast<std::size_t>(x)) *
                         3;
  return {image.rgb[at], image.rgb[at + 1], image.rgb[at + 2]};
}

bool near(const std::array<int, 3> &a, const std::array<int, 3> &b, int tolerance) {
  return std::abs(a[0] - b[0]) <= tolerance && std::abs(a[1] - b[1]) <= tolerance &&
         std::abs(a[2] - b[2]) <= tolerance;
}

constexpr std::array<int, 3> red{255, 0, 0}, green{0, 255, 0}, blue{0, 0, 255},
    white{255, 255, 255};

// The corners of a picture as "RGBW" letters: top left, top right, bottom left, bottom right; "?"
// where no colour fits.
QByteArray corners(const Image &image) {
  QByteArray letters;
  const int right = image.width - 3, low = image.height - 3;
  for (const auto &[x, y] : {std::pair{2, 2}, {right, 2}, {2, low}, {right, low}}) {
    const auto found = pixel(image, x, y);
    constexpr int jpeg_tolerance = 12;
    letters += near(found, red, jpeg_tolerance)     ? 'R'
               : near(found, green, jpeg_tolerance) ? 'G'
               : near(found, blue, jpeg_tolerance)  ? 'B'
               : near(found, white, jpeg_tolerance) ? 'W'
                                                    : '?';
  }
  return letters;
}

QByteArray message(const Result<Image> &image) {
  return image.ok() ? QByteArray() : QByteArray::fromStdString(image.error().text());
}

#define DECODE(name, bytes)                                                                        \
  const Result<Image> name = decode_image(bytes);                                                  \
  QVERIFY2(name.ok(), message(name).constData())

// A CMYK JPEG of one colour as Adobe's programs write it: inverted, with their marker.
Bytes cmyk_jpeg(int width, int height, const std::array<std::uint8_t, 4> &inks) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char *memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &memory, &size);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.input_components = 4;
  jpeg.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 100, TRUE);
  jpeg.write_Adobe_marker = TRUE;
  jpeg_start_compress(&jpeg, TRUE);
  Bytes row;
  for (int x = 0; x < width; ++x)
    for (std::uint8_t ink : inks)
      row.push_back(static_cast<std::uint8_t>(255 - ink));
  for (int y = 0; y < height; ++y) {
    JSAMPROW line = row.data();
    jpeg_write_scanlines(&jpeg, &line, 1);
  }
  jpeg_finish_compress(&jpeg);
  Bytes bytes(memory, memory + size);
  jpeg_destroy_compress(&jpeg);
  std::free(memory);
  return bytes;
}

} // namespace

class TestImage : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void everyFormat_data() {
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("content");
    const cv::Mat pixels = picture::quadrants(40, 24);
    const auto add = [](const char *name, const Bytes &bytes) {
      QTest::newRow(name) << QString::fromLatin1(name).section(QLatin1Char(' '), 0, 0)
                          << QByteArray(reinterpret_cast<const char *>(bytes.data()),
                                        static_cast<int>(bytes.size()));
    };
    add("jpeg", picture::encoded(".jpg", pixels, {cv::IMWRITE_JPEG_QUALITY, 95}));
    add("jpeg progressive", picture::encoded(".jpg", pixels, {cv::IMWRITE_JPEG_PROGRESSIVE, 1}));
    add("png", picture::encoded(".png", pixels));
    add("webp lossy", picture::encoded(".webp", pixels, {cv::IMWRITE_WEBP_QUALITY, 95}));
    add("webp lossless", picture::encoded(".webp", pixels, {cv::IMWRITE_WEBP_QUALITY, 101}));
    add("bmp", picture::encoded(".bmp", pixels));
    add("gif", picture::gif_quadrants(40, 24));
  }
  void everyFormat() {
    QFETCH(QString, format);
    QFETCH(QByteArray, content);
    const Bytes bytes(content.begin(), content.end());
    const auto info = parse_image_header(bytes);
    QVERIFY(info.ok());
    QCOMPARE(QString::fromStdString(info->format), format);
    QCOMPARE(info->width, 40);
    QCOMPARE(info->height, 24);
    DECODE(image, bytes);
    QCOMPARE(image->width, 40);
    QCOMPARE(image->height, 24);
    QCOMPARE(image->rgb.size(), std::size_t{40 * 24 * 3});
    QCOMPARE(corners(*image), QByteArray("RGBW"));
  }

  void orientation_data() {
    QTest::addColumn<int>("orientation");
    QTest::addColumn<QByteArray>("expected");
    // Exif 2.32, table "Orientation": where the stored row 0 and column 0 lie in the picture as it
    // is seen.
    QTest::newRow("1 top, left") << 1 << QByteArray("RGBW");
    QTest::newRow("2 top, right") << 2 << QByteArray("GRWB");
    QTest::newRow("3 bottom, right") << 3 << QByteArray("WBGR");
    QTest::newRow("4 bottom, left") << 4 << QByteArray("BWRG");
    QTest::newRow("5 left, top") << 5 << QByteArray("RBGW");
    QTest::newRow("6 right, top") << 6 << QByteArray("BRWG");
    QTest::newRow("7 right, bottom") << 7 << QByteArray("WGBR");
    QTest::newRow("8 left, bottom") << 8 << QByteArray("GWRB");
    QTest::newRow("0 is none") << 0 << QByteArray("RGBW");
    QTest::newRow("9 is none") << 9 << QByteArray("RGBW");
  }
  void orientation() {
    QFETCH(int, orientation);
    QFETCH(QByteArray, expected);
    constexpr int width = 40, height = 24;
    const cv::Mat pixels = picture::quadrants(width, height);
    const bool turned = orientation >= 5 && orientation <= 8;
    for (bool little : {true, false}) {
      const Bytes tiff = picture::exif_block(orientation, little);
      const std::array<Bytes, 3> pictures = {
          picture::with_exif(picture::encoded(".jpg", pixels), tiff),
          picture::with_chunk(picture::encoded(".png", pixels), picture::png_chunk("eXIf", tiff)),
          picture::webp_with_exif(
              picture::encoded(".webp", pixels, {cv::IMWRITE_WEBP_QUALITY, 101}), width, height,
              tiff)};
      for (const Bytes &bytes : pictures) {
        DECODE(image, bytes);
        QCOMPARE(image->width, turned ? height : width);
        QCOMPARE(image->height, turned ? width : height);
        QCOMPARE(corners(*image), expected);
      }
    }
  }

  void jpegSegments_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("orientation");
    const Bytes jpeg = picture::encoded(".jpg", picture::quadrants(40, 24));
    const auto add = [&](const char *name, int orientation, const std::vector<Bytes> &segments) {
      const Bytes bytes = picture::with_segments(jpeg, segments);
      QTest::newRow(name) << QByteArray(reinterpret_cast<const char *>(bytes.data()),
                                        static_cast<int>(bytes.size()))
                          << orientation;
    };
    const Bytes exif = picture::exif_segment(picture::exif_block(6, true));
    Bytes packet, index;
    picture::append(packet, std::string_view("http://ns.adobe.com/xap/1.0/\0", 29));
    picture::append(packet, "<x:xmpmeta tiff:Orientation=\"6\"/>");
    picture::append(index, std::string_view("MPF\0", 4));
    picture::append(index, picture::exif_block(6, true));
    const Bytes xmp = picture::jpeg_segment(0xE1, packet), mpf = picture::jpeg_segment(0xE2, index),
                profile = picture::jpeg_segment(0xE2, Bytes(3000, 7));
    add("none", 1, {});
    add("XMP alone", 1, {xmp});
    add("XMP, EXIF", 6, {xmp, exif});
    add("EXIF, XMP", 6, {exif, xmp});
    add("several pictures", 1, {mpf});
    add("several pictures, EXIF", 6, {mpf, exif});
    add("profile, comment, EXIF", 6, {profile, picture::jpeg_segment(0xFE, Bytes(9, 'c')), exif});
    add("EXIF without a block", 1, {picture::exif_segment({})});
    add("EXIF twice", 3, {exif, picture::exif_segment(picture::exif_block(3, false))});
    add("fill bytes, EXIF", 6, {{0xFF, 0xFF, 0xFF}, exif});
    add("stray bytes, EXIF", 6, {{1, 2, 3}, exif});
  }
  void jpegSegments() {
    QFETCH(QByteArray, content);
    QFETCH(int, orientation);
    const Bytes bytes(content.begin(), content.end());
    const auto info = parse_image_header(bytes);
    QVERIFY(info.ok());
    QCOMPARE(info->orientation, orientation);
    QCOMPARE(info->width, 40);
    QCOMPARE(info->height, 24);
    DECODE(image, bytes);
    QCOMPARE(image->width, orientation == 6 ? 24 : 40);
  }

  // libpng does not come to this chunk unless it decodes the pixels.
  void pngOrientationBehindThePixels() {
    Bytes bytes = picture::encoded(".png", picture::quadrants(40, 24));
    const Bytes chunk = picture::png_chunk("eXIf", picture::exif_block(6, true));
    constexpr int end_chunk = 12;
    bytes.insert(bytes.end() - end_chunk, chunk.begin(), chunk.end());
    DECODE(image, bytes);
    QCOMPARE(corners(*image), QByteArray("BRWG"));
  }

  // libwebp's demultiplexer shows EXIF only where the flags of the header announce it.
  void webpOrientationThatIsNotAnnounced() {
    const Bytes webp =
        picture::encoded(".webp", picture::quadrants(40, 24), {cv::IMWRITE_WEBP_QUALITY, 101});
    Bytes bytes = picture::webp_with_exif(webp, 40, 24, picture::exif_block(6, true));
    constexpr std::size_t flags = 20;
    bytes[flags] = 0;
    DECODE(image, bytes);
    QCOMPARE(corners(*image), QByteArray("BRWG"));
  }

  void transparencyIsLaidOverWhite() {
    cv::Mat pixels(1, 3, CV_8UC4);
    pixels.at<cv::Vec4b>(0, 0) = {0, 0, 255, 255}; // opaque red
    pixels.at<cv::Vec4b>(0, 1) = {0, 0, 0, 0};     // nothing
    pixels.at<cv::Vec4b>(0, 2) = {0, 0, 0, 128};   // half black
    for (const Bytes &bytes :
         {picture::encoded(".png", pixels),
          picture::encoded(".webp", pixels, {cv::IMWRITE_WEBP_QUALITY, 101})}) {
      DECODE(image, bytes);
      QVERIFY(pixel(*image, 0, 0) == red);
      QVERIFY(pixel(*image, 1, 0) == white);
      QVERIFY(near(pixel(*image, 2, 0), {127, 127, 127}, 1));
    }
  }

  void sixteenBitsBecomeEight() {
    cv::Mat pixels(1, 2, CV_16UC3);
    pixels.at<cv::Vec3w>(0, 0) = {0, 32896, 65535}; // 32896 = 128 * 257
    pixels.at<cv::Vec3w>(0, 1) = {257, 514, 771};
    DECODE(image, picture::encoded(".png", pixels));
    QVERIFY(near(pixel(*image, 0, 0), {255, 128, 0}, 1));
    QVERIFY(near(pixel(*image, 1, 0), {3, 2, 1}, 1));
  }

  void greyBecomesRgb() {
    const cv::Mat pixels(5, 7, CV_8U, cv::Scalar(77));
    for (const char *extension : {".png", ".jpg", ".bmp"}) {
      DECODE(image, picture::encoded(extension, pixels));
      QVERIFY(near(pixel(*image, 6, 4), {77, 77, 77}, 1));
    }
  }

  void losslessFormatsKeepEveryPixel() {
    cv::Mat pixels(33, 17, CV_8UC3);
    cv::theRNG().state = 7;
    cv::randu(pixels, 0, 256);
    for (const auto &[extension, options] : {std::pair<const char *, std::vector<int>>{".png", {}},
                                             {".bmp", {}},
                                             {".webp", {cv::IMWRITE_WEBP_QUALITY, 101}}}) {
      DECODE(image, picture::encoded(extension, pixels, options));
      for (int y = 0; y < pixels.rows; ++y)
        for (int x = 0; x < pixels.cols; ++x) {
          const auto bgr = pixels.at<cv::Vec3b>(y, x);
          QVERIFY((pixel(*image, x, y) == std::array<int, 3>{bgr[2], bgr[1], bgr[0]}));
        }
    }
  }

  void jpegEqualsOpenCv() {
    cv::Mat pixels(45, 61, CV_8UC3);
    cv::theRNG().state = 3;
    cv::randu(pixels, 0, 256);
    const Bytes bytes = picture::encoded(".jpg", pixels);
    const cv::Mat other = cv::imdecode(bytes, cv::IMREAD_COLOR);
    DECODE(image, bytes);
    for (int y = 0; y < other.rows; ++y)
      for (int x = 0; x < other.cols; ++x) {
        const auto bgr = other.at<cv::Vec3b>(y, x);
        QVERIFY(near(pixel(*image, x, y), {bgr[2], bgr[1], bgr[0]}, 1));
      }
  }

  void cmykJpeg() {
    DECODE(cyan, cmyk_jpeg(16, 16, {255, 0, 0, 0}));
    QVERIFY(near(pixel(*cyan, 8, 8), {0, 255, 255}, 3));
    DECODE(grey, cmyk_jpeg(16, 16, {0, 0, 0, 128}));
    QVERIFY(near(pixel(*grey, 8, 8), {127, 127, 127}, 3));
  }

  void gifTakesTheFirstFrame() {
    const picture::GifFrame first{0, 0, 2, 2, {0, 0, 0, 0}, -1, false},
        second{0, 0, 2, 2, {2, 2, 2, 2}, -1, false};
    DECODE(image, picture::gif(2, 2, {first, second}));
    QVERIFY(pixel(*image, 0, 0) == red);
    QVERIFY(pixel(*image, 1, 1) == red);
  }

  void gifFrameSmallerThanItsCanvas() {
    const picture::GifFrame frame{1, 1, 2, 1, {1, 2}, 2, false}; // green, then a transparent pixel
    DECODE(image, picture::gif(4, 3, {frame}));
    QCOMPARE(image->width, 4);
    QCOMPARE(image->height, 3);
    QVERIFY(pixel(*image, 0, 0) == white);
    QVERIFY(pixel(*image, 1, 1) == green);
    QVERIFY(pixel(*image, 2, 1) == white);
    QVERIFY(pixel(*image, 3, 2) == white);
  }

  void gifFrameLargerThanItsCanvas() {
    const picture::GifFrame frame{2, 0, 3, 1, {0, 1, 2}, -1, false};
    DECODE(image, picture::gif(1, 1, {frame}));
    QCOMPARE(image->width, 5);
    QVERIFY(pixel(*image, 4, 0) == blue);
  }

  void interlacedGif() {
    // Rows of 8: stored order 0, 4, 2, 6, 1, 3, 5, 7; row 4 is green, the others red.
    const picture::GifFrame frame{0, 0, 1, 8, {0, 1, 0, 0, 0, 0, 0, 0}, -1, true};
    DECODE(image, picture::gif(1, 8, {frame}));
    for (int y = 0; y < 8; ++y)
      QVERIFY(pixel(*image, 0, y) == (y == 4 ? green : red));
  }

  void bmpWithUnusedFourthByte() {
    Bytes bytes;
    picture::append(bytes, "BM");
    picture::append_number(bytes, 14 + 40 + 8, 4, true);
    picture::append_number(bytes, 0, 4, true);
    picture::append_number(bytes, 14 + 40, 4, true);
    for (std::uint32_t value : {40u, 2u, 1u})
      picture::append_number(bytes, value, 4, true);
    picture::append_number(bytes, 1, 2, true);
    picture::append_number(bytes, 32, 2, true);
    for (int i = 0; i < 6; ++i)
      picture::append_number(bytes, 0, 4, true);
    picture::append(bytes, std::string_view("\0\0\xFF\0\xFF\0\0\0", 8)); // BGRX: red, blue
    DECODE(image, bytes);
    QVERIFY(pixel(*image, 0, 0) == red);
    QVERIFY(pixel(*image, 1, 0) == blue);
  }

  // Cameras leave bytes between segments, and downloads append some: neither harms the picture.
  void strayBytesAreNoDamage() {
    Bytes bytes = picture::encoded(".jpg", picture::quadrants(40, 24));
    picture::append(bytes, "appended by somebody");
    DECODE(image, bytes);
    QCOMPARE(corners(*image), QByteArray("RGBW"));
  }

  void samplesOfTheDataSet() {
    AFFECT_NEED_SHARED(folder, "data/mvsa-single/data");
    int seen = 0;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".jpg" || ++seen % 10 != 0)
        continue;
      const Result<Image> image = load_image(entry.path());
      QVERIFY2(image.ok(), message(image).constData());
      const auto info = probe_image(entry.path());
      QVERIFY(info.ok());
      QCOMPARE(image->rgb.size(),
               static_cast<std::size_t>(info->width) * static_cast<std::size_t>(info->height) * 3);
    }
    QVERIFY(seen > 4000);
  }
};

QTEST_GUILESS_MAIN(TestImage)
#include "test_image.moc"
