#include "features/picture_faces.h"
#include "media/sample_pictures.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

namespace fs = std::filesystem;
using namespace affect;

namespace {

double difference(const torch::Tensor &a, const torch::Tensor &b) {
  return (a - b).abs().max().item<double>();
}

} // namespace

/// Faces in pictures of anything, as numbers.
class TestPictureFaces : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  std::shared_ptr<FaceEncoder> encoder_;
  std::shared_ptr<PictureFaceReader> reader_; ///< null: no cascades are installed

private Q_SLOTS:
  void initTestCase() {
    const FaceNetConfig sizes{8, 3};
    torch::manual_seed(3);
    const fs::path root = folder_.path().toStdString();
    QVERIFY(
        write_face_encoder(root, sizes, {"calm", "glad", "cross"}, state_of(*FaceNet(sizes))).ok());
    auto encoder = FaceEncoder::open(root, torch::kFloat32);
    QVERIFY(encoder.ok());
    encoder_ = std::move(*encoder);
    if (auto reader = PictureFaceReader::open(encoder_); reader.ok())
      reader_ = std::move(*reader);
  }

  void init() {
    if (!reader_ &&
        !QString::fromLatin1(QTest::currentTestFunction()).startsWith(QStringLiteral("numbers")) &&
        !QString::fromLatin1(QTest::currentTestFunction()).startsWith(QStringLiteral("says")))
      QSKIP("the package opencv-data is not installed");
  }

  void numbersCountMeasureAndAverage() {
    const auto expressions = torch::tensor({{0.7f, 0.2f, 0.1f}, {0.1f, 0.8f, 0.1f}});
    const auto numbers = face_numbers({0.5, 0.25}, expressions);
    QVERIFY(difference(numbers, torch::tensor({1.0f, 0.25f, 0.5f, 0.7f, 0.2f, 0.1f, 0.4f, 0.5f,
                                               0.1f})) < 1e-6);
    QCOMPARE(PictureFaceReader::numbers_for(3), numbers.size(0));
  }

  void saysWhereCascadesAreMissing() {
    const auto missing = PictureFaceReader::open(encoder_, {});
    QVERIFY(!missing.ok() && missing.error().code == ErrorCode::not_found);
  }

  void aPortraitHasOneFace() {
    const Image portrait = made::sample("portrait.jpg");
    const auto read = reader_->read(portrait);
    QVERIFY(read.ok());
    QCOMPARE(read->boxes.size(), std::size_t(1));
    QCOMPARE(read->numbers.size(0), reader_->numbers());
    QCOMPARE(read->numbers[0].item<float>(), 1.0f);
    QVERIFY(std::abs(read->expressions.sum().item<double>() - 1) < 1e-5);
    QVERIFY(difference(read->numbers.slice(0, 3, 6), read->expressions[0]) == 0);
    // The expressions are those of the face cut out of the picture.
    const auto crop = crop_face(portrait, read->boxes.front());
    const auto alone = encoder_->encode({&*crop, 1});
    QVERIFY(difference(torch::softmax(alone->front().logits, 0), read->expressions[0]) == 0);
  }

  void pictureWithoutFacesIsAllZeros() {
    const auto read = reader_->read(made::sample("rocket.jpg"));
    QVERIFY(read.ok() && read->boxes.empty() && !read->expressions.defined());
    QCOMPARE(read->numbers.abs().sum().item<double>(), 0.0);
    QVERIFY(!reader_->read(Image()).ok());
    CancelToken cancelled;
    cancelled.cancel();
    QCOMPARE(reader_->read(made::sample("rocket.jpg"), cancelled).error().code,
             ErrorCode::cancelled);
  }

  void manyAtOnceSayTheSame() {
    const Image portrait = made::sample("portrait.jpg");
    const auto alone = reader_->read(portrait);
    std::vector<torch::Tensor> numbers(8);
    std::vector<std::thread> threads;
    for (auto &own : numbers)
      threads.emplace_back([&] {
        for (int i = 0; i < 3; ++i)
          own = reader_->read(portrait)->numbers;
      });
    for (std::thread &thread : threads)
      thread.join();
    for (const auto &own : numbers)
      QVERIFY(torch::equal(own, alone->numbers));
  }
};

QTEST_GUILESS_MAIN(TestPictureFaces)
#include "test_picture_faces.moc"
