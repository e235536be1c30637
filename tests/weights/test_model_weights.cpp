#include "raw_file.h"
#include "shared_data.h"
#include "weights/model_weights.h"

#include <QTest>

#include <fstream>

using namespace affect;
namespace fs = std::filesystem;

namespace {

void write_text(const fs::path &file, const std::string &text) {
  std::ofstream(file, std::ios::binary) << text;
}

/// A file of two-byte tensors: name and value.
void write_tensors(const fs::path &file, const std::map<std::string, std::uint8_t> &values) {
  std::map<std::string, std::vector<std::byte>> bytes;
  std::map<std::string, TensorView> views;
  for (const auto &[name, value] : values) {
    bytes[name] = {std::byte{value}, std::byte{value}};
    views[name] = {TensorType::u8, {2}, bytes[name]};
  }
  QVERIFY(write_safetensors(file, views).ok());
}

} // namespace

class TestModelWeights : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = folder_->path().toStdString();
  }
  void oneFile();
  void shards();
  void hostileIndexes_data();
  void hostileIndexes();
  void pickleIsRefusedWithAWayOut_data();
  void pickleIsRefusedWithAWayOut();
  void safetensorsBesidePickleAreRead();
  void equalsTheWholeFile();

private:
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path path_;
};

void TestModelWeights::oneFile() {
  QCOMPARE(ModelWeights::open(path_).error().code, ErrorCode::not_found);
  QCOMPARE(ModelWeights::open(path_ / "nowhere").error().code, ErrorCode::not_found);
  write_tensors(path_ / "model.safetensors", {{"a", 1}, {"b", 2}});
  write_text(path_ / "model.safetensors.index.json", "not looked at");
  const auto weights = ModelWeights::open(path_);
  QVERIFY2(weights.ok(), weights.ok() ? "" : weights.error().text().c_str());
  QCOMPARE(weights->tensors().size(), std::size_t{2});
  QVERIFY(weights->files() == std::vector<std::string>{"model.safetensors"});
}

void TestModelWeights::shards() {
  write_tensors(path_ / "model-00001-of-00002.safetensors", {{"a", 1}, {"b", 2}, {"unnamed", 9}});
  write_tensors(path_ / "model-00002-of-00002.safetensors", {{"c", 3}});
  write_text(path_ / "model.safetensors.index.json",
             R"({"metadata":{"total_size":6},"weight_map":{"a":"model-00001-of-00002.safetensors",)"
             R"("b":"model-00001-of-00002.safetensors","c":"model-00002-of-00002.safetensors"}})");
  std::optional<ModelWeights> kept;
  {
    auto weights = ModelWeights::open(path_);
    QVERIFY2(weights.ok(), weights.ok() ? "" : weights.error().text().c_str());
    kept = *weights;
  }
  QCOMPARE(kept->tensors().size(),
           std::size_t{3}); // what the index does not name is not the model's
  QCOMPARE(static_cast<int>(kept->tensors().at("b").data[1]), 2);
  QCOMPARE(static_cast<int>(kept->tensors().at("c").data[0]), 3);
  QCOMPARE(kept->files().size(), std::size_t{3});
  QCOMPARE(kept->file().filename().string(), std::string("model.safetensors.index.json"));
}

