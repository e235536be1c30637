#include "media/faces.h"
#include "picture_bytes.h"
#include "sample_pictures.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

namespace fs = std::filesystem;
using namespace affect;

namespace {

using made::sample;

Image plain(int width, int height, std::uint8_t grey) {
  return {width, height,
          std::vector<std::uint8_t>(static_cast<std::size_t>(width) * height * 3, grey)};
}

/// Every `step`-th pixel of the square of `side` pixels at (left, top) laid on `to` at (x, y).
void paste(const Image &from, int left, int top, int side, int step, Image &to, int x, int y) {
  for (int row = 0; row < side / step; ++row)
    for (int column = 0; column < side / step; ++column)
      for (int channel = 0; channel < 3; ++channel) {
        const auto source =
            static_cast<std::size_t>((top + row * step) * from.width + left + column * step) * 3;
        const auto target = static_cast<std::size_t>((y + row) * to.width + x + column) * 3;
        to.rgb[target + static_cast<std::size_t>(channel)] =
            from.rgb[source + static_cast<std::size_t>(channel)];
      }
}

double middle(const FaceBox &box) { return box.x + box.width / 2; }

template <typename T> ErrorCode code_of(const Result<T> &result) {
  return result.ok() ? ErrorCode::internal : result.error().code;
}

using Found = std::vector<std::vector<FaceBox>>;

} // namespace

class TestFaces : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void findsThePortraitsFace();
  void findsNoneWhereThereIsNone();
  void followsAFaceThatMoves();
  void listsTwoFacesByTheirSize();
  void fillsAGapOfOneFrame();
  void keepsNeighboursApart();
  void thingsThatJumpAreOthers();
  void anySizeIsBearable();
  void aGlanceFindsThePortraitsFace();
  void saysWhereCascadesAreMissing();
  void stopsWhenAsked();
  void cutsWithTheBorderRepeated();
  void cropsAreAntialiased();
  void aFaceOfTheSetStaysAsItIs();
  void badBoxesAreErrors();

private:
  std::optional<FaceFinder> open() const {
    auto finder = FaceFinder::open();
    return finder.ok() ? std::optional(std::move(*finder)) : std::nullopt;
  }
};

#define AFFECT_NEED_CASCADES(name)                                                                 \
  auto name = open();                                                                              \
  if (!name)                                                                                       \
  QSKIP("the package opencv-data is not installed")

void TestFaces::findsThePortraitsFace() {
  AFFECT_NEED_CASCADES(finder);
  const Image portrait = sample("portrait.jpg");
  const auto faces = finder->find(portrait);
  QVERIFY(faces.ok());
  QCOMPARE(faces->size(), std::size_t{1});
  const FaceBox &face = faces->front();
  // Between the eyes, measured on the photograph.
  QVERIFY(face.x < 0.43 && face.x + face.width > 0.43);
  QVERIFY(face.y < 0.22 && face.y + face.height > 0.22);
  QVERIFY(face.width > 0.12 && face.width < 0.35);
}

void TestFaces::findsNoneWhereThereIsNone() {
  AFFECT_NEED_CASCADES(finder);
  for (const char *name : {"cat.jpg", "coffee.jpg", "rocket.jpg", "galaxies.jpg"}) {
    const Image image = sample(name);
    QVERIFY2(image.width > 0, name);
    const auto faces = finder->find(image);
    QVERIFY2(faces.ok() && faces->empty(), name);
  }
}

