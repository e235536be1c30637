#include "features/image_tensor.h"
#include "nn/state.h"
#include "shared_data.h"

#include <QFile>
#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using affect::covered_part;
using affect::ErrorCode;
using affect::Image;
using affect::ImagePreprocess;
using affect::Interpolation;
using affect::resample;

namespace {

Image make_image(int width, int height, std::vector<std::uint8_t> rgb) {
  return {width, height, std::move(rgb)};
}

/// A picture in which every byte is different from its neighbours.
Image busy_image(int width, int height) {
  Image image{width, height,
              std::vector<std::uint8_t>(static_cast<std::size_t>(width) * height * 3)};
  std::uint32_t state = 1;
  for (auto &byte : image.rgb)
    byte = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
  return image;
}

Image read_png(const std::filesystem::path &file) {
  const QImage picture =
      QImage(QString::fromStdString(file.string())).convertToFormat(QImage::Format_RGB888);
  Image image{picture.width(), picture.height(), {}};
  for (int row = 0; row < picture.height(); ++row)
    image.rgb.insert(image.rgb.end(), picture.constScanLine(row),
                     picture.constScanLine(row) + picture.width() * 3);
  return image;
}

QJsonObject read_json(const std::filesystem::path &file) {
  QFile stream(QString::fromStdString(file.string()));
  return stream.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(stream.readAll()).object()
                                          : QJsonObject();
}

double largest_difference(const torch::Tensor &a, const torch::Tensor &b) {
  return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
}

QString write_config(const QTemporaryDir &folder, const char *json) {
  const QString path = folder.filePath(QStringLiteral("preprocessor_config.json"));
  QFile stream(path);
  if (stream.open(QIODevice::WriteOnly | QIODevice::Truncate))
    stream.write(json);
  return path;
}

} // namespace

class TestImageTensor : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void resamplesAsPillow();
  void tallPicturesLoseTheirHeightFirst();
  void windowEqualsPartOfTheWhole_data();
  void windowEqualsPartOfTheWhole();
  void extremeShapesStaySmall();
  void wrongPicturesAreErrors();
  void normalises();
  void coveredPart();
  void configurationRoundTrip();
  void configurationDefaults_data();
  void configurationDefaults();
  void badConfigurations_data();
  void badConfigurations();
  void whatIsNoConfiguration();
  void equalsPublishedProcessors();
};

void TestImageTensor::resamplesAsPillow() {
  // Pillow 13: Image.fromarray(...).resize((3, 2), BICUBIC) and BILINEAR of a 4 × 3 picture.
  const Image image = make_image(4, 3, {0,  10,  20, 250, 40, 50, 60, 70, 80, 90, 100, 255,
                                        5,  15,  25, 35,  45, 0,  65, 75, 85, 95, 0,   115,
                                        11, 255, 31, 41,  51, 61, 71, 0,  91, 13, 9,   121});
  const auto bicubic = resample(image, 3, 2, Interpolation::bicubic);
  const auto bilinear = resample(image, 3, 2, Interpolation::bilinear);
  QVERIFY(bicubic.ok() && bilinear.ok());
  const std::vector<std::uint8_t> expected_bicubic{51, 10,  21, 123, 60, 52, 80, 69, 178,
                                                   12, 143, 28, 51,  34, 63, 51, 7,  110};
  const std::vector<std::uint8_t> expected_bilinear{52, 21,  25, 116, 57, 57, 83, 65, 167,
                                                    18, 130, 32, 54,  39, 64, 51, 12, 110};
  QVERIFY(bicubic->rgb == expected_bicubic);
  QVERIFY(bilinear->rgb == expected_bilinear);
  QVERIFY(resample(image, 4, 3, Interpolation::bicubic)->rgb == image.rgb);
}

void TestImageTensor::tallPicturesLoseTheirHeightFirst() {
  // Pillow 13: Image.fromarray(...).resize((4, 3), BICUBIC); Pillow 12 and older differ in some
  // bytes by one or two.
  const auto resized = resample(busy_image(5, 9), 4, 3, Interpolation::bicubic);
  QVERIFY(resized.ok());
  const std::vector<std::uint8_t> expected{
      181, 120, 92,  153, 115, 90,  110, 147, 136, 97,  121, 142, 165, 136, 66,  127, 176, 148,
      127, 125, 143, 104, 154, 124, 126, 111, 108, 145, 112, 107, 137, 126, 168, 83,  149, 163};
  QVERIFY(resized->rgb == expected);
}

void TestImageTensor::windowEqualsPartOfTheWhole_data() {
  QTest::addColumn<int>("width");
  QTest::addColumn<int>("height");
  QTest::newRow("smaller") << 20 << 17;
  QTest::newRow("much lower") << 38 << 13;
  QTest::newRow("larger") << 90 << 71;
  QTest::newRow("width kept") << 40 << 17;
  QTest::newRow("height kept") << 90 << 31;
  QTest::newRow("both kept") << 40 << 31;
}

