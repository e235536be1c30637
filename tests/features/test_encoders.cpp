#include "features/image_encoder.h"
#include "features/made_encoders.h"
#include "features/text_encoder.h"
#include "inputs/collate.h"
#include "shared_data.h"

#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace affect;
using made::busy_image;
namespace fs = std::filesystem;

namespace {

constexpr const char *squash_12 =
    R"({"image_processor_type":"SiglipImageProcessor","size":{"height":12,"width":12}})";

Image read_picture(const fs::path &file) {
  const QImage picture =
      QImage(QString::fromStdString(file.string())).convertToFormat(QImage::Format_RGB888);
  Image image{picture.width(), picture.height(), {}};
  for (int row = 0; row < picture.height(); ++row)
    image.rgb.insert(image.rgb.end(), picture.constScanLine(row),
                     picture.constScanLine(row) + picture.width() * 3);
  return image;
}

QJsonObject case_of(const fs::path &root, const QString &name) {
  QFile file(QString::fromStdString((root / "cases" / "index.json").string()));
  return file.open(QIODevice::ReadOnly)
             ? QJsonDocument::fromJson(file.readAll()).object()[name].toObject()
             : QJsonObject();
}

StateDict reference_of(const fs::path &root, const QString &name) {
  auto state = read_state(root / "cases" / (name.toStdString() + ".safetensors"));
  return state.ok() ? *state : StateDict();
}

void with_names(const char *column, std::initializer_list<const char *> names) {
  QTest::addColumn<QString>(column);
  for (const char *name : names)
    QTest::newRow(name) << QString::fromUtf8(name);
}

} // namespace

class TestEncoders : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = folder_->path().toStdString();
  }
  void textVectorIsTheMean();
  void imageSidesOfAPair();
  void imageFoldersThatDoNotFit();
  void hashesFollowTheFiles();
  void collatesVectorsOfTheirOwnWidth();
  void aShorterVectorIsTheBeginning();
  void aPicturesVectorHoldsThreeStages();
  void collatesClipsAndPicturesTogether();
  void textsEqualTheReference_data();
  void textsEqualTheReference();
  void picturesEqualTheReference_data();
  void picturesEqualTheReference();

private:
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path path_;
};

void TestEncoders::textVectorIsTheMean() {
  auto opened = TextEncoder::open(made::bert_folder(path_), torch::kFloat32);
  QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
  TextEncoder &encoder = **opened;
  QCOMPARE(encoder.width(), int64_t{24});
  QCOMPARE(encoder.vector_width(), int64_t{24});
  QCOMPARE(encoder.max_tokens(), std::size_t{20});
  QVERIFY(!encoder.has_language_head());
  const std::vector<std::string> texts{"good food", "bad",
                                       "the good and the bad and the food and the word1", ""};
  const auto together = encoder.encode(texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    QCOMPARE(together[i].hidden.size(0), static_cast<int64_t>(together[i].encoding.tokens.size()));
    QVERIFY(largest_difference(together[i].vector, together[i].hidden.mean(0)) < 1e-5);
    const auto alone = encoder.encode(std::span(&texts[i], 1)).front();
    QVERIFY(largest_difference(alone.hidden, together[i].hidden) < 1e-5);
    QVERIFY(largest_difference(alone.vector, together[i].vector) < 1e-5);
  }
  // A vocabulary beyond the network's is two folders mixed up.
  std::ofstream(path_ / "vocab.txt", std::ios::app) << "one\ntoo many\n";
  QCOMPARE(TextEncoder::open(path_, torch::kFloat32).error().code, ErrorCode::bad_format);
}

