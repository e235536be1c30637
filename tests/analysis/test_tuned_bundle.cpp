#include "analysis/loaded_bundle.h"
#include "base/hash.h"
#include "features/made_encoders.h"
#include "features/tuned_encoders.h"
#include "models/model_store.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace affect;
namespace fs = std::filesystem;

namespace {

Post sample_post() {
  Post post;
  post.source.id = "made";
  post.text = "the good food word7";
  post.image = std::make_shared<const Image>(made::busy_image(20, 16, 5));
  return post;
}

TunedLayers moved(TunedLayers layers, int64_t seed) {
  torch::manual_seed(seed);
  for (auto &[name, tensor] : layers.state)
    tensor = tensor + 0.3 * torch::randn_like(tensor);
  return layers;
}

} // namespace

/// Bundles that bring tuned layers of the shared encoders along.
class TestTunedBundle : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    models_ = fs::path(folder_->path().toStdString()) / "models";
    qputenv("XDG_DATA_HOME", (models_ / "none").c_str());
    qputenv("AFFECTSCOPE_MODELS", models_.c_str());
    made::bert_folder(models_ / "encoders" / "words");
    made::clip_image_folder(models_ / "encoders" / "pictures");
    auto text = TextEncoder::open(models_ / "encoders" / "words", torch::kFloat32);
    auto image = ImageEncoder::open(models_ / "encoders" / "pictures", torch::kFloat32);
    QVERIFY(text.ok() && image.ok());
    text_ = std::move(*text);
    image_ = std::move(*image);
    write("plain", {});
    write("tuned", {moved(text_->last_layers(1), 1), {}});
  }

  void aBundleReadsWithItsOwnLayers() {
    const auto plain = load_bundle(models_ / "plain", Precision::fp32);
    const auto tuned = load_bundle(models_ / "tuned", Precision::fp32);
    QVERIFY(plain.ok());
    QVERIFY2(tuned.ok(), tuned.ok() ? "" : tuned.error().text().c_str());
    const std::string text = "the good food word7";
    const auto before = plain->text->encode({&text, 1}).front(),
               after = tuned->text->encode({&text, 1}).front();
    QVERIFY(largest_difference(before.hidden, after.hidden) > 1e-2);
    QCOMPARE(tuned->text->base_hash(), plain->text->hash());
    QVERIFY(tuned->text->hash() != plain->text->hash());
    // What is laid over is what was written, as fp16.
    const auto layers = moved(text_->last_layers(1), 1);
    QVERIFY(text_
                ->lay_over({1,
                            [&] {
                              auto state = layers.state;
                              for (auto &[name, tensor] : state)
                                tensor = tensor.to(torch::kFloat16).to(torch::kFloat32);
                              return state;
                            }()})
                .ok());
    QVERIFY(torch::equal(text_->encode({&text, 1}).front().hidden, after.hidden));
    QCOMPARE(text_->hash(), tuned->text->hash());
    const auto readings = {read("plain"), read("tuned")};
    QVERIFY(std::abs(readings.begin()[0].probabilities[0] - readings.begin()[1].probabilities[0]) >
            1e-4f);
  }

  void aReadingSaysWhoseLayersItIsOf() {
    QCOMPARE(read("plain").text_tuned_blocks, std::int64_t(0));
    QCOMPARE(read("tuned").text_tuned_blocks, std::int64_t(1));
    QCOMPARE(read("tuned").image_tuned_blocks, std::int64_t(0));
  }

  void onlyUntouchedEncodersAreShared() {
    write("same", {moved(text_->last_layers(1), 1), {}});
    write("picture", {{}, moved(image_->last_layers(2), 2)});
    const auto plain = open("plain", nullptr), tuned = open("tuned", plain.get()),
               same = open("same", tuned.get()), picture = open("picture", plain.get()),
               again = open("plain", tuned.get());
    QVERIFY(!tuned->shares_encoders_with(*plain));
    QVERIFY(same->shares_encoders_with(*tuned)); // the same layers over the same encoder
    QVERIFY(!picture->shares_encoders_with(*plain));
    QVERIFY(!again->shares_encoders_with(*tuned));
    const auto a = load_bundle(models_ / "plain", Precision::fp32);
    const auto b = load_bundle(models_ / "tuned", Precision::fp32, &*a);
    QVERIFY(b->image == a->image && b->text != a->text);
    // Loading the one has not moved the other's weights.
    const auto reading = plain->analyze(sample_post());
    QVERIFY(reading.ok() && reading->probabilities == read("plain").probabilities);
  }

  void theManifestSaysSo() {
    const auto manifest = read_manifest(models_ / "tuned");
    QVERIFY(manifest.ok() && manifest->is_tuned());
    QCOMPARE(manifest->text.tuned_blocks, std::int64_t(1));
    QCOMPARE(manifest->image.tuned_blocks, std::int64_t(0));
    QCOMPARE(manifest->text.sha256, text_->base_hash());
    // Programs that know nothing of tuned layers must not read with the bare encoder.
    QVERIFY(text_of(models_ / "tuned" / "manifest.json").contains("\"format\": 2"));
    QVERIFY(text_of(models_ / "plain" / "manifest.json").contains("\"format\": 1"));
    QVERIFY(!text_of(models_ / "plain" / "manifest.json").contains("tuned"));
  }

  void theStoreKnowsThem() {
    const auto model = find_installed("tuned");
    QVERIFY(model.ok());
    QVERIFY2(model->state == ModelState::ready,
             model->problem ? model->problem->text().c_str() : "");
    for (const auto &encoder : model->encoders)
      QCOMPARE(encoder.tuned_blocks, std::int64_t(encoder.id == "words" ? 1 : 0));
    QVERIFY(verify_model(*model)->fine());
    const auto plain = find_installed("plain");
    QVERIFY(model->bytes > plain->bytes + fs::file_size(file()) / 2);
    ImportOptions options;
    options.as = "copy";
    const auto copy = import_model(models_ / "tuned", options);
    QVERIFY2(copy.ok(), copy.ok() ? "" : copy.error().text().c_str());
    QVERIFY(fs::exists(copy->folder / tuned_layers_file));
    QVERIFY(verify_model(*copy)->fine());
    QVERIFY(write_tuned(file(), {moved(text_->last_layers(1), 9), {}}).ok());
    const auto changed = verify_model(*model);
    QVERIFY(changed.ok() && !changed->fine());
    fs::remove(file());
    const auto lost = find_installed("tuned");
    QVERIFY(lost->state == ModelState::broken);
    QVERIFY(lost->problem->message.find("tuned layers") != std::string::npos);
    QVERIFY(verify_model(*model).ok() && !verify_model(*model)->fine());
  }

  void damageIsRefusedWithASentence() {
    const auto good = moved(text_->last_layers(1), 1);
    const std::string name = good.state.begin()->first;
    const auto refused = [&](const char *sentence) {
      const auto loaded = load_bundle(models_ / "tuned", Precision::fp32);
      QVERIFY2(!loaded.ok(), sentence);
      QVERIFY2(loaded.error().message.find(sentence) != std::string::npos,
               loaded.error().message.c_str());
      QVERIFY(loaded.error().file.filename() == tuned_layers_file);
    };
    auto bad = good;
    bad.state.erase(name);
    QVERIFY(write_tuned(file(), {bad, {}}).ok());
    refused("lack the tensor");
    bad = good;
    bad.state["encoder.layer.0.output.dense.bias"] = torch::zeros({24});
    QVERIFY(write_tuned(file(), {bad, {}}).ok());
    refused("which the encoder has not");
    bad = good;
    bad.state[name] = torch::zeros({2, 2});
    QVERIFY(write_tuned(file(), {bad, {}}).ok());
    refused("shape");
    bad = good;
    bad.state[name] = torch::full_like(bad.state[name], INFINITY);
    QVERIFY(write_tuned(file(), {bad, {}}).ok());
    refused("no numbers");
    QVERIFY(write_tuned(file(), {good, image_->last_layers(1)}).ok());
    refused("which the manifest knows nothing of");
    fs::resize_file(file(), fs::file_size(file()) - 3);
    QVERIFY(!load_bundle(models_ / "tuned", Precision::fp32).ok());
    fs::remove(file());
    QCOMPARE(load_bundle(models_ / "tuned", Precision::fp32).error().code, ErrorCode::not_found);
    init();
    auto manifest = *read_manifest(models_ / "tuned");
    manifest.text.tuned_blocks = 3; // of two
    QVERIFY(write_manifest(models_ / "tuned", manifest).ok());
    refused("2 blocks");
    manifest.text.tuned_blocks = 5000;
    QVERIFY(write_manifest(models_ / "tuned", manifest).ok());
    QCOMPARE(read_manifest(models_ / "tuned").error().code, ErrorCode::bad_format);
  }

