#include "features/face_encoder.h"
#include "nn/made_folder.h"

#include <QTemporaryDir>
#include <QTest>

#include <limits>

namespace fs = std::filesystem;
using namespace affect;

namespace {

const std::vector<std::string> names{"calm", "glad", "cross"};
const FaceNetConfig small{8, 3};

/// Weights for which every norm does something.
StateDict weights() {
  torch::manual_seed(9);
  StateDict state;
  for (const auto &[name, value] : state_of(*FaceNet(small)))
    if (value.is_floating_point())
      state[name] = name.ends_with("running_var")    ? torch::rand_like(value) + 0.5
                    : name.ends_with("norm2.weight") ? torch::rand_like(value)
                                                     : value.clone();
  return state;
}

std::vector<FaceCrop> crops(std::size_t count) {
  std::vector<FaceCrop> crops(count);
  std::uint32_t state = 1;
  for (FaceCrop &crop : crops)
    for (auto &grey : crop.grey)
      grey = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
  return crops;
}

double difference(const torch::Tensor &a, const torch::Tensor &b) {
  return (a - b).abs().max().item<double>();
}

} // namespace

class TestFaceEncoder : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path root_;

  static Result<std::unique_ptr<FaceEncoder>> open(const fs::path &folder) {
    return FaceEncoder::open(folder, torch::kFloat32);
  }
  ErrorCode code() const {
    const auto encoder = open(root_);
    return encoder.ok() ? ErrorCode::internal : encoder.error().code;
  }
  void config(const char *json) const { made::write_text(root_ / "config.json", json); }

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
    QVERIFY(write_face_encoder(root_, small, names, weights()).ok());
  }

  void roundTrip() {
    const auto encoder = open(root_);
    QVERIFY(encoder.ok());
    const FaceEncoder &face = **encoder;
    QCOMPARE(face.width(), std::int64_t{32});
    QCOMPARE(face.classes(), names);
    QCOMPARE(face.id(), root_.filename().string());
    QCOMPARE(face.hash().size(), std::size_t{64});
    QVERIFY(face.parameters() > 10'000);

    // What the network says whose weights were written, but for their rounding to 16 bits.
    FaceNet network(small);
    QVERIFY(load_into(*network, weights()).ok());
    const auto input = crops(3);
    const auto features = face.encode(input);
    QVERIFY(features.ok());
    QCOMPARE(features->size(), input.size());
    for (std::size_t i = 0; i < input.size(); ++i) {
      const auto grey = torch::tensor(std::vector<int>(input[i].grey.begin(), input[i].grey.end()))
                            .view({1, 48, 48});
      const auto expected =
          read_with_mirror(FoldedFaceNet(*network), face_pixels(grey.to(torch::kUInt8)));
      QVERIFY(difference((*features)[i].vector, expected.vector[0]) <
              0.02 * expected.vector.abs().max().item<double>());
      QVERIFY(difference((*features)[i].logits, expected.logits[0]) < 0.02);
    }
    // The file holds 16 bits a weight.
    QVERIFY(fs::file_size(root_ / "model.safetensors") <
            3 * static_cast<std::uintmax_t>(face.parameters()));
  }

  void aBatchIsItsFaces() {
    const auto encoder = open(root_);
    QVERIFY(encoder.ok());
    const auto input = crops(70); // more than one batch
    const auto together = (*encoder)->encode(input);
    QVERIFY(together.ok());
    QCOMPARE(together->size(), input.size());
    for (const std::size_t i : {0, 1, 63, 64, 69}) {
      const auto alone = (*encoder)->encode(std::span(input).subspan(i, 1));
      QVERIFY(alone.ok());
      QVERIFY(difference(alone->front().vector, (*together)[i].vector) < 1e-4);
      QVERIFY(difference(alone->front().logits, (*together)[i].logits) < 1e-4);
    }
    QVERIFY(difference((*together)[0].vector, (*together)[1].vector) > 1e-3);
    QVERIFY((*encoder)->encode({})->empty());
  }

  void contentNamesItsFeatures() {
    const auto before = open(root_).value()->hash();
    auto state = weights();
    state["classifier.bias"] += 1;
    QVERIFY(write_face_encoder(root_, small, names, state).ok());
    QVERIFY(open(root_).value()->hash() != before);
  }

  void hostileConfigurations() {
    config("[]");
    QCOMPARE(code(), ErrorCode::bad_format);
    config(R"({"model_type":"vit"})");
    QCOMPARE(code(), ErrorCode::unsupported);
    for (
        const char *json : {
            R"({"model_type":"affectscope-face","width":1000000000,"classes":["a","b","c"]})",
            R"({"model_type":"affectscope-face","width":-8,"classes":["a","b","c"]})",
            R"({"model_type":"affectscope-face","width":"8","classes":["a","b","c"]})",
            R"({"model_type":"affectscope-face","width":8,"hidden_size":33,"classes":["a","b","c"]})",
            R"({"model_type":"affectscope-face","width":8,"image_size":64,"classes":["a","b","c"]})",
            R"({"model_type":"affectscope-face","width":8})",
            R"({"model_type":"affectscope-face","width":8,"classes":"abc"})",
            R"({"model_type":"affectscope-face","width":8,"classes":[]})",
            R"({"model_type":"affectscope-face","width":8,"classes":["a",2,"c"]})",
            R"({"model_type":"affectscope-face","width":8,"classes":["a","","c"]})",
            R"({"model_type":"affectscope-face","width":8,"classes":["a","b"]})", // tensors are of
                                                                                  // three
            R"({"model_type":"affectscope-face","width":16,"classes":["a","b","c"]})", // of another
                                                                                       // width
        }) {
      config(json);
      QVERIFY2(code() == ErrorCode::bad_format, json);
    }
    fs::remove(root_ / "config.json");
    QCOMPARE(code(), ErrorCode::not_found);
  }

  void hostileWeights() {
    auto state = weights();
    state["classifier.bias"][1] = std::numeric_limits<float>::quiet_NaN();
    QVERIFY(write_face_encoder(root_, small, names, state).ok());
    QCOMPARE(code(), ErrorCode::bad_format);

    state = weights();
    state.erase("stem.weight");
    QVERIFY(write_face_encoder(root_, small, names, state).ok());
    QCOMPARE(code(), ErrorCode::bad_format);

    state = weights();
    state["blocks.0.conv1.weight"] = torch::zeros({8, 8, 3});
    QVERIFY(write_face_encoder(root_, small, names, state).ok());
    QCOMPARE(code(), ErrorCode::bad_format);

    fs::resize_file(root_ / "model.safetensors", 500);
    QCOMPARE(code(), ErrorCode::bad_format);
    fs::remove(root_ / "model.safetensors");
    QCOMPARE(code(), ErrorCode::not_found);
  }

  void everyClassNeedsAName() {
    const auto result = write_face_encoder(root_, small, {"one", "two"}, weights());
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::usage);
  }
};

QTEST_GUILESS_MAIN(TestFaceEncoder)
#include "test_face_encoder.moc"
