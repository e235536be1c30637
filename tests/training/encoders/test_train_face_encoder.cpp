#include "training/encoders/train_face_encoder.h"

#include "media/picture_bytes.h"
#include "training/encoders/face_evaluation.h"

#include <QTemporaryDir>
#include <QTest>

namespace fs = std::filesystem;
using namespace affect;

class TestTrainFaceEncoder : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  const fs::path root_ = folder_.path().toStdString();

  // Two faces, and one that is not there.
  static void write_list(const fs::path &list) {
    picture::write(list.parent_path() / "dark.png",
                   picture::encoded(".png", cv::Mat(48, 48, CV_8UC3, cv::Scalar::all(30))));
    picture::write(list.parent_path() / "light.png",
                   picture::encoded(".png", cv::Mat(48, 48, CV_8UC3, cv::Scalar::all(220))));
    picture::write(list, std::string_view("file,emotion\ndark.png,sad\nlight.png,happy\n"
                                          "none.png,sad\n"));
  }

private Q_SLOTS:
  void folderIsThatOfAnEncoderThatCanBeScored() {
    write_list(root_ / "train.csv");
    write_list(root_ / "dev.csv");
    FaceEncoderTraining training;
    training.root = root_;
    training.training.folder = root_ / "new" / "encoder";
    training.training.network.width = 8;
    training.training.epochs = 1;
    int skipped = 0;
    Reporting reporting;
    reporting.skipped = [&](const Error &) { ++skipped; };
    const auto trained = train_face_encoder(training, reporting, {});
    QVERIFY2(trained.ok(), trained.ok() ? "" : trained.error().text().c_str());
    QCOMPARE(skipped, 2); // one a list
    const auto encoder = FaceEncoder::open(training.training.folder, torch::kFloat32);
    QVERIFY2(encoder.ok(), encoder.ok() ? "" : encoder.error().text().c_str());
    const auto scores = evaluate_face_encoder(**encoder, root_ / "dev.csv", reporting);
    QVERIFY(scores.ok());
    QCOMPARE(skipped, 3);
    QCOMPARE(scores->n, std::int64_t{2});
    QCOMPARE(scores->per_class.size(), std::size_t{7});
    QCOMPARE(scores->per_class[3].support, std::int64_t{1}); // happy
    QCOMPARE(scores->per_class[4].support, std::int64_t{1}); // sad
  }

  void anExpressionTheEncoderDoesNotKnowIsAnError() {
    write_list(root_ / "dev.csv");
    FaceNetConfig network;
    network.width = 8;
    network.classes = 2;
    torch::manual_seed(1);
    QVERIFY(
        write_face_encoder(root_, network, {"angry", "happy"}, state_of(*FaceNet(network))).ok());
    const auto encoder = FaceEncoder::open(root_, torch::kFloat32);
    QVERIFY2(encoder.ok(), encoder.ok() ? "" : encoder.error().text().c_str());
    const auto scores = evaluate_face_encoder(**encoder, root_ / "dev.csv", {});
    QVERIFY(!scores.ok());
    QCOMPARE(scores.error().code, ErrorCode::bad_format);
    QCOMPARE(scores.error().message, std::string("The encoder knows no expression sad."));
  }

  void aListThatIsNotThereIsAnError() {
    FaceEncoderTraining training;
    training.root = root_ / "none";
    training.training.folder = root_ / "out";
    const auto trained = train_face_encoder(training, {}, {});
    QVERIFY(!trained.ok() && trained.error().code == ErrorCode::not_found);
  }
};

QTEST_GUILESS_MAIN(TestTrainFaceEncoder)
#include "test_train_face_encoder.moc"
