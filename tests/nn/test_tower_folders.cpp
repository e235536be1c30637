#include "made_folder.h"
#include "nn/tower_config.h"
#include "nn/tower_folder.h"

#include <QTest>

#include <sys/stat.h>

using namespace affect;

/// What is read from a folder of two towers, and what is refused.
class TestTowerFolders : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = made::clip_folder(*folder_);
  }
  void oneSideAlone();
  void oldSpellingReplacesTheSide();
  void wrongSizes_data();
  void wrongSizes();
  void whatIsNoConfiguration();
  void missingTensors_data();
  void missingTensors();

private:
  std::unique_ptr<QTemporaryDir> folder_;
  std::filesystem::path path_;
};

void TestTowerFolders::oneSideAlone() {
  // Each side opens from a folder in which the other one's weights are missing.
  auto state = made::clip_state();
  for (const bool text : {true, false}) {
    StateDict half;
    for (const auto &[name, tensor] : state)
      if (name.starts_with("text_") == text && name != "logit_scale")
        half[name] = tensor;
    QVERIFY(write_state(path_ / "model.safetensors", half, false).ok());
    const auto own = load_tower_folder(path_, text ? TowerParts::text : TowerParts::image);
    QVERIFY2(own.ok(), own.ok() ? "" : own.error().text().c_str());
    QCOMPARE(own->text.is_empty(), !text);
    QCOMPARE(own->vision.is_empty(), text);
    QCOMPARE(load_tower_folder(path_, text ? TowerParts::image : TowerParts::text).error().code,
             ErrorCode::bad_format);
    QCOMPARE(load_tower_folder(path_, TowerParts::both).error().code, ErrorCode::bad_format);
  }
}

void TestTowerFolders::oldSpellingReplacesTheSide() {
  made::write_text(path_ / "config.json",
                   R"({"model_type":"clip","text_config":{"hidden_size":9999,"eos_token_id":2},)"
                   R"("text_config_dict":{"hidden_size":64,"layer_norm_eps":1e-3}})");
  const auto read = read_tower_configs(path_);
  QVERIFY2(read.ok(), read.ok() ? "" : read.error().text().c_str());
  QCOMPARE(read->text->blocks.width, int64_t{64});
  QCOMPARE(read->text->blocks.eps, 1e-3);
  QCOMPARE(read->text->end_id, int64_t{49407});
  QCOMPARE(read->text->blocks.inner, int64_t{2048});
  QCOMPARE(read->text->projection, int64_t{512});
  QCOMPARE(read->vision->blocks.width, int64_t{768});
  QCOMPARE(read->vision->patch, int64_t{32});
  QVERIFY(read->vision->blocks.activation == Activation::quick_gelu);
}