void TestFaces::followsAFaceThatMoves() {
  AFFECT_NEED_CASCADES(finder);
  const Image portrait = sample("portrait.jpg");
  const auto faces = finder->find(portrait);
  QVERIFY(faces.ok() && !faces->empty());
  const int side = static_cast<int>(faces->front().width * portrait.width * 1.6);
  const int left = static_cast<int>(middle(faces->front()) * portrait.width) - side / 2;
  const int top = std::max(
      0, static_cast<int>((faces->front().y + faces->front().height / 2) * portrait.height) -
             side / 2);
  std::vector<Frame> frames;
  for (int i = 0; i < 5; ++i) {
    frames.push_back({i * 0.5, plain(480, 320, 120)});
    paste(portrait, left, top, side, 1, frames.back().image, 10 + i * 45, 40);
  }
  std::vector<double> heard;
  const auto tracks = track_faces(
      *finder, frames, [&](const Progress &progress) { heard.push_back(progress.fraction); });
  QVERIFY(tracks.ok());
  QCOMPARE(tracks->size(), std::size_t{1});
  QCOMPARE(heard.size(), std::size_t{5});
  QCOMPARE(heard.back(), 1.0);
  const auto &boxes = tracks->front().boxes;
  QCOMPARE(boxes.size(), std::size_t{5});
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    QVERIFY(boxes[i]);
    if (i > 0)
      QVERIFY(std::abs(middle(*boxes[i]) - middle(*boxes[i - 1]) - 45.0 / 480) < 0.02);
  }
}

void TestFaces::listsTwoFacesByTheirSize() {
  AFFECT_NEED_CASCADES(finder);
  const Image portrait = sample("portrait.jpg");
  const auto faces = finder->find(portrait);
  QVERIFY(faces.ok() && !faces->empty());
  const int side = static_cast<int>(faces->front().width * portrait.width * 1.6);
  const int left = static_cast<int>(middle(faces->front()) * portrait.width) - side / 2;
  const int top = std::max(
      0, static_cast<int>((faces->front().y + faces->front().height / 2) * portrait.height) -
             side / 2);
  Frame frame{0, plain(480, 320, 120)};
  paste(portrait, left, top, side, 2, frame.image, 20, 60); // half as large, to the left
  paste(portrait, left, top, side, 1, frame.image, 230, 40);
  const auto tracks = track_faces(*finder, std::vector<Frame>{frame, frame});
  QVERIFY(tracks.ok());
  QCOMPARE(tracks->size(), std::size_t{2});
  for (const FaceTrack &track : *tracks)
    QVERIFY(track.boxes[0] && track.boxes[1]);
  QVERIFY(middle(*tracks->at(0).boxes[0]) > 0.5);
  QVERIFY(middle(*tracks->at(1).boxes[0]) < 0.3);
  QVERIFY(tracks->at(0).boxes[0]->width > 1.5 * tracks->at(1).boxes[0]->width);
}

void TestFaces::fillsAGapOfOneFrame() {
  const FaceBox first{0.1, 0.1, 0.2, 0.2}, third{0.2, 0.14, 0.2, 0.2};
  const auto one = link_faces(Found{{first}, {}, {third}});
  QCOMPARE(one.size(), std::size_t{1});
  QVERIFY(one[0].boxes[1]);
  QVERIFY(std::abs(one[0].boxes[1]->x - 0.15) < 1e-12 &&
          std::abs(one[0].boxes[1]->y - 0.12) < 1e-12);

  // After two frames it is not known to be the same one; nothing is made up at either end.
  const auto two = link_faces(Found{{first}, {}, {}, {first}, {}});
  QCOMPARE(two.size(), std::size_t{2});
  for (const FaceTrack &track : two)
    QCOMPARE(std::count_if(track.boxes.begin(), track.boxes.end(),
                           [](const auto &box) { return box.has_value(); }),
             1);
  QVERIFY(link_faces(Found{}).empty());
  QVERIFY(link_faces(Found{{}, {}}).empty());
}

void TestFaces::keepsNeighboursApart() {
  // Two of one size side by side, found in changing order; the nearer one goes on.
  const FaceBox a{0.1, 0.1, 0.2, 0.2}, b{0.35, 0.1, 0.2, 0.2}, moved_a{0.14, 0.1, 0.2, 0.2},
      moved_b{0.4, 0.1, 0.2, 0.2};
  const auto tracks = link_faces(Found{{a, b}, {moved_b, moved_a}, {a, b}});
  QCOMPARE(tracks.size(), std::size_t{2});
  for (const FaceTrack &track : tracks) {
    const bool left = track.boxes[0]->x < 0.2;
    QCOMPARE(track.boxes[1]->x, left ? moved_a.x : moved_b.x);
    QCOMPARE(track.boxes[2]->x, left ? a.x : b.x);
  }
}

