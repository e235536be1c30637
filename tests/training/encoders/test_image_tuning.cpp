#include "training/encoders/image_tuning.h"

#include <QTest>

#include <cmath>

using namespace affect;

namespace {

constexpr int first_block = 12;
constexpr std::int64_t pictures = 46; // not a multiple of any batch
constexpr int epochs = 12;

/// Untrained weights of an encoder, large enough for a signal to reach its end.
StateDict untrained() {
  torch::manual_seed(3);
  StateDict state = state_of(*EfficientNetLite0(0));
  for (auto &[name, value] : state)
    if (value.dim() == 4)
      value.mul_(2);
  return state;
}

/// Noise whose brightness tells the class: dark, grey, bright.
torch::Tensor picture(std::int64_t index) {
  torch::manual_seed(100 + static_cast<std::uint64_t>(index));
  return torch::randn({3, 64, 64}) * 0.2 + static_cast<double>(index % 3 - 1);
}

Result<torch::Tensor> source(std::int64_t index) { return picture(index); }

std::vector<ImageTarget> targets() {
  std::vector<ImageTarget> all;
  for (std::int64_t index = 0; index < pictures; ++index)
    all.push_back({index, static_cast<int>(index % 3), static_cast<int>(index % 3)});
  return all;
}

ImageTuningOptions quick() {
  ImageTuningOptions options;
  options.epochs = epochs;
  options.batch_size = 12;
  options.rate = 1e-3;
  options.head_rate = 1e-2;
  options.dropout = options.drop_path = 0;
  options.average_decay = 0.5;
  return options;
}

/// Which tensors a tuning from `first_block` may change.
bool may_change(const std::string &name) {
  const bool behind = name.starts_with("_conv_head.") || name.starts_with("_bn1.") ||
                      (name.starts_with("_blocks.") && std::stoi(name.substr(8)) >= first_block);
  const bool kept = name.find("running_") != std::string::npos ||
                    name.ends_with("_depthwise_conv.weight") ||
                    (name.starts_with("_blocks.") && name.ends_with("._bn1.weight"));
  return behind && !kept;
}

template <typename T> ErrorCode code_of(const Result<T> &result) {
  return result.ok() ? ErrorCode::internal : result.error().code;
}

} // namespace

class TestImageTuning : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void activationsAreTheTrunks();
  void learnsAndLeavesTheRestAlone();
  void seedDecides();
  void unknownLabelsDoNotCount();
  void badInputIsAnError();
  void stopsWhenAsked();

private:
  StateDict start_;
  TrunkActivations trunk_;
};

void TestImageTuning::initTestCase() {
  start_ = untrained();
  double last = 0;
  const auto trunk =
      trunk_activations(start_, pictures, source, first_block,
                        [&last](const Progress &progress) { last = progress.fraction; });
  QVERIFY2(trunk.ok(), trunk.ok() ? "" : trunk.error().text().c_str());
  QCOMPARE(last, 1.0);
  trunk_ = *trunk;
}

void TestImageTuning::activationsAreTheTrunks() {
  torch::NoGradGuard frozen;
  QCOMPARE(trunk_.first_block, first_block);
  QVERIFY(trunk_.plain.sizes() == torch::IntArrayRef({pictures, 192, 2, 2}));
  EfficientNetLite0 network(0);
  QVERIFY(load_into(*network, start_).ok());
  const auto near = [&](const torch::Tensor &row, const torch::Tensor &pixels) {
    const auto expected = network->trunk(pixels.unsqueeze(0), first_block)[0];
    return (row.to(torch::kFloat32) - expected).norm().item<double>() /
           expected.norm().item<double>();
  };
  // The last batch is not a full one: its rows must be in place too.
  for (const std::int64_t index : {std::int64_t{0}, std::int64_t{17}, pictures - 1}) {
    QVERIFY(near(trunk_.plain[index], picture(index)) < 0.05);
    QVERIFY(near(trunk_.mirrored[index], picture(index).flip(2)) < 0.05);
  }
}

void TestImageTuning::learnsAndLeavesTheRestAlone() {
  const auto tuned = tune_image_encoder(start_, trunk_, targets(), quick());
  QVERIFY2(tuned.ok(), tuned.ok() ? "" : tuned.error().text().c_str());
  QCOMPARE(tuned->curve.size(), std::size_t{epochs});
  QVERIFY(tuned->curve.back().loss < tuned->curve.front().loss);
  QVERIFY2(tuned->curve.back().accuracy > 0.9,
           qPrintable(QString::number(tuned->curve.back().accuracy)));

  for (const auto &[name, value] : start_) {
    const auto found = tuned->state.find(name);
    QCOMPARE(found != tuned->state.end(),
             value.is_floating_point()); // counters of batches are not weights
    if (value.is_floating_point())
      QVERIFY2(torch::equal(found->second, value) != may_change(name), name.c_str());
  }

  // The returned weights, not only those of the last step, tell the classes apart: pictures never
  // seen.
  torch::NoGradGuard frozen;
  EfficientNetLite0 network(3);
  QVERIFY(load_into(*network, tuned->state).ok());
  network->eval();
  for (std::int64_t unseen = 300; unseen < 306; ++unseen) {
    const auto vector = network->forward(picture(unseen).unsqueeze(0)).pooled;
    QCOMPARE(network->classify(vector).argmax(1).item<std::int64_t>(), unseen % 3);
  }
}

