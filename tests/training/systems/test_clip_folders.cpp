#include "analysis/analyzer.h"
#include "models/manifest.h"
#include "nn/made_folder.h"
#include "text/small_folders.h"
#include "training/systems/crossval.h"

#include <QImage>
#include <QtTest>

#include <cmath>

using namespace affect;
namespace fs = std::filesystem;

namespace {

// A CLIP folder with a tokenizer and both towers, small and with random weights.
void write_clip(const fs::path &folder) {
  fs::create_directories(folder);
  const SmallBytePairs pieces = small_clip();
  const auto count = static_cast<int64_t>(pieces.pieces.size());
  auto state = made::clip_state();
  state["text_model.embeddings.token_embedding.weight"] = torch::randn({count, made::text_width});
  QString config = QString::fromStdString(made::clip_config());
  config.replace(QStringLiteral(R"("vocab_size":30)"),
                 QStringLiteral(R"("vocab_size":%1)").arg(count));
  config.replace(QStringLiteral(R"("eos_token_id":7)"),
                 QStringLiteral(R"("eos_token_id":%1)").arg(count - 1));
  write_byte_pairs(folder, pieces, config.toUtf8());
  made::write_text(
      folder / "preprocessor_config.json",
      R"({"image_processor_type":"CLIPImageProcessor","size":{"shortest_edge":12},"crop_size":{"height":12,"width":12}})");
  if (!write_state(folder / "model.safetensors", state, false).ok())
    qFatal("cannot write a temporary file");
}

// Posts whose word and colour go with the label.
std::vector<LabelledPost> write_posts(const fs::path &folder, int count) {
  std::vector<LabelledPost> posts;
  fs::create_directories(folder);
  for (int i = 0; i < count; ++i) {
    const auto label = static_cast<Polarity>(i % 3);
    const fs::path picture = folder / (std::to_string(i) + ".png");
    QImage pixels(12, 12, QImage::Format_RGB888);
    for (int y = 0; y < 12; ++y)
      for (int x = 0; x < 12; ++x)
        pixels.setPixelColor(x, y,
                             QColor(i % 3 * 100 + (x * 7 + y * 5 + i * 13) % 50, i % 3 * 80, 60));
    if (!pixels.save(QString::fromStdString(picture.string())))
      qFatal("cannot write a temporary file");
    LabelledPost post;
    post.source = {std::to_string(i),
                   picture,
                   {},
                   (i % 3 == 0   ? "dog "
                    : i % 3 == 1 ? "xyz "
                                 : "good ") +
                       std::to_string(i)};
    post.joint = post.text = post.image = label;
    posts.push_back(std::move(post));
  }
  return posts;
}

} // namespace

/// Systems on towers of CLIP that were imported and stay as they are.
class TestClipFolders : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void clipCaTrainsAndReadsOnThem() {
    const QTemporaryDir scratch;
    const fs::path root = scratch.path().toStdString(), encoder = root / "encoders" / "small-clip";
    write_clip(encoder);
    auto text = TextEncoder::open(encoder, torch::kFloat32);
    QVERIFY2(text.ok(), text.ok() ? "" : text.error().text().c_str());
    auto image = ImageEncoder::open(encoder, torch::kFloat32);
    QVERIFY2(image.ok(), image.ok() ? "" : image.error().text().c_str());
    const auto labelled = write_posts(root / "posts", 60);
    const auto set = extract_features(labelled, **text, **image, FeatureCache({}), FeatureOptions(),
                                      ProgressFn(), CancelToken());
    QVERIFY2(set.ok(), set.ok() ? "" : set.error().text().c_str());
    QCOMPARE(set->posts.size(), labelled.size());

    SystemConfig config{"clip-ca",
                        (*text)->width(),
                        (*image)->width(),
                        9,
                        {{"width", 16}, {"heads", 2}, {"vector_width", 16}, {"members", 2}}};
    config.text_vector_width = (*text)->vector_width();
    config.image_vector_width = (*image)->vector_width();
    torch::manual_seed(2);
    const auto system = make_system(config);
    SystemTrainingOptions options;
    options.epochs = 25;
    options.batch_size = 16;
    options.rate = 5e-3;
    options.average = 0.9;
    options.language_weight = 0.3; // CLIP has no head for it: left out
    QVERIFY(train_system(*system, set->posts, {}, **text, options, {}, {}).ok());
    const auto evaluation = evaluate_system(*system, set->posts, {});
    QVERIFY2(evaluation.all.accuracy > 0.7, qPrintable(QString::number(evaluation.all.accuracy)));
    QVERIFY(evaluation.calibration.by_uncertainty);

    const fs::path bundle = root / "clip-ca-small";
    fs::create_directories(bundle);
    BundleManifest manifest;
    manifest.id = "clip-ca-small";
    manifest.system = "clip-ca";
    manifest.text = {"small-clip", (*text)->hash()};
    manifest.image = {"small-clip", (*image)->hash()};
    manifest.text_width = config.text_width;
    manifest.image_width = config.image_width;
    manifest.text_vector_width = config.text_vector_width;
    manifest.image_vector_width = config.image_vector_width;
    manifest.regions = config.regions;
    manifest.settings = config.settings;
    QVERIFY(write_state(bundle / "model.safetensors", state_of(*system), false).ok());
    QVERIFY(write_manifest(bundle, manifest).ok());
    AnalyzerOptions engine;
    engine.bundle = bundle;
    engine.precision = Precision::fp32;
    engine.threads = 1;
    auto analyzer = Analyzer::open(engine);
    QVERIFY2(analyzer.ok(), analyzer.ok() ? "" : analyzer.error().text().c_str());
    const auto post = load_post(labelled[1].source);
    QVERIFY(post.ok());
    const auto reading = (*analyzer)->analyze(*post);
    QVERIFY2(reading.ok(), reading.ok() ? "" : reading.error().text().c_str());
    // The same numbers by way of files and the program as straight from training (features there
    // were kept in fp16).
    const auto said = predict(*system, {set->posts[1]});
    for (std::size_t c = 0; c < 3; ++c)
      QVERIFY(std::abs(reading->probabilities[c] - said[0][static_cast<int64_t>(c)].item<float>()) <
              0.01f);
    QVERIFY(reading->uncertainty && *reading->uncertainty > 0);
    QVERIFY(reading->attention && reading->attention->regions == 9);
  }
};

QTEST_GUILESS_MAIN(TestClipFolders)
#include "test_clip_folders.moc"