void TestEncoders::imageSidesOfAPair() {
  made::clip_folder(*folder_);
  QCOMPARE(ImageEncoder::open(path_, torch::kFloat32).error().code,
           ErrorCode::not_found); // no preprocessor
  made::write_text(path_ / "preprocessor_config.json", squash_12);
  auto opened = ImageEncoder::open(path_, torch::kFloat32);
  QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
  ImageEncoder &encoder = **opened;
  QCOMPARE(encoder.rows(), 3);
  QCOMPARE(encoder.columns(), 3);
  QCOMPARE(encoder.width(), made::image_width);
  QCOMPARE(encoder.vector_width(), made::projection);
  std::vector<Image> pictures;
  for (std::uint32_t i = 0; i < 20; ++i) // more than one batch
    pictures.push_back(busy_image(10 + static_cast<int>(i), 15, i));
  const auto all = encoder.encode(pictures);
  QVERIFY(all.ok());
  QCOMPARE(all->size(), pictures.size());
  for (const std::size_t i : {std::size_t{0}, std::size_t{17}}) {
    const auto one = encoder.encode(std::span(&pictures[i], 1));
    QVERIFY((*all)[i].regions.sizes() == torch::IntArrayRef({9, made::image_width}));
    QVERIFY((*all)[i].vector.sizes() == torch::IntArrayRef({made::projection}));
    QVERIFY(largest_difference((*all)[i].regions, one->front().regions) < 1e-5);
    QVERIFY(largest_difference((*all)[i].vector, one->front().vector) < 1e-5);
  }
  QCOMPARE(encoder.encode(std::vector<Image>(1)).error().code, ErrorCode::usage);
  // Another size than the trained one: positions are interpolated.
  made::write_text(path_ / "preprocessor_config.json", R"({"size":{"height":24,"width":20}})");
  auto larger = ImageEncoder::open(path_, torch::kBFloat16);
  QVERIFY(larger.ok());
  QCOMPARE((*larger)->rows() * (*larger)->columns(), 30);
  const auto made_of_it = (*larger)->encode(pictures);
  QVERIFY(made_of_it.ok() && made_of_it->front().regions.scalar_type() == torch::kFloat32);
  QCOMPARE(made_of_it->front().regions.size(0), int64_t{30});
}

void TestEncoders::imageFoldersThatDoNotFit() {
  made::clip_folder(*folder_);
  for (const char *size : {"3", "{\"height\":12,\"width\":2}", "2048"}) {
    made::write_text(path_ / "preprocessor_config.json", std::string("{\"size\":") + size + "}");
    const auto encoder = ImageEncoder::open(path_, torch::kFloat32);
    QVERIFY2(!encoder.ok() && encoder.error().code == ErrorCode::bad_format, size);
  }
  made::write_text(path_ / "preprocessor_config.json", squash_12);
  for (const char *type : {"bert", "convnext", "xlm-roberta"}) {
    made::write_text(path_ / "config.json", std::string("{\"model_type\":\"") + type + "\"}");
    QCOMPARE(ImageEncoder::open(path_, torch::kFloat32).error().code, ErrorCode::unsupported);
  }
  made::write_text(path_ / "config.json", R"({"model_type":"vit"})");
  QCOMPARE(TextEncoder::open(path_, torch::kFloat32).error().code, ErrorCode::unsupported);
  QCOMPARE(ImageEncoder::open(path_, torch::kFloat32).error().code,
           ErrorCode::bad_format); // the weights are CLIP's
  made::write_text(path_ / "config.json", "{}");
  QCOMPARE(ImageEncoder::open(path_, torch::kFloat32).error().code, ErrorCode::bad_format);
  QCOMPARE(TextEncoder::open(path_ / "nowhere", torch::kFloat32).error().code,
           ErrorCode::not_found);
}

void TestEncoders::hashesFollowTheFiles() {
  made::write_text(path_ / "config.json", "{}");
  made::clip_folder(*folder_);
  const auto hash = [&] {
    return *hash_of_model(path_, {"config.json", "model.safetensors", "vocab.txt"});
  };
  const std::string before = hash();
  made::write_text(path_ / "README.md", "nothing of it");
  QCOMPARE(hash(), before);
  made::write_text(path_ / "vocab.txt", "a\n");
  QVERIFY(hash() != before);
  // In shards, all of them count.
  fs::rename(path_ / "model.safetensors", path_ / "all.safetensors");
  std::string index = R"({"weight_map":{)";
  for (const auto &[name, tensor] : made::clip_state())
    index += (index.back() == '{' ? "\"" : ",\"") + name + "\":\"all.safetensors\"";
  made::write_text(path_ / "model.safetensors.index.json", index + "}}");
  const std::string sharded = hash();
  auto state = made::clip_state();
  state["logit_scale"] += 1;
  QVERIFY(write_state(path_ / "all.safetensors", state, false).ok());
  QVERIFY(hash() != sharded);
}