void TestTowerFolders::wrongSizes_data() {
  QTest::addColumn<QByteArray>("from");
  QTest::addColumn<QByteArray>("to");
  QTest::addColumn<bool>("unsupported");
  const auto row = [](const char *name, const char *from, const char *to,
                      bool unsupported = false) {
    QTest::newRow(name) << QByteArray(from) << QByteArray(to) << unsupported;
  };
  row("not JSON", "{\"model_type\"", "model_type");
  row("another type", "\"clip\"", "\"blip\"", true);
  row("no type", "\"model_type\":\"clip\"", "\"x\":1", true);
  row("negative width", "\"hidden_size\":8", "\"hidden_size\":-8");
  row("width as text", "\"hidden_size\":8", "\"hidden_size\":\"8\"");
  row("fraction", "\"hidden_size\":8", "\"hidden_size\":8.5");
  row("heads that do not divide", "\"hidden_size\":8", "\"hidden_size\":9");
  row("no heads", "\"num_attention_heads\":2", "\"num_attention_heads\":0");
  // Each would be many gigabytes if it were believed.
  row("huge vocabulary", "\"vocab_size\":30", "\"vocab_size\":3999999");
  row("beyond all", "\"vocab_size\":30", "\"vocab_size\":18446744073709551615");
  row("huge width", "\"hidden_size\":8", "\"hidden_size\":65536");
  row("huge inner", "\"intermediate_size\":10", "\"intermediate_size\":262144");
  row("more layers", "\"num_hidden_layers\":2", "\"num_hidden_layers\":200");
  row("many layers", "\"num_hidden_layers\":2", "\"num_hidden_layers\":100000");
  row("longer texts", "\"max_position_embeddings\":9", "\"max_position_embeddings\":1000000");
  row("larger projection", "\"projection_dim\":6", "\"projection_dim\":60000");
  row("larger pictures", "\"image_size\":12", "\"image_size\":400");
  row("patch of 1", "\"patch_size\":4", "\"patch_size\":1");
  row("patch beyond the picture", "\"patch_size\":4", "\"patch_size\":13");
  row("no patch", "\"patch_size\":4", "\"patch_size\":0");
  row("a side that is a list", "\"vision_config\":{", "\"vision_config\":[],\"other\":{");
  row("negative epsilon", "\"layer_norm_eps\":1e-05", "\"layer_norm_eps\":-1");
  row("an unknown activation", "\"hidden_act\":null", "\"hidden_act\":\"swiglu\"", true);
  row("grey pictures", "\"patch_size\":4", "\"patch_size\":4,\"num_channels\":1", true);
}

void TestTowerFolders::wrongSizes() {
  QFETCH(QByteArray, from);
  QFETCH(QByteArray, to);
  QFETCH(bool, unsupported);
  std::string config = made::clip_config();
  const auto at = config.find(from.toStdString());
  QVERIFY(at != std::string::npos);
  config.replace(at, static_cast<std::size_t>(from.size()), to.toStdString());
  made::write_text(path_ / "config.json", config);
  const auto folder = load_tower_folder(path_, TowerParts::both);
  QVERIFY(!folder.ok());
  QCOMPARE(folder.error().code, unsupported ? ErrorCode::unsupported : ErrorCode::bad_format);
  QVERIFY(!folder.error().file.empty());
}

void TestTowerFolders::whatIsNoConfiguration() {
  const auto file = path_ / "config.json";
  const auto code = [&] {
    const auto read = read_tower_configs(path_);
    return read.ok() ? ErrorCode::internal : read.error().code;
  };
  std::filesystem::resize_file(file, (16u << 20) + 1);
  QCOMPARE(code(), ErrorCode::bad_format);
  made::write_text(file, "[" + made::clip_config() + "]");
  QCOMPARE(code(), ErrorCode::bad_format);
  std::string deep = made::clip_config();
  deep.insert(1, "\"x\":" + std::string(1000, '[') + std::string(1000, ']') + ",");
  made::write_text(file, deep);
  QCOMPARE(code(), ErrorCode::bad_format);
  std::filesystem::remove(file);
  QCOMPARE(code(), ErrorCode::not_found);
  QCOMPARE(::mkfifo(file.c_str(), 0600), 0); // nobody writes into it
  QCOMPARE(code(), ErrorCode::not_found);
}

void TestTowerFolders::missingTensors_data() {
  QTest::addColumn<QString>("name");
  for (const auto &[name, tensor] : made::clip_state())
    if (!name.ends_with("position_ids") && name != "logit_scale")
      QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void TestTowerFolders::missingTensors() {
  QFETCH(QString, name);
  auto state = made::clip_state();
  const auto whole = state[name.toStdString()];
  state.erase(name.toStdString());
  QVERIFY(write_state(path_ / "model.safetensors", state, false).ok());
  QCOMPARE(load_tower_folder(path_, TowerParts::both).error().code, ErrorCode::bad_format);
  state[name.toStdString()] = torch::cat({whole, whole});
  QVERIFY(write_state(path_ / "model.safetensors", state, false).ok());
  QCOMPARE(load_tower_folder(path_, TowerParts::both).error().code, ErrorCode::bad_format);
}

QTEST_GUILESS_MAIN(TestTowerFolders)
#include "test_tower_folders.moc"
