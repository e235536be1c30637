#include "features/made_encoders.h"
#include "features/tuned_encoders.h"
#include "shared_data.h"

#include <QTest>

using namespace affect;
using made::busy_image;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> texts{"good food", "bad", "the good and the bad and the food", "",
                                     "one more line"};

std::vector<const TextBelow *> all_of(const std::vector<TextBelow> &below) {
  std::vector<const TextBelow *> pointers;
  for (const TextBelow &one : below)
    pointers.push_back(&one);
  return pointers;
}

/// Whatever the depth, what is below and what is above make the whole.
void check_text(TextEncoder &encoder, int64_t tuned) {
  torch::NoGradGuard frozen;
  const auto whole = encoder.encode(texts);
  const auto below = encoder.encode_below(texts, tuned);
  const auto above = encoder.encode_above(all_of(below), tuned);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto row = static_cast<int64_t>(i);
    QCOMPARE(below[i].tokens, whole[i].hidden.size(0));
    QVERIFY(largest_difference(above.hidden[row].slice(0, 0, below[i].tokens), whole[i].hidden) <
            1e-4);
    QVERIFY(largest_difference(above.vector[row], whole[i].vector) < 1e-4);
  }
}

std::vector<std::shared_ptr<const Image>> prepared(const ImageEncoder &encoder,
                                                   const std::vector<Image> &pictures) {
  std::vector<std::shared_ptr<const Image>> made;
  for (const Image &picture : pictures)
    made.push_back(std::make_shared<const Image>(std::move(*encoder.prepare(picture))));
  return made;
}

void check_image(ImageEncoder &encoder, int64_t tuned) {
  torch::NoGradGuard frozen;
  const std::vector<Image> pictures{busy_image(40, 30, 1), busy_image(64, 64, 2)};
  const auto whole = encoder.encode(pictures);
  const auto below = encoder.encode_below(prepared(encoder, pictures), tuned, false);
  QVERIFY(whole.ok() && below.ok());
  const auto above = encoder.encode_above(*below, tuned);
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    QVERIFY(largest_difference(above.regions[static_cast<int64_t>(i)], (*whole)[i].regions) < 1e-3);
    QVERIFY(largest_difference(above.vector[static_cast<int64_t>(i)], (*whole)[i].vector) < 1e-3);
  }
  const auto mirrored = encoder.encode_below(prepared(encoder, pictures), tuned, true);
  QVERIFY(mirrored.ok() && largest_difference(*mirrored, *below) > 1e-3);
}

/// A step on whatever the tail has: every parameter of it gets a gradient, none below.
template <typename Encoder, typename Vector>
void check_gradients(Encoder &encoder, int64_t tuned, const Vector &vector) {
  encoder.begin_tuning(tuned, 0.1);
  vector().square().sum().backward();
  const auto tail = encoder.tail_parameters(tuned),
             more = encoder.tail_parameters(encoder.blocks());
  QVERIFY(!tail.empty());
  for (const auto &[name, parameter] : tail)
    QVERIFY2(parameter.grad().defined(), name.c_str());
  for (const auto &[name, parameter] : more)
    if (!tail.count(name))
      QVERIFY2(!parameter.grad().defined() && !parameter.requires_grad(), name.c_str());
  encoder.end_tuning();
}

TunedLayers moved(TunedLayers layers) {
  for (auto &[name, tensor] : layers.state)
    tensor = (tensor + 0.05 * torch::randn_like(tensor)).to(torch::kFloat16).to(torch::kFloat32);
  return layers;
}

} // namespace

class TestTunedLayers : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = folder_->path().toStdString();
    torch::manual_seed(5);
  }
  void everyFamilyFallsInTwo_data();
  void everyFamilyFallsInTwo();
  void efficientNetFallsInTwo();
  void layersAreLaidOverAndTakenBack();
  void whatDoesNotFitIsRefused();
  void aFileHoldsBothEncoders();

private:
  std::unique_ptr<TextEncoder> text() {
    auto opened = TextEncoder::open(made::bert_folder(path_), torch::kFloat32);
    if (!opened.ok())
      qFatal("%s", opened.error().text().c_str());
    return std::move(*opened);
  }
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path path_;
};

void TestTunedLayers::everyFamilyFallsInTwo_data() {
  QTest::addColumn<QString>("name");
  for (const char *name :
       {"bert", "roberta", "xlm-roberta", "clip", "chinese-clip", "siglip", "vit"})
    QTest::newRow(name) << name;
}

void TestTunedLayers::everyFamilyFallsInTwo() {
  AFFECT_NEED_SHARED(models, "fixtures/hf/models");
  QFETCH(QString, name);
  int found = 0;
  for (const auto &entry : fs::directory_iterator(models)) {
    if (!entry.path().filename().string().starts_with(name.toStdString()))
      continue;
    if (auto encoder = TextEncoder::open(entry.path(), torch::kFloat32); encoder.ok()) {
      ++found;
      for (const int64_t tuned : {int64_t{1}, (*encoder)->blocks()})
        check_text(**encoder, tuned);
      const auto below = (*encoder)->encode_below(texts, 1);
      check_gradients(**encoder, 1, [&] {
        const auto made = (*encoder)->encode_above(all_of(below), 1);
        return torch::cat({made.hidden.flatten(), made.vector.flatten()});
      });
    }
    if (auto encoder = ImageEncoder::open(entry.path(), torch::kFloat32); encoder.ok()) {
      ++found;
      for (const int64_t tuned : {int64_t{1}, (*encoder)->blocks()})
        check_image(**encoder, tuned);
      const auto below =
          (*encoder)->encode_below(prepared(**encoder, {busy_image(40, 30, 1)}), 1, false);
      check_gradients(**encoder, 1, [&] {
        const auto made = (*encoder)->encode_above(*below, 1);
        return torch::cat({made.regions.flatten(), made.vector.flatten()});
      });
    }
  }
  QVERIFY2(found > 0, "no folder of this family");
}