void TestEncoders::collatesVectorsOfTheirOwnWidth() {
  SystemConfig config{"multiscale", 8, 12, 9, {}, 6, 5};
  QCOMPARE(config.text_vector(), int64_t{6});
  PostTensors post{torch::ones({3, 8}), torch::ones({6}), torch::ones({9, 12}), torch::ones({5})};
  const auto input = collate({post, {}}, config);
  QVERIFY(input.text_vector.sizes() == torch::IntArrayRef({2, 6}));
  QVERIFY(input.image_vector.sizes() == torch::IntArrayRef({2, 5}));
  QCOMPARE(input.image_vector[0].sum().item<float>(), 5.0f);
  QCOMPARE(input.text_vector[1].abs().sum().item<float>(), 0.0f);
  config.text_vector_width = config.image_vector_width = 0; // as bundles of old say nothing
  QCOMPARE(config.text_vector(), int64_t{8});
  QCOMPARE(config.image_vector(), int64_t{12});
}

// A bundle from when the picture's vector was the grid's mean alone.
void TestEncoders::aShorterVectorIsTheBeginning() {
  const SystemConfig config{"multiscale", 8, 12, 9, {}, 6, 3};
  PostTensors picture, clip;
  picture.image = torch::randn({9, 12});
  picture.image_vector = torch::randn({5});
  clip.frames = torch::randn({2, 9, 12});
  clip.frame_vectors = torch::randn({2, 5});
  const auto input = collate({picture, clip}, config);
  QVERIFY(torch::equal(input.image_vector[0], picture.image_vector.slice(0, 0, 3)));
  QVERIFY(torch::equal(input.frame_vectors[0][0], picture.image_vector.slice(0, 0, 3)));
  QVERIFY(torch::equal(input.frame_vectors[1], clip.frame_vectors.slice(1, 0, 3)));
}

void TestEncoders::aPicturesVectorHoldsThreeStages() {
  torch::NoGradGuard frozen;
  auto opened = ImageEncoder::open(made::efficientnet_folder(path_), torch::kFloat32);
  QVERIFY(opened.ok());
  const auto made = (*opened)->encode(std::vector<Image>{made::busy_image(40, 30, 1)});
  QVERIFY(made.ok());
  const auto vector = made->front().vector;
  QCOMPARE(vector.size(0), (*opened)->vector_width());
  QCOMPARE(vector.size(0), int64_t{1280 + 112 + 320});
  const auto what = made->front().regions.mean(0);
  QVERIFY(largest_difference(vector.slice(0, 0, 1280), torch::layer_norm(what, {1280})) < 1e-4);
  for (const auto &how : {vector.slice(0, 1280, 1392), vector.slice(0, 1392, 1712)}) {
    QVERIFY(std::abs(how.mean().item<double>()) < 1e-4);
    QVERIFY(std::abs(how.std(false).item<double>() - 2) < 1e-2);
  }
}

void TestEncoders::collatesClipsAndPicturesTogether() {
  const SystemConfig config{"multiscale", 8, 12, 9, {}, 6, 5};
  PostTensors picture, clip;
  picture.image = torch::randn({9, 12});
  picture.image_vector = torch::randn({5});
  QVERIFY(!collate({picture, {}}, config).frames.defined());
  clip.frames = torch::randn({3, 9, 12});
  clip.frame_vectors = torch::randn({3, 5});
  const auto input = collate({picture, clip, {}}, config);
  QVERIFY(input.frames.sizes() == torch::IntArrayRef({3, 3, 9, 12}));
  QVERIFY(
      torch::equal(input.frame_mask,
                   torch::tensor({{1.0f, 0.0f, 0.0f}, {1.0f, 1.0f, 1.0f}, {0.0f, 0.0f, 0.0f}})));
  QVERIFY(torch::equal(input.has_image, torch::tensor({1.0f, 1.0f, 0.0f})));
  QVERIFY(torch::equal(input.frames[0][0], picture.image));
  QVERIFY(torch::equal(input.frame_vectors[0][0], picture.image_vector));
  QVERIFY(torch::equal(input.frames[1], clip.frames));
  QVERIFY(torch::equal(input.frame_vectors[1], clip.frame_vectors));
  QCOMPARE(input.frames[0].slice(0, 1).abs().sum().item<float>(), 0.0f);
}