void TestFaces::thingsThatJumpAreOthers() {
  const FaceBox here{0.1, 0.1, 0.1, 0.1}, there{0.7, 0.7, 0.1, 0.1}, near{0.1, 0.1, 0.35, 0.35};
  QCOMPARE(link_faces(Found{{here}, {there}}).size(), std::size_t{2});
  // One that is three times as large is none that came nearer. The larger goes before the longer
  // here: its area counts.
  const auto sizes = link_faces(Found{{here}, {near}, {}, {here}});
  QCOMPARE(sizes.size(), std::size_t{3});
  QVERIFY(sizes[0].boxes[1] && sizes[0].boxes[1]->width == near.width);
  const auto longer = link_faces(Found{{here}, {here, {0.5, 0.5, 0.15, 0.15}}, {here}, {here}});
  QVERIFY(longer[0].boxes[0] && longer[0].boxes[3]); // 4 × 0.01 against 0.0225
}

void TestFaces::anySizeIsBearable() {
  AFFECT_NEED_CASCADES(finder);
  for (const auto &[width, height] :
       {std::pair{1, 1}, {3, 20'000}, {20'000, 3}, {24, 24}, {2000, 1200}}) {
    const auto faces = finder->find(plain(width, height, 90));
    QVERIFY(faces.ok() && faces->empty());
  }
  QCOMPARE(code_of(finder->find(Image())), ErrorCode::usage);
  Image cut = plain(40, 40, 9);
  cut.rgb.resize(100); // fewer bytes than its size says
  QCOMPARE(code_of(finder->find(cut)), ErrorCode::usage);
  QVERIFY(track_faces(*finder, std::vector<Frame>{}).value().empty());
}

void TestFaces::aGlanceFindsThePortraitsFace() {
  auto finder = FaceFinder::open(FaceSearch::quick);
  if (!finder.ok())
    QSKIP("the package opencv-data is not installed");
  const auto faces = finder->find(sample("portrait.jpg"));
  QVERIFY(faces.ok());
  QCOMPARE(faces->size(), std::size_t{1});
  const FaceBox &face = faces->front();
  QVERIFY(face.x < 0.43 && face.x + face.width > 0.43);
  QVERIFY(face.y < 0.22 && face.y + face.height > 0.22);
  for (const char *name : {"coffee.jpg", "rocket.jpg", "galaxies.jpg"})
    QVERIFY2(finder->find(sample(name)).value().empty(), name);
  // A strip as long as a picture may be is looked at, too, and made short before.
  QVERIFY(finder->find(plain(30000, 40, 90)).value().empty());
  // The cascade lies in the folder itself or, as OpenCV has it, in the one beside it.
  QTemporaryDir folder;
  const fs::path root = folder.path().toStdString();
  fs::create_directories(root / "haarcascades");
  QCOMPARE(code_of(FaceFinder::open(FaceSearch::quick, {root / "haarcascades"})),
           ErrorCode::not_found);
  fs::create_directories(root / "lbpcascades");
  picture::write(root / "lbpcascades" / "lbpcascade_frontalface.xml",
                 std::string_view("<?xml version=\"1.0\"?>"));
  QCOMPARE(code_of(FaceFinder::open(FaceSearch::quick, {root / "haarcascades"})),
           ErrorCode::bad_format);
}