void TestModelWeights::hostileIndexes_data() {
  QTest::addColumn<QByteArray>("json");
  QTest::addColumn<int>("code");
  const int bad = static_cast<int>(ErrorCode::bad_format);
  QTest::newRow("empty") << QByteArray("") << bad;
  QTest::newRow("a list") << QByteArray("[]") << bad;
  QTest::newRow("no map") << QByteArray("{}") << bad;
  QTest::newRow("map is a list") << QByteArray(R"({"weight_map":["in.safetensors"]})") << bad;
  QTest::newRow("cut off") << QByteArray(R"({"weight_map":{"a":"in.safe)") << bad;
  QTest::newRow("a number") << QByteArray(R"({"weight_map":{"a":1}})") << bad;
  QTest::newRow("above") << QByteArray(R"({"weight_map":{"a":"../out.safetensors"}})") << bad;
  QTest::newRow("absolute") << QByteArray(R"({"weight_map":{"a":"/tmp/out.safetensors"}})") << bad;
  QTest::newRow("below") << QByteArray(R"({"weight_map":{"a":"sub/in.safetensors"}})") << bad;
  QTest::newRow("backslash") << QByteArray(R"({"weight_map":{"a":"..\\out.safetensors"}})") << bad;
  QTest::newRow("hidden") << QByteArray(R"({"weight_map":{"a":".safetensors"}})") << bad;
  QTest::newRow("a pickle") << QByteArray(R"({"weight_map":{"a":"in.bin"}})") << bad;
  QTest::newRow("NUL inside") << QByteArray(R"({"weight_map":{"a":"in\u0000.safetensors"}})")
                              << bad;
  QTest::newRow("not in its shard")
      << QByteArray(R"({"weight_map":{"b":"in.safetensors"}})") << bad;
  QTest::newRow("no such shard") << QByteArray(R"({"weight_map":{"a":"gone.safetensors"}})")
                                 << static_cast<int>(ErrorCode::not_found);
  QTest::newRow("a damaged shard")
      << QByteArray(R"({"weight_map":{"a":"damaged.safetensors"}})") << bad;
  QTest::newRow("deep") << QByteArray(R"({"weight_map":)").append(QByteArray(100'000, '[')) << bad;
  QByteArray many = R"({"weight_map":{"x":"in.safetensors")";
  for (int i = 0; i < 1001; ++i)
    many += ",\"" + QByteArray::number(i) + "\":\"" + QByteArray::number(i) + ".safetensors\"";
  QTest::newRow("a thousand shards") << many + "}}" << static_cast<int>(ErrorCode::too_large);
}

void TestModelWeights::hostileIndexes() {
  QFETCH(QByteArray, json);
  QFETCH(int, code);
  const fs::path inside = path_ / "model";
  fs::create_directories(inside / "sub");
  for (const fs::path &file :
       {path_ / "out.safetensors", inside / "in.safetensors", inside / "sub" / "in.safetensors"})
    write_tensors(file, {{"a", 1}});
  write_text(inside / "in.bin", "x");
  write_text(inside / "damaged.safetensors", "0123456789");
  write_text(inside / "model.safetensors.index.json", json.toStdString());
  const auto weights = ModelWeights::open(inside);
  QVERIFY(!weights.ok());
  QCOMPARE(static_cast<int>(weights.error().code), code);
  QVERIFY(!weights.error().file.empty());
}

void TestModelWeights::pickleIsRefusedWithAWayOut_data() {
  QTest::addColumn<QString>("name");
  for (const char *name : {"pytorch_model.bin", "model.pt", "weights.pth", "last.ckpt"})
    QTest::newRow(name) << QString::fromUtf8(name);
}

void TestModelWeights::pickleIsRefusedWithAWayOut() {
  QFETCH(QString, name);
  write_text(path_ / "config.json", "{}");
  write_text(path_ / name.toStdString(), "\x80\x02.");
  const auto weights = ModelWeights::open(path_);
  QVERIFY(!weights.ok());
  QCOMPARE(weights.error().code, ErrorCode::unsupported);
  const QString said = QString::fromStdString(weights.error().text());
  QVERIFY2(said.contains(u"safetensors") && said.contains(u"python3 -c") && said.contains(name) &&
               said.contains(u"weights_only=True"),
           qPrintable(said));
}

void TestModelWeights::safetensorsBesidePickleAreRead() {
  write_text(path_ / "pytorch_model.bin", "\x80\x02.");
  write_tensors(path_ / "model.safetensors", {{"a", 1}});
  QVERIFY(ModelWeights::open(path_).ok());
}

void TestModelWeights::equalsTheWholeFile() {
  AFFECT_NEED_SHARED(models, "fixtures/hf/models");
  const auto whole = ModelWeights::open(models / "clip-openai"),
             parts = ModelWeights::open(models / "clip-openai-sharded");
  QVERIFY(whole.ok());
  QVERIFY2(parts.ok(), parts.ok() ? "" : parts.error().text().c_str());
  QCOMPARE(parts->files().size(), std::size_t{5});
  QVERIFY(parts->tensors().size() > 100);
  for (const auto &[name, view] : whole->tensors()) {
    if (name.ends_with(".position_ids"))
      continue; // left out when the shards were made
    const auto found = parts->tensors().find(name);
    QVERIFY2(found != parts->tensors().end(), name.c_str());
    QVERIFY(found->second.shape == view.shape && found->second.type == view.type);
    QVERIFY(std::equal(view.data.begin(), view.data.end(), found->second.data.begin(),
                       found->second.data.end()));
  }
}

QTEST_GUILESS_MAIN(TestModelWeights)
#include "test_model_weights.moc"