void TestEncoders::textsEqualTheReference_data() {
  with_names("name",
             {"bert-uncased", "bert-uncased-fp16", "bert-uncased-bf16", "bert-chinese", "roberta",
              "xlm-roberta", "clip-openai", "clip-laion", "chinese-clip", "siglip"});
}

void TestEncoders::textsEqualTheReference() {
  QFETCH(QString, name);
  AFFECT_NEED_SHARED(root, "fixtures/hf");
  const auto reference = reference_of(root, name);
  QVERIFY(!reference.empty());
  const QJsonObject described = case_of(root, name);
  for (const QJsonValue folder : described[QStringLiteral("folders")].toArray()) {
    auto opened =
        TextEncoder::open(root / "models" / folder.toString().toStdString(), torch::kFloat32);
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
    const QJsonArray texts = described[QStringLiteral("texts")].toArray();
    int compared = 0;
    for (int i = 0; i < texts.size(); ++i) {
      if (!texts[i].isString())
        continue; // two texts read as one: not what posts are
      const std::string text = texts[i].toString().toStdString();
      const auto made = (*opened)->encode(std::span(&text, 1)).front();
      const auto tokens = static_cast<int64_t>(made.encoding.tokens.size());
      if (reference.at("text.input_ids")[i].max().item<int64_t>() >= (*opened)->tokenizer().size())
        continue; // an id put in by hand, which no text has
      for (int64_t t = 0; t < tokens; ++t)
        QCOMPARE(made.encoding.tokens[static_cast<std::size_t>(t)].id,
                 reference.at("text.input_ids")[i][t].item<int64_t>());
      QCOMPARE(made.hidden.size(1), (*opened)->width());
      QCOMPARE(made.vector.size(0), (*opened)->vector_width());
      const auto hidden = reference.at("text.last_hidden_state")[i].slice(0, 0, tokens);
      QVERIFY(largest_difference(made.hidden, hidden) < 5e-5);
      const auto embeds = reference.find("text.embeds");
      QVERIFY(largest_difference(made.vector,
                                 embeds == reference.end() ? hidden.mean(0) : embeds->second[i]) <
              1e-5);
      ++compared;
    }
    QVERIFY(compared >= 2);
  }
}

void TestEncoders::picturesEqualTheReference_data() {
  with_names("name", {"clip-openai", "clip-laion", "chinese-clip", "siglip", "vit"});
}

void TestEncoders::picturesEqualTheReference() {
  QFETCH(QString, name);
  AFFECT_NEED_SHARED(root, "fixtures/hf");
  const auto reference = reference_of(root, name);
  QVERIFY(!reference.empty());
  const QJsonObject described = case_of(root, name);
  std::vector<Image> pictures;
  for (const QJsonValue picture : described[QStringLiteral("pictures")].toArray())
    pictures.push_back(read_picture(root / "preprocess" / picture.toString().toStdString()));
  QCOMPARE(pictures.size(), std::size_t{2});
  for (const QJsonValue folder : described[QStringLiteral("folders")].toArray()) {
    auto opened =
        ImageEncoder::open(root / "models" / folder.toString().toStdString(), torch::kFloat32);
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
    const auto made = (*opened)->encode(pictures);
    QVERIFY(made.ok());
    const int side = name == QLatin1StringView("vit") ? 8 : 4;
    QCOMPARE((*opened)->rows(), side);
    QCOMPARE((*opened)->columns(), side);
    for (int64_t i = 0; i < 2; ++i) {
      const auto &one = (*made)[static_cast<std::size_t>(i)];
      const auto states = reference.at("vision.last_hidden_state")[i];
      const double far =
          largest_difference(one.regions, states.slice(0, states.size(0) - side * side));
      QVERIFY2(far < 5e-5, qPrintable(QString::number(far)));
      auto vector = states[0]; // vit-hub has no pooler
      if (reference.count("vision.embeds") > 0)
        vector = reference.at("vision.embeds")[i];
      else if (folder.toString() == QLatin1StringView("vit"))
        vector = reference.at("vision.pooler_output")[i];
      QVERIFY(largest_difference(one.vector, vector) < 1e-5);
    }
  }
}

QTEST_GUILESS_MAIN(TestEncoders)
#include "test_encoders.moc"
