#include "raw_file.h"
#include "shared_data.h"
#include "weights/safetensors.h"

#include <QTest>

#include <fstream>
#include <numeric>

using namespace affect;
using TensorMap = std::map<std::string, TensorView>;

namespace {

const TensorType every_type[] = {
    TensorType::f64, TensorType::f32, TensorType::f16, TensorType::bf16, TensorType::i64,
    TensorType::i32, TensorType::i16, TensorType::i8,  TensorType::u8,   TensorType::boolean};

/// Tensors and the bytes they show.
class Made {
public:
  void add(const std::string &name, TensorType type, std::vector<std::int64_t> shape) {
    std::size_t bytes = size_of(type);
    for (const std::int64_t side : shape)
      bytes *= static_cast<std::size_t>(side);
    auto &data = data_[name];
    data.resize(bytes);
    for (std::size_t i = 0; i < bytes; ++i)
      data[i] = static_cast<std::byte>((i * 37 + name.size() * 11 + 5) & 0xFF);
    views_[name] = {type, std::move(shape), data};
  }
  const TensorMap &views() const { return views_; }

private:
  std::map<std::string, std::vector<std::byte>> data_;
  TensorMap views_;
};

bool same(const TensorMap &a, const TensorMap &b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto &x, const auto &y) {
    return x.first == y.first && x.second.type == y.second.type &&
           x.second.shape == y.second.shape &&
           std::equal(x.second.data.begin(), x.second.data.end(), y.second.data.begin(),
                      y.second.data.end());
  });
}

QByteArray content(const std::filesystem::path &path) {
  QFile file(QString::fromStdString(path.string()));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestSafetensors : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void typesAreNamedAsTheFormatDoes();
  void everyTypeComesBack();
  void oddShapesAndNamesComeBack();
  void nothingIsAFileToo();
  void headerIsAlignedAndPlain();
  void readsWhatOthersWrite();
  void replacesTheFileWhole();
  void replacesALinkAndNotWhatItLeadsTo();
  void refusesWhatCannotBeWritten();
  void viewsOutliveTheOpening();
  void opensTheReferenceFiles();
};