void TestImageTensor::windowEqualsPartOfTheWhole() {
  QFETCH(int, width);
  QFETCH(int, height);
  const Image image = busy_image(40, 31);
  const auto whole = resample(image, width, height, Interpolation::bicubic);
  const auto part = resample(image, width, height, Interpolation::bicubic, {5, 3, 11, 9});
  QVERIFY(whole.ok() && part.ok());
  QCOMPARE(part->width, 11);
  QCOMPARE(part->height, 9);
  for (int row = 0; row < 9; ++row)
    for (int byte = 0; byte < 11 * 3; ++byte)
      QCOMPARE(part->rgb[row * 33 + byte], whole->rgb[((row + 3) * width + 5) * 3 + byte]);
}

void TestImageTensor::extremeShapesStaySmall() {
  // Brought to an edge of 224 this would be 224 × 4,480,000 pixels; only the middle is computed.
  ImagePreprocess preprocess;
  preprocess.shortest_edge = 224;
  const auto tall = affect::resize_picture(busy_image(1, 20'000), preprocess);
  QVERIFY(tall.ok());
  QCOMPARE(tall->width, 224);
  QCOMPARE(tall->height, 224);
  const auto wide = affect::resize_picture(busy_image(20'000, 1), preprocess);
  QVERIFY(wide.ok());
  QCOMPARE(wide->rgb.size(), std::size_t{224 * 224 * 3});
}

void TestImageTensor::wrongPicturesAreErrors() {
  const ImagePreprocess preprocess;
  QCOMPARE(affect::image_tensor(Image{}, preprocess).error().code, ErrorCode::usage);
  QCOMPARE(affect::image_tensor(Image{2, 2, {1, 2, 3}}, preprocess).error().code, ErrorCode::usage);
  QCOMPARE(affect::image_tensor(Image{-1, -1, {1, 2, 3}}, preprocess).error().code,
           ErrorCode::usage);
  QCOMPARE(affect::image_batch({}, preprocess).error().code, ErrorCode::usage);
  QCOMPARE(resample(busy_image(4, 4), 8, 8, Interpolation::bicubic, {4, 0, 5, 8}).error().code,
           ErrorCode::usage);
  QCOMPARE(resample(busy_image(4, 4), 0, 8, Interpolation::bicubic).error().code, ErrorCode::usage);
}

void TestImageTensor::normalises() {
  const Image image = make_image(2, 1, {0, 127, 255, 128, 64, 1});
  ImagePreprocess preprocess = ImagePreprocess::efficientnet_lite(2);
  preprocess.height = 1;
  const auto tensor = affect::image_tensor(image, preprocess);
  QVERIFY(tensor.ok());
  QVERIFY(tensor->sizes() == torch::IntArrayRef({3, 1, 2}));
  const auto expected =
      torch::tensor({-127 / 128.0, 1 / 128.0, 0.0, -63 / 128.0, 1.0, -126 / 128.0}).view({3, 1, 2});
  QVERIFY(largest_difference(*tensor, expected) == 0);

  const std::vector<Image> two{image, image};
  const auto batch = affect::image_batch(two, preprocess);
  QVERIFY(batch.ok());
  QVERIFY(batch->sizes() == torch::IntArrayRef({2, 3, 1, 2}));
  QVERIFY(torch::equal((*batch)[1], *tensor));
}

void TestImageTensor::coveredPart() {
  ImagePreprocess preprocess;
  const auto all = covered_part(300, 200, preprocess);
  QCOMPARE(all.x, 0.0);
  QCOMPARE(all.width, 1.0);
  preprocess.shortest_edge = 224;
  const auto middle = covered_part(300, 200, preprocess);
  QCOMPARE(middle.x, 56.0 / 336);
  QCOMPARE(middle.width, 224.0 / 336);
  QCOMPARE(middle.y, 0.0);
  QCOMPARE(middle.height, 1.0);
}

void TestImageTensor::configurationRoundTrip() {
  QTemporaryDir folder;
  const std::filesystem::path file = folder.filePath(QStringLiteral("p.json")).toStdString();
  ImagePreprocess cropped;
  cropped.width = 64;
  cropped.height = 48;
  cropped.shortest_edge = 72;
  cropped.interpolation = Interpolation::bilinear;
  cropped.mean = {0.1f, 0.2f, 0.3f};
  for (const ImagePreprocess &written :
       {ImagePreprocess::efficientnet_lite(224), ImagePreprocess{}, cropped}) {
    QVERIFY(affect::write_preprocess(file, written).ok());
    const auto read = affect::read_preprocess(file);
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().text().c_str());
    QVERIFY(*read == written);
  }
  QCOMPARE(affect::write_preprocess("/nowhere/at/all.json", cropped).error().code,
           ErrorCode::unreadable);
}

void TestImageTensor::configurationDefaults_data() {
  QTest::addColumn<QByteArray>("json");
  QTest::addColumn<int>("edge");
  QTest::addColumn<int>("width");
  QTest::addColumn<bool>("bicubic");
  QTest::addColumn<float>("mean");
  QTest::newRow("CLIP, numbers alone")
      << QByteArray(R"({"feature_extractor_type":"CLIPFeatureExtractor","size":64,)"
                    R"("crop_size":60,"do_center_crop":true,"resample":3})")
      << 64 << 60 << true << 0.48145466f;
  QTest::newRow("CLIP, nothing") << QByteArray(R"({"image_processor_type":"CLIPImageProcessor"})")
                                 << 224 << 224 << true << 0.48145466f;
  QTest::newRow("Chinese-CLIP, squashed")
      << QByteArray(
             R"({"feature_extractor_type":"ChineseCLIPFeatureExtractor","do_center_crop":false,)"
             R"("size":{"height":64,"width":64}})")
      << 0 << 64 << true << 0.48145466f;
  QTest::newRow("ViT without a name") << QByteArray(R"({"size":64})") << 0 << 64 << false << 0.5f;
  QTest::newRow("CLIP, nulls")
      << QByteArray(R"({"image_processor_type":"CLIPImageProcessorFast","size":null,)"
                    R"("crop_size":null,"do_center_crop":null,"resample":null,"do_resize":null,)"
                    R"("rescale_factor":null,"image_mean":null,"do_convert_rgb":null})")
      << 224 << 224 << true << 0.48145466f;
  QTest::newRow("CLIP by its processor")
      << QByteArray(R"({"processor_class":"CLIPProcessor","size":{"shortest_edge":64},)"
                    R"("crop_size":48,"do_convert_rgb":false})")
      << 64 << 48 << true << 0.48145466f;
  QTest::newRow("CLIP, squashed to the crop")
      << QByteArray(
             R"({"image_processor_type":"CLIPImageProcessor","size":{"height":96,"width":96},)"
             R"("crop_size":{"height":96,"width":96}})")
      << 0 << 96 << true << 0.48145466f;
  QTest::newRow("part of a processor_config.json")
      << QByteArray(
             R"({"processor_class":"SiglipProcessor","image_processor":{"size":{"height":96,"width":96},)"
             R"("image_processor_type":"SiglipImageProcessor"}})")
      << 0 << 96 << true << 0.5f;
  QTest::newRow("ViT knows no crop")
      << QByteArray(R"({"image_processor_type":"ViTImageProcessor","size":64,)"
                    R"("crop_size":48,"resample":3,"do_normalize":null})")
      << 0 << 64 << true << 0.5f;
  QTest::newRow("SigLIP") << QByteArray(R"({"image_processor_type":"SiglipImageProcessor"})") << 0
                          << 224 << true << 0.5f;
}

void TestImageTensor::configurationDefaults() {
  QFETCH(QByteArray, json);
  QFETCH(int, edge);
  QFETCH(int, width);
  QFETCH(bool, bicubic);
  QFETCH(float, mean);
  QTemporaryDir folder;
  const auto read = affect::read_preprocess(write_config(folder, json.constData()).toStdString());
  QVERIFY2(read.ok(), read.ok() ? "" : read.error().text().c_str());
  QCOMPARE(read->shortest_edge, edge);
  QCOMPARE(read->width, width);
  QCOMPARE(read->interpolation == Interpolation::bicubic, bicubic);
  QCOMPARE(read->mean[0], mean);
}

void TestImageTensor::badConfigurations_data() {
  QTest::addColumn<QByteArray>("json");
  QTest::addColumn<int>("code");
  const int bad = static_cast<int>(ErrorCode::bad_format),
            unsupported = static_cast<int>(ErrorCode::unsupported);
  QTest::newRow("empty") << QByteArray("") << bad;
  QTest::newRow("cut off") << QByteArray(R"({"size": {"height": 22)") << bad;
  QTest::newRow("a list") << QByteArray("[1, 2]") << bad;
  QTest::newRow("size of the wrong type") << QByteArray(R"({"size":"big"})") << bad;
  QTest::newRow("one side only") << QByteArray(R"({"size":{"height":64}})") << bad;
  QTest::newRow("two means") << QByteArray(R"({"image_mean":[0.5,0.5]})") << bad;
  QTest::newRow("negative side") << QByteArray(R"({"size":{"height":-4,"width":64}})")
                                 << unsupported;
  QTest::newRow("huge side") << QByteArray(R"({"size":{"height":64,"width":4000000000}})")
                             << unsupported;
  QTest::newRow("deviation 0") << QByteArray(R"({"image_std":[0.5,0,0.5]})") << unsupported;
  QTest::newRow("Lanczos") << QByteArray(R"({"resample":1})") << unsupported;
  QTest::newRow("crop beyond the edge")
      << QByteArray(R"({"size":{"shortest_edge":64},"crop_size":{"height":64,"width":65}})")
      << unsupported;
  QTest::newRow("four means") << QByteArray(R"({"image_mean":[0.5,0.5,0.5,0.5]})") << bad;
  QTest::newRow("a part that is a list") << QByteArray(R"({"image_processor":[1]})") << bad;
  QTest::newRow("squashed, then cut")
      << QByteArray(
             R"({"image_processor_type":"CLIPImageProcessor","size":{"height":336,"width":336}})")
      << unsupported;
  QTest::newRow("ViT with an edge") << QByteArray(R"({"image_processor_type":"ViTImageProcessor",)"
                                                  R"("size":{"shortest_edge":64}})")
                                    << unsupported;
  QTest::newRow("not resized") << QByteArray(R"({"do_resize":false})") << unsupported;
  QTest::newRow("edge without crop")
      << QByteArray(R"({"size":{"shortest_edge":64},"do_center_crop":false})") << unsupported;
}

void TestImageTensor::badConfigurations() {
  QFETCH(QByteArray, json);
  QFETCH(int, code);
  QTemporaryDir folder;
  const auto read = affect::read_preprocess(write_config(folder, json.constData()).toStdString());
  QVERIFY(!read.ok());
  QCOMPARE(static_cast<int>(read.error().code), code);
  QVERIFY(!read.error().file.empty());
  QCOMPARE(affect::read_preprocess(folder.filePath(QStringLiteral("absent.json")).toStdString())
               .error()
               .code,
           ErrorCode::not_found);
}

void TestImageTensor::whatIsNoConfiguration() {
  QTemporaryDir folder;
  const std::filesystem::path file = write_config(folder, "{}").toStdString();
  QVERIFY(affect::read_preprocess(file).ok());
  std::filesystem::resize_file(file, (1u << 20) + 1);
  QCOMPARE(affect::read_preprocess(file).error().code, ErrorCode::unreadable);
  write_config(folder,
               ("{\"x\": " + std::string(1000, '[') + std::string(1000, ']') + "}").c_str());
  QCOMPARE(affect::read_preprocess(file).error().code, ErrorCode::bad_format);
  std::filesystem::remove(file);
  QCOMPARE(::mkfifo(file.c_str(), 0600), 0); // nobody writes into it
  QCOMPARE(affect::read_preprocess(file).error().code, ErrorCode::unreadable);
}

void TestImageTensor::equalsPublishedProcessors() {
  AFFECT_NEED_SHARED(folder, "fixtures/hf/preprocess");
  const QJsonObject results =
      read_json(folder / "index.json")[QStringLiteral("results")].toObject();
  auto values = affect::read_state(folder / "values.safetensors");
  QVERIFY2(values.ok(), values.ok() ? "" : values.error().text().c_str());

  int compared = 0;
  for (auto result = results.begin(); result != results.end(); ++result) {
    const QStringList name = result.key().split(u'.');
    const auto config = affect::read_preprocess(folder / "configs" /
                                                (name[0] + QStringLiteral(".json")).toStdString());
    QVERIFY2(config.ok(), config.ok() ? "" : config.error().text().c_str());
    const Image image = read_png(folder / "rgb" / (name[1] + QStringLiteral(".png")).toStdString());
    QVERIFY2(image.width > 0, qPrintable(result.key()));

    const auto resized = affect::resize_picture(image, *config);
    QVERIFY(resized.ok());
    const Image expected =
        read_png(folder / result.value()[QStringLiteral("uint8")].toString().toStdString());
    QVERIFY2(resized->rgb == expected.rgb, qPrintable(result.key()));

    // Chinese-CLIP's defaults are CLIP's; their values are stored once.
    const QString stored =
        name[0] == QStringLiteral("chinese-clip") ? QStringLiteral("clip") : name[0];
    const std::string prefix = (stored + u'.' + name[1] + u'.').toStdString();
    const auto tensor = affect::image_tensor(image, *config);
    QVERIFY(tensor.ok());
    const auto grid = tensor->slice(1, 7, 224, 14).slice(2, 7, 224, 14);
    QVERIFY2(largest_difference(grid, values->at(prefix + "grid")) < 1e-6,
             qPrintable(result.key()));
    QVERIFY(largest_difference(tensor->mean({1, 2}), values->at(prefix + "mean")) < 1e-5);
    QVERIFY(largest_difference(tensor->std({1, 2}, false), values->at(prefix + "std")) < 1e-5);
    ++compared;
  }
  QCOMPARE(compared, 60);
}

QTEST_GUILESS_MAIN(TestImageTensor)
#include "test_image_tensor.moc"