void TestFaces::saysWhereCascadesAreMissing() {
  QTemporaryDir folder;
  const fs::path root = folder.path().toStdString();
  QCOMPARE(code_of(FaceFinder::open(FaceSearch::thorough, {root, root / "none"})),
           ErrorCode::not_found);
  QVERIFY(FaceFinder::open(FaceSearch::thorough, {}).error().message.find("opencv-data") !=
          std::string::npos);
  for (const char *name : {"haarcascade_frontalface_alt2.xml", "haarcascade_profileface.xml"})
    picture::write(root / name,
                   std::string_view("<?xml version=\"1.0\"?><opencv_storage><cascade>"));
  const auto damaged = FaceFinder::open(FaceSearch::thorough, {root});
  QCOMPARE(code_of(damaged), ErrorCode::bad_format);
  QCOMPARE(damaged.error().file, root);
}

void TestFaces::stopsWhenAsked() {
  AFFECT_NEED_CASCADES(finder);
  CancelToken cancel;
  const std::vector<Frame> frames(3, Frame{0, plain(64, 64, 80)});
  int looked = 0;
  const auto tracks = track_faces(
      *finder, frames,
      [&](const Progress &) {
        ++looked;
        cancel.cancel();
      },
      cancel);
  QCOMPARE(code_of(tracks), ErrorCode::cancelled);
  QCOMPARE(looked, 1);
}

void TestFaces::cutsWithTheBorderRepeated() {
  // Dark to the left, light to the right; a box at the left edge reaches past it by its margin.
  Image image = plain(200, 100, 10);
  for (std::size_t i = 0; i < image.rgb.size(); ++i)
    if (i / 3 % 200 >= 50)
      image.rgb[i] = 210;
  const auto crop = crop_face(image, {0, 0, 0.5, 1});
  QVERIFY(crop.ok());
  for (int y = 0; y < face_side; ++y) {
    QCOMPARE(int(crop->grey[static_cast<std::size_t>(y) * face_side]), 10);
    QCOMPARE(int(crop->grey[static_cast<std::size_t>(y) * face_side + 10]), 10);
    QCOMPARE(int(crop->grey[static_cast<std::size_t>(y) * face_side + face_side - 1]), 210);
  }
}

void TestFaces::cropsAreAntialiased() {
  Image image = plain(480, 480, 0);
  for (std::size_t i = 0; i < image.rgb.size(); ++i)
    image.rgb[i] = (i / 3 + i / 3 / 480) % 2 ? 255 : 0; // single pixels, black and white by turns
  const auto crop = crop_face(image, {0.1, 0.1, 0.8, 0.8});
  QVERIFY(crop.ok());
  for (const std::uint8_t grey : crop->grey)
    QVERIFY(grey > 115 && grey < 140);
}

void TestFaces::aFaceOfTheSetStaysAsItIs() {
  Image image = plain(face_side, face_side, 0);
  for (std::size_t i = 0; i < image.rgb.size(); ++i)
    image.rgb[i] = static_cast<std::uint8_t>(i / 3 * 7 % 256);
  const auto crop = whole_face(image);
  QVERIFY(crop.ok());
  for (std::size_t i = 0; i < crop->grey.size(); ++i)
    QCOMPARE(crop->grey[i], image.rgb[3 * i]);
  QVERIFY(whole_face(plain(5, 900, 77)).ok());
  QCOMPARE(code_of(whole_face(Image())), ErrorCode::usage);
}

void TestFaces::badBoxesAreErrors() {
  const Image image = plain(100, 50, 3);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const FaceBox &box :
       {FaceBox{0, 0, 0, 0.5}, FaceBox{0, 0, -1, 1}, FaceBox{0.9, 0, 0.2, 0.2},
        FaceBox{-0.1, 0, 0.5, 0.5}, FaceBox{nan, 0, 0.5, 0.5}, FaceBox{0, 0, nan, 0.5},
        FaceBox{0, 0, 1e300, 1e300}, FaceBox{0, 0, 1e-9, 1e-9}})
    QCOMPARE(code_of(crop_face(image, box)), ErrorCode::usage);
  QVERIFY(crop_face(image, {0, 0, 1, 1}).ok());
  QCOMPARE(code_of(crop_face(Image(), {0, 0, 1, 1})), ErrorCode::usage);
}

QTEST_GUILESS_MAIN(TestFaces)
#include "test_faces.moc"
