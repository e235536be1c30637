#include "training/encoders/face_training.h"
#include "training/encoders/face_views.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>
#include <limits>

using namespace affect;

namespace {

/// Noise that is light above, light below, or light in the middle: what mirroring left to right
/// does not touch.
FaceExamples faces(std::int64_t count) {
  torch::manual_seed(17);
  auto pixels = torch::randint(60, 110, {count, 48, 48});
  std::vector<std::int64_t> labels;
  for (std::int64_t i = 0; i < count; ++i) {
    labels.push_back(i % 3);
    pixels[i].slice(0, 16 * (i % 3), 16 * (i % 3) + 16).add_(110);
  }
  return {pixels.to(torch::kUInt8), torch::tensor(labels, torch::kInt64)};
}

FaceTrainingOptions quick() {
  FaceTrainingOptions options;
  options.network = {8, 3};
  options.epochs = 12;
  options.batch_size = 8; // steps enough for the norms' statistics to follow the views' size
  options.average = 0.8;
  return options;
}

double largest_difference(const StateDict &a, const StateDict &b) {
  double largest = a.size() == b.size() ? 0 : std::numeric_limits<double>::infinity();
  for (const auto &[name, value] : a)
    largest = std::max(largest, (value - b.at(name)).abs().max().item<double>());
  return largest;
}

template <typename T> ErrorCode code_of(const Result<T> &result) {
  return result.ok() ? ErrorCode::internal : result.error().code;
}

} // namespace

class TestFaceTraining : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { torch::set_num_threads(1); }

  void learnsWhatCanBeSeen() {
    const auto train = faces(120), dev = faces(24);
    std::vector<double> heard;
    const auto trained = train_face_net(
        train, dev, quick(), [&](const Progress &progress) { heard.push_back(progress.fraction); });
    QVERIFY(trained.ok());
    QCOMPARE(trained->curve.size(), std::size_t{12});
    QVERIFY(trained->curve.back().loss < 0.7 * trained->curve.front().loss);
    QVERIFY2(trained->curve.back().dev_accuracy > 0.9,
             std::to_string(trained->curve.back().dev_accuracy).c_str());
    QVERIFY(std::isnan(trained->curve.front().dev_accuracy)); // only every fourth and the last
    QCOMPARE(heard.back(), 1.0);

    FaceNet network(quick().network);
    QVERIFY(load_into(*network, trained->state).ok());
    const auto probabilities = predict_faces(FoldedFaceNet(*network), dev.pixels);
    QCOMPARE(probabilities.argmax(1).eq(dev.labels).to(torch::kFloat64).mean().item<double>(),
             trained->curve.back().dev_accuracy);
  }

  void interruptedOrNotIsTheSame() {
    const auto train = faces(32);
    QTemporaryDir whole, parts;
    auto options = quick();
    options.epochs = 3;
    options.folder = whole.path().toStdString();
    const auto once = train_face_net(train, {}, options);
    QVERIFY(once.ok());

    options.folder = parts.path().toStdString();
    CancelToken cancel;
    const auto stop = [&](const Progress &progress) {
      if (progress.fraction > 0.75) // within the last epoch
        cancel.cancel();
    };
    QCOMPARE(code_of(train_face_net(train, {}, options, stop, cancel)), ErrorCode::cancelled);
    options.resume = true;
    const auto resumed = train_face_net(train, {}, options);
    QVERIFY(resumed.ok());
    QCOMPARE(resumed->curve.size(), std::size_t{1});
    QCOMPARE(largest_difference(once->state, resumed->state), 0.0);

    std::ifstream curves(options.folder / "curves.csv");
    int lines = 0;
    for (std::string line; std::getline(curves, line); ++lines)
      ;
    QCOMPARE(lines, 4); // one heading, one line an epoch

    options.seed = 2;
    QCOMPARE(code_of(train_face_net(train, {}, options)), ErrorCode::bad_format);
    options.seed = 1;
    options.network.width = 16;
    QCOMPARE(code_of(train_face_net(train, {}, options)), ErrorCode::bad_format);
  }

  void goesOnFromWeights() {
    const auto train = faces(48);
    const auto first = train_face_net(train, {}, quick());
    QVERIFY(first.ok());
    auto options = quick();
    options.epochs = 1;
    const auto anew = train_face_net(train, {}, options);
    options.start = first->state;
    const auto further = train_face_net(train, {}, options);
    QVERIFY(anew.ok() && further.ok());
    QVERIFY(further->curve.front().loss < 0.8 * anew->curve.front().loss);
    options.network.width = 16;
    QCOMPARE(code_of(train_face_net(train, {}, options)), ErrorCode::bad_format);
  }

  void seedDecides() {
    const auto train = faces(24);
    auto options = quick();
    options.epochs = 1;
    const auto one = train_face_net(train, {}, options), same = train_face_net(train, {}, options);
    options.seed = 2;
    const auto other = train_face_net(train, {}, options);
    QCOMPARE(largest_difference(one->state, same->state), 0.0);
    QVERIFY(largest_difference(one->state, other->state) > 1e-4);
  }

  void badInputIsAnError() {
    auto train = faces(9);
    auto options = quick();
    QCOMPARE(code_of(train_face_net({}, {}, options)), ErrorCode::usage);
    options.network.classes = 2;
    QCOMPARE(code_of(train_face_net(train, {}, options)), ErrorCode::usage);
    options = quick();
    options.epochs = 0;
    QCOMPARE(code_of(train_face_net(train, {}, options)), ErrorCode::usage);
    options = quick();
    options.resume = true;
    options.folder = "/nonexistent";
    QCOMPARE(code_of(train_face_net(train, {}, options)), ErrorCode::not_found);
  }

  void viewsShowTheFace() {
    const auto grey = faces(6).pixels;
    for (const int epoch : {1, 9, 14, 20}) {
      const ViewOptions options = views_of_epoch(epoch, 20, true, 0.2);
      Random random(4), again(4);
      const auto views = face_views(grey, options, random);
      QVERIFY(views.sizes() == torch::IntArrayRef({6, 1, options.side, options.side}));
      QVERIFY(torch::equal(views, face_views(grey, options, again)));
    }
    QCOMPARE(views_of_epoch(1, 20, true, 0.2).side, std::int64_t{24});
    QCOMPARE(views_of_epoch(20, 20, true, 0.2).side, std::int64_t{48});

    QCOMPARE(views_of_epoch(1, 20, false, 0.2).side, std::int64_t{32});

    // Nothing allowed to change but the side they look to: the face or its mirror image.
    const ViewOptions still{48, 1, 1, 0, 0, 0, 0, 0};
    Random random(1);
    const auto views = face_views(grey, still, random), pixels = face_pixels(grey);
    int mirrored = 0;
    for (std::int64_t i = 0; i < 6; ++i) {
      const bool turned = (views[i] - pixels[i].flip(2)).abs().max().item<double>() < 1e-3;
      QVERIFY(turned || (views[i] - pixels[i]).abs().max().item<double>() < 1e-3);
      mirrored += turned;
    }
    QVERIFY(mirrored > 0 && mirrored < 6);
  }
};

QTEST_GUILESS_MAIN(TestFaceTraining)
#include "test_face_training.moc"