void TestSafetensors::typesAreNamedAsTheFormatDoes() {
  const std::pair<const char *, std::size_t> expected[] = {
      {"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8},
      {"I32", 4}, {"I16", 2}, {"I8", 1},  {"U8", 1},   {"BOOL", 1}};
  for (std::size_t i = 0; i < std::size(every_type); ++i) {
    QCOMPARE(name_of(every_type[i]), expected[i].first);
    QCOMPARE(size_of(every_type[i]), expected[i].second);
  }
}

void TestSafetensors::everyTypeComesBack() {
  QTemporaryDir folder;
  const std::filesystem::path file =
      folder.filePath(QStringLiteral("all.safetensors")).toStdString();
  Made made;
  for (const TensorType type : every_type) {
    made.add(std::string("plain.") + name_of(type), type, {3, 5});
    made.add(std::string("one.") + name_of(type), type, {1});
  }
  const std::map<std::string, std::string> metadata{
      {"format", "pt"}, {"empty", ""}, {"quotes \"\n", "\\ \t 文"}};
  QVERIFY(write_safetensors(file, made.views(), metadata).ok());
  const auto opened = SafetensorsFile::open(file);
  QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
  QVERIFY(same(opened->tensors(), made.views()));
  QVERIFY(opened->metadata() == metadata);
}

void TestSafetensors::oddShapesAndNamesComeBack() {
  QTemporaryDir folder;
  const std::filesystem::path file =
      folder.filePath(QStringLiteral("权重 1.safetensors")).toStdString();
  Made made;
  made.add("scalar", TensorType::f32, {});
  made.add("nothing", TensorType::f32, {0});
  made.add("nothing.between", TensorType::i64, {4, 0, 2});
  made.add("deep", TensorType::u8, {1, 1, 1, 1, 1, 1, 1, 2});
  made.add("", TensorType::i8, {2});
  made.add("名字.😀", TensorType::bf16, {3});
  made.add("a \"quoted\"\\\n\t/name", TensorType::boolean, {2});
  made.add(std::string(500, 'n'), TensorType::f64, {1});
  made.add(std::string("nul\0name", 8), TensorType::u8, {1});
  QVERIFY(write_safetensors(file, made.views()).ok());
  const auto opened = SafetensorsFile::open(file);
  QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
  QVERIFY(same(opened->tensors(), made.views()));
  QVERIFY(opened->metadata().empty());
}

void TestSafetensors::nothingIsAFileToo() {
  QTemporaryDir folder;
  const std::filesystem::path file =
      folder.filePath(QStringLiteral("empty.safetensors")).toStdString();
  QVERIFY(write_safetensors(file, {}).ok());
  const auto opened = SafetensorsFile::open(file);
  QVERIFY(opened.ok());
  QVERIFY(opened->tensors().empty());
}

void TestSafetensors::headerIsAlignedAndPlain() {
  QTemporaryDir folder;
  const std::filesystem::path file = folder.filePath(QStringLiteral("x.safetensors")).toStdString();
  for (std::size_t length = 1; length < 20; ++length) {
    Made made;
    made.add(std::string(length, 'x'), TensorType::f64, {2});
    QVERIFY(write_safetensors(file, made.views()).ok());
    const QByteArray bytes = content(file);
    std::uint64_t header = 0;
    std::memcpy(&header, bytes.constData(), sizeof header);
    QCOMPARE(header % 8, std::uint64_t{0});
    QCOMPARE(static_cast<std::uint64_t>(bytes.size()), 8 + header + 16);
    QCOMPARE(bytes[8], '{');
    const auto opened = SafetensorsFile::open(file);
    QVERIFY(opened.ok());
    QCOMPARE(reinterpret_cast<std::uintptr_t>(opened->tensors().begin()->second.data.data()) % 8,
             std::uintptr_t{0});
  }
}

void TestSafetensors::readsWhatOthersWrite() {
  QTemporaryDir folder;
  // Order, spaces, further fields and a header of odd length are free.
  const auto file = write_bytes(
      folder,
      raw_file(
          R"({"b":{"data_offsets":[4,6],"shape":[2],"dtype":"U8","note":{"x":[1,2]}}, )"
          R"("a" : {"dtype":"F32","shape":[1],"data_offsets":[0,4]}, "__metadata__":{"k":"v"} }   )",
          QByteArray("\x00\x00\x80\x3F\x07\x09", 6)));
  const auto opened = SafetensorsFile::open(file);
  QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
  QCOMPARE(opened->tensors().size(), std::size_t{2});
  float value = 0;
  std::memcpy(&value, opened->tensors().at("a").data.data(), sizeof value);
  QCOMPARE(value, 1.0f);
  QCOMPARE(static_cast<int>(opened->tensors().at("b").data[1]), 9);
  QCOMPARE(opened->metadata().at("k"), std::string("v"));
}

void TestSafetensors::replacesTheFileWhole() {
  QTemporaryDir folder;
  const std::filesystem::path root = folder.path().toStdString(), file = root / "w.safetensors";
  Made first, second;
  first.add("a", TensorType::f32, {1000});
  second.add("b", TensorType::f32, {2});
  QVERIFY(write_safetensors(file, first.views()).ok());
  // Those who have the old file open keep it.
  const auto old = SafetensorsFile::open(file);
  QVERIFY(old.ok());
  QVERIFY(write_safetensors(file, second.views()).ok());
  QVERIFY(same(old->tensors(), first.views()));
  QVERIFY(same(SafetensorsFile::open(file)->tensors(), second.views()));
  // No remains beside it.
  QCOMPARE(std::distance(std::filesystem::directory_iterator(root), {}), std::ptrdiff_t{1});
}

// As in a folder of links into a cache of downloads.
void TestSafetensors::replacesALinkAndNotWhatItLeadsTo() {
  QTemporaryDir folder;
  const std::filesystem::path root = folder.path().toStdString();
  Made first, second;
  first.add("a", TensorType::f32, {2});
  second.add("b", TensorType::u8, {7});
  QVERIFY(write_safetensors(root / "cached.safetensors", first.views()).ok());
  std::filesystem::create_symlink("cached.safetensors", root / "w.safetensors");
  QVERIFY(write_safetensors(root / "w.safetensors", second.views()).ok());
  QVERIFY(same(SafetensorsFile::open(root / "cached.safetensors")->tensors(), first.views()));
  QVERIFY(same(SafetensorsFile::open(root / "w.safetensors")->tensors(), second.views()));
}

void TestSafetensors::refusesWhatCannotBeWritten() {
  QTemporaryDir folder;
  const std::filesystem::path root = folder.path().toStdString();
  Made made;
  made.add("a", TensorType::f32, {2});
  const auto nowhere = write_safetensors(root / "no" / "folder" / "w.safetensors", made.views());
  QVERIFY(!nowhere.ok() && nowhere.error().code == ErrorCode::unreadable);
  QVERIFY(nowhere.error().text().find("w.safetensors") != std::string::npos);

  std::filesystem::create_directory(root / "taken.safetensors");
  std::ofstream(root / "taken.safetensors" / "x") << "x";
  QVERIFY(!write_safetensors(root / "taken.safetensors", made.views()).ok());
  QCOMPARE(std::distance(std::filesystem::directory_iterator(root), {}), std::ptrdiff_t{1});

  const std::filesystem::path file = root / "w.safetensors";
  TensorMap wrong = made.views();
  wrong["a"].shape = {3}; // more than its bytes
  QVERIFY(!write_safetensors(file, wrong).ok());
  QVERIFY(!write_safetensors(file, {{"__metadata__", made.views().at("a")}}).ok());
  QVERIFY(
      !write_safetensors(file, {{"\xFF\xFE", made.views().at("a")}}).ok()); // JSON knows UTF-8 only
  QVERIFY(!write_safetensors(file, made.views(), {{"k", "\xE9"}}).ok());
  QVERIFY(!std::filesystem::exists(file));
}

void TestSafetensors::viewsOutliveTheOpening() {
  QTemporaryDir folder;
  Made made;
  made.add("a", TensorType::i32, {100});
  const std::filesystem::path file = folder.filePath(QStringLiteral("a.safetensors")).toStdString();
  QVERIFY(write_safetensors(file, made.views()).ok());
  std::optional<SafetensorsFile> copy;
  {
    auto opened = SafetensorsFile::open(file);
    QVERIFY(opened.ok());
    copy = *opened;
  }
  std::filesystem::remove(file);
  QVERIFY(same(copy->tensors(), made.views()));
}

void TestSafetensors::opensTheReferenceFiles() {
  AFFECT_NEED_SHARED(models, "fixtures/hf/models");
  int opened = 0;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(models)) {
    if (entry.path().extension() != ".safetensors")
      continue;
    const auto file = SafetensorsFile::open(entry.path());
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().text().c_str());
    QVERIFY(!file->tensors().empty());
    ++opened;
  }
  QVERIFY(opened >= 15);
}

QTEST_GUILESS_MAIN(TestSafetensors)
#include "test_safetensors.moc"
