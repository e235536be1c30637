#include "dataset/face_set.h"
#include "media/picture_bytes.h"

#include <QTemporaryDir>
#include <QTest>

namespace fs = std::filesystem;
using namespace affect;

class TestFaceSet : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  const fs::path root_ = folder_.path().toStdString();

  static cv::Mat grey(int side, int level) {
    return cv::Mat(side, side, CV_8UC3, cv::Scalar::all(level));
  }

private Q_SLOTS:
  void readsFacesAndLabels() {
    picture::write(root_ / "a.png", picture::encoded(".png", grey(48, 17)));
    picture::write(root_ / "b.png", picture::encoded(".png", grey(96, 201))); // made smaller
    picture::write(root_ / "broken.png", std::string_view("no picture"));
    picture::write(
        root_ / "list.csv",
        std::string_view(
            "file,emotion\na.png,happy\nbroken.png,sad\nb.png,neutral\na.png,bliss\nc.png,sad\n"));
    const auto set = load_faces(root_ / "list.csv");
    QVERIFY(set.ok());
    QCOMPARE(set->labels, (std::vector<std::int64_t>{3, 6}));
    QCOMPARE(set->faces.size(), std::size_t{2});
    QCOMPARE(int(set->faces[0].grey[100]), 17);
    QCOMPARE(int(set->faces[1].grey[2000]), 201);
    QCOMPARE(set->errors.size(), std::size_t{3});
    QCOMPARE(set->errors[0].file, root_ / "broken.png");
    QVERIFY(set->errors[1].message.find("Line 5") != std::string::npos);
    QCOMPARE(set->errors[2].code, ErrorCode::not_found);
  }

  void whatCannotBeReadIsAnError() {
    QCOMPARE(load_faces(root_ / "none.csv").error().code, ErrorCode::not_found);
    picture::write(root_ / "empty.csv", std::string_view("file,emotion\nnone.png,happy\n"));
    QCOMPARE(load_faces(root_ / "empty.csv").error().code, ErrorCode::bad_format);
    CancelToken cancel;
    cancel.cancel();
    QCOMPARE(load_faces(root_ / "empty.csv", {}, cancel).error().code, ErrorCode::cancelled);
  }
};

QTEST_GUILESS_MAIN(TestFaceSet)
#include "test_face_set.moc"