void TestImageTuning::seedDecides() {
  auto options = quick();
  options.epochs = 1;
  const auto first = tune_image_encoder(start_, trunk_, targets(), options);
  const auto again = tune_image_encoder(start_, trunk_, targets(), options);
  options.seed = 2;
  const auto other = tune_image_encoder(start_, trunk_, targets(), options);
  QVERIFY(first.ok() && again.ok() && other.ok());
  const char *name = "_blocks.14._project_conv.weight";
  QVERIFY(torch::equal(first->state.at(name), again->state.at(name)));
  QVERIFY(!torch::equal(first->state.at(name), other->state.at(name)));
}

void TestImageTuning::unknownLabelsDoNotCount() {
  auto options = quick();
  options.epochs = 1;
  options.label_smoothing = 0;
  auto all = targets();
  for (auto &target : all)
    target.image = target.joint = -1;
  const auto nothing = tune_image_encoder(start_, trunk_, all, options);
  QVERIFY(nothing.ok());
  QCOMPARE(nothing->curve.front().loss, 0.0);
  QVERIFY(std::isnan(nothing->curve.front().accuracy));
  // Of the classifier nothing was asked, so it stays at zero.
  QCOMPARE(nothing->state.at("_fc.weight").abs().max().item<float>(), 0.0f);

  for (auto &target : all)
    target.joint = static_cast<int>(target.picture % 3);
  const auto joint = tune_image_encoder(start_, trunk_, all, options);
  QVERIFY(joint.ok());
  QVERIFY(joint->curve.front().loss > 0.1);
  QVERIFY(std::isnan(joint->curve.front().accuracy));
}

void TestImageTuning::badInputIsAnError() {
  QCOMPARE(code_of(tune_image_encoder(start_, trunk_, {})), ErrorCode::usage);
  QCOMPARE(code_of(tune_image_encoder(start_, trunk_, {{pictures, 0, 0}})), ErrorCode::usage);
  QCOMPARE(code_of(tune_image_encoder(start_, trunk_, {{-1, 0, 0}})), ErrorCode::usage);
  QCOMPARE(code_of(tune_image_encoder(start_, trunk_, {{0, 3, 0}})), ErrorCode::usage);
  QCOMPARE(code_of(tune_image_encoder(start_, trunk_, {{0, 0, -2}})), ErrorCode::usage);
  auto no_epoch = quick();
  no_epoch.epochs = 0;
  QCOMPARE(code_of(tune_image_encoder(start_, trunk_, targets(), no_epoch)), ErrorCode::usage);
  auto partial = start_;
  partial.erase("_conv_head.weight");
  QCOMPARE(code_of(tune_image_encoder(partial, trunk_, targets(), quick())), ErrorCode::bad_format);

  QCOMPARE(code_of(trunk_activations(partial, pictures, source, first_block)),
           ErrorCode::bad_format);
  QCOMPARE(code_of(trunk_activations(start_, 0, source, first_block)), ErrorCode::usage);
  const auto broken = [](std::int64_t index) -> Result<torch::Tensor> {
    return make_error(ErrorCode::unreadable, "The picture cannot be read.",
                      std::to_string(index) + ".jpg");
  };
  const auto unreadable = trunk_activations(start_, pictures, broken, first_block);
  QVERIFY(!unreadable.ok());
  QCOMPARE(unreadable.error().file, std::filesystem::path("0.jpg"));
  const auto uneven = [](std::int64_t index) -> Result<torch::Tensor> {
    return torch::zeros({3, 64, 64 + index});
  };
  const auto thrown = trunk_activations(start_, 2, uneven, first_block);
  QVERIFY(!thrown.ok());
  QCOMPARE(thrown.error().code, ErrorCode::internal);
}

void TestImageTuning::stopsWhenAsked() {
  CancelToken cancel;
  int steps = 0;
  const auto stop_at_third = [&](const Progress &) {
    if (++steps == 3)
      cancel.cancel();
  };
  QCOMPARE(code_of(tune_image_encoder(start_, trunk_, targets(), quick(), stop_at_third, cancel)),
           ErrorCode::cancelled);
  QCOMPARE(steps, 3);
  QCOMPARE(code_of(trunk_activations(start_, pictures, source, first_block, {}, cancel)),
           ErrorCode::cancelled);
}

QTEST_GUILESS_MAIN(TestImageTuning)
#include "test_image_tuning.moc"