void TestTunedLayers::efficientNetFallsInTwo() {
  auto opened = ImageEncoder::open(made::efficientnet_folder(path_), torch::kFloat32);
  QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
  ImageEncoder &encoder = **opened;
  QCOMPARE(encoder.blocks(), int64_t{EfficientNetLite0Impl::block_count});
  for (const int64_t tuned : {1, 5, 16})
    check_image(encoder, tuned);
  const std::vector<Image> pictures{busy_image(40, 30, 1)};
  const auto below = encoder.encode_below(prepared(encoder, pictures), 2, false);
  check_gradients(encoder, 2, [&] { return encoder.encode_above(*below, 2).vector; });
  // Batch norms keep their statistics and depthwise kernels their values.
  for (const auto &[name, parameter] : encoder.tail_parameters(16))
    QVERIFY2(name.find("_depthwise_conv") == std::string::npos &&
                 name.find("running") == std::string::npos,
             name.c_str());
  // The folded network follows.
  const auto before = encoder.encode(pictures);
  QVERIFY(encoder.lay_over(moved(encoder.last_layers(2))).ok());
  QVERIFY(largest_difference(encoder.encode(pictures)->front().vector, before->front().vector) >
          1e-3);
  check_image(encoder, 2);
}

void TestTunedLayers::layersAreLaidOverAndTakenBack() {
  const auto encoder = text();
  const auto start = encoder->last_layers(1);
  const auto before = encoder->encode(texts);
  const auto below = encoder->encode_below(texts, 1);
  QCOMPARE(encoder->hash(), encoder->base_hash());
  const auto tuned = moved(start);
  QVERIFY(encoder->lay_over(tuned).ok());
  QVERIFY(encoder->hash() != encoder->base_hash()); // features are cached under another name
  const std::string hash = encoder->hash();
  const auto after = encoder->encode(texts);
  QVERIFY(largest_difference(after[0].hidden, before[0].hidden) > 1e-3);
  QVERIFY(torch::equal(encoder->encode_below(texts, 1)[2].states, below[2].states));
  QVERIFY(encoder->lay_over(start).ok());
  const auto again = encoder->encode(texts);
  for (std::size_t i = 0; i < texts.size(); ++i)
    QVERIFY(torch::equal(again[i].hidden, before[i].hidden));
  // Another encoder in memory with the same layers has the same name.
  const auto other = text();
  QVERIFY(other->lay_over(tuned).ok());
  QCOMPARE(other->hash(), hash);
  QVERIFY(torch::equal(other->encode(texts)[0].hidden, after[0].hidden));
}

void TestTunedLayers::whatDoesNotFitIsRefused() {
  const auto encoder = text();
  const auto before = encoder->encode(texts);
  const auto good = moved(encoder->last_layers(1));
  const std::string name = good.state.begin()->first;
  const auto refused = [&](const TunedLayers &layers, const char *sentence) {
    const auto result = encoder->lay_over(layers, "tuned.safetensors");
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::bad_format);
    QVERIFY2(result.error().message.find(sentence) != std::string::npos,
             result.error().message.c_str());
    QVERIFY(result.error().file == "tuned.safetensors");
  };
  auto bad = good;
  bad.state.erase(name);
  refused(bad, "lack");
  bad = good;
  bad.state["encoder.layer.0.output.dense.bias"] = torch::zeros({24}); // a block that is not tuned
  refused(bad, "which the encoder has not");
  bad = good;
  bad.state[name] = torch::zeros({3});
  refused(bad, "shape");
  bad = good;
  bad.state[name] = torch::full_like(bad.state[name], NAN);
  refused(bad, "no numbers");
  bad = good;
  bad.blocks = 3;
  refused(bad, "2 blocks");
  QVERIFY(torch::equal(encoder->encode(texts)[0].hidden, before[0].hidden));
  QCOMPARE(encoder->hash(), encoder->base_hash());
}

void TestTunedLayers::aFileHoldsBothEncoders() {
  const auto encoder = text();
  const fs::path pictures = path_ / "pictures";
  fs::create_directories(pictures);
  auto image = ImageEncoder::open(made::efficientnet_folder(pictures), torch::kFloat32);
  QVERIFY(image.ok());
  const TunedEncoders tuned{moved(encoder->last_layers(2)), moved((*image)->last_layers(1))};
  const fs::path file = path_ / "tuned.safetensors";
  QVERIFY(write_tuned(file, tuned).ok());
  const auto read = read_tuned(file, 2, 1);
  QVERIFY(read.ok());
  QVERIFY(lay_over(*encoder, **image, *read, file).ok());
  for (const auto &[name, tensor] : encoder->last_layers(2).state)
    QVERIFY2(torch::equal(tensor, tuned.text.state.at(name)), name.c_str());
  for (const auto &[name, tensor] : (*image)->last_layers(1).state)
    QVERIFY2(torch::equal(tensor, tuned.image.state.at(name)), name.c_str());
  QCOMPARE(read_tuned(file, 2, 0).error().code,
           ErrorCode::bad_format); // the image's tensors are nobody's then
}

QTEST_GUILESS_MAIN(TestTunedLayers)
#include "test_tuned_layers.moc"