private:
  fs::path file() const { return models_ / "tuned" / tuned_layers_file; }

  static QByteArray text_of(const fs::path &path) {
    QFile in(QString::fromStdString(path.string()));
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
  }

  void write(const char *id, const TunedEncoders &tuned) {
    const fs::path folder = models_ / id;
    fs::create_directories(folder);
    const SystemConfig config{
        "multiscale",    24, made::image_width, 9, {{"width", 16}, {"heads", 2}}, 24,
        made::projection};
    torch::manual_seed(7);
    QVERIFY(write_state(folder / "model.safetensors", state_of(*make_system(config)), true).ok());
    BundleManifest manifest;
    manifest.id = id;
    manifest.system = config.system;
    manifest.text = {"words", text_->base_hash(), tuned.text.blocks};
    manifest.image = {"pictures", image_->base_hash(), tuned.image.blocks};
    manifest.text_width = manifest.text_vector_width = 24;
    manifest.image_width = made::image_width;
    manifest.image_vector_width = made::projection;
    manifest.regions = 9;
    manifest.settings = config.settings;
    manifest.weights_sha256 = *sha256_of_file(folder / "model.safetensors");
    if (tuned.any()) {
      QVERIFY(write_tuned(folder / tuned_layers_file, tuned).ok());
      manifest.tuned_sha256 = *sha256_of_file(folder / tuned_layers_file);
    }
    QVERIFY(write_manifest(folder, manifest).ok());
  }

  std::unique_ptr<Analyzer> open(const char *id, const Analyzer *like) {
    AnalyzerOptions options;
    options.bundle = models_ / id;
    options.precision = Precision::fp32;
    options.threads = 1;
    auto opened = Analyzer::open(options, like);
    if (!opened.ok())
      qFatal("%s", opened.error().text().c_str());
    return std::move(*opened);
  }

  Reading read(const char *id) { return *open(id, nullptr)->analyze(sample_post()); }

  std::unique_ptr<QTemporaryDir> folder_;
  fs::path models_;
  std::unique_ptr<TextEncoder> text_;
  std::unique_ptr<ImageEncoder> image_;
};

QTEST_GUILESS_MAIN(TestTunedBundle)
#include "test_tuned_bundle.moc"
