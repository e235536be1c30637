#include "base/random.h"
#include "raw_file.h"
#include "weights/safetensors.h"

#include <QTest>

#include <sys/stat.h>

using namespace affect;

/// Whatever a file holds, it is opened or refused with a sentence that names it; no view reaches
/// outside the file.
class TestSafetensorsDamage : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void refusesBrokenHeaders_data();
  void refusesBrokenHeaders();
  void refusesLyingLengths();
  void refusesEveryEndCutOff();
  void refusesTrailingBytes();
  void refusesWhatIsNoFile();
  void refusesDeepNesting();
  void survivesFlippedBits();
  void survivesRandomBytes();

private:
  Result<SafetensorsFile> open(const QByteArray &bytes) const {
    return SafetensorsFile::open(write_bytes(folder_, bytes));
  }
  /// Reads every byte that the file's views show.
  std::size_t read_through(const SafetensorsFile &file) const {
    std::size_t bytes = 0;
    for (const auto &[name, view] : file.tensors())
      for (const std::byte byte : view.data) {
        bytes += 1;
        sum_ = sum_ + static_cast<unsigned>(byte);
      }
    return bytes;
  }
  QTemporaryDir folder_;
  QByteArray sound_;
  mutable volatile unsigned sum_ = 0;
};

void TestSafetensorsDamage::initTestCase() {
  sound_ =
      raw_file(R"({"__metadata__":{"a":"b"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
               R"("y":{"dtype":"U8","shape":[3,1],"data_offsets":[8,11]}})",
               "0123456789A");
  const auto opened = open(sound_);
  QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
  QCOMPARE(read_through(*opened), std::size_t{11});
}

void TestSafetensorsDamage::refusesBrokenHeaders_data() {
  QTest::addColumn<QString>("header");
  const auto row = [](const char *name, const char *header) {
    QTest::newRow(name) << QString::fromUtf8(header);
  };
  // All stand before eight bytes of data.
  row("no JSON", R"({"x")");
  row("empty", "  ");
  row("list", "[1,2,3]");
  row("leading space", R"( {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
  row("two values", R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}{})");
  row("comment", R"({/**/"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
  row("doubled name",
      R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
  row("doubled name, escaped",
      R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0078":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
  row("doubled field", R"({"x":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
  row("doubled metadata",
      R"({"__metadata__":{"k":"1","k":"2"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
  row("metadata no object",
      R"({"__metadata__":"k","x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
  row("metadata a number",
      R"({"__metadata__":{"k":1},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
  row("tensor no object", R"({"x":8})");
  row("no type", R"({"x":{"shape":[2],"data_offsets":[0,8]}})");
  row("no shape", R"({"x":{"dtype":"F32","data_offsets":[0,8]}})");
  row("no offsets", R"({"x":{"dtype":"F32","shape":[2]}})");
  row("type a number", R"({"x":{"dtype":32,"shape":[2],"data_offsets":[0,8]}})");
  row("unknown type", R"({"x":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}})");
  row("type in small letters", R"({"x":{"dtype":"f32","shape":[2],"data_offsets":[0,8]}})");
  row("shape a number", R"({"x":{"dtype":"F32","shape":2,"data_offsets":[0,8]}})");
  row("negative side", R"({"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})");
  row("two negative sides", R"({"x":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}})");
  row("broken side", R"({"x":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}})");
  row("side a text", R"({"x":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}})");
  row("shape too small", R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}})");
  row("shape too large", R"({"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})");
  row("shape overflows to 8",
      R"({"x":{"dtype":"F32","shape":[4611686018427387906],"data_offsets":[0,8]}})");
  row("product overflows to 0",
      R"({"x":{"dtype":"F32","shape":[2147483648,2147483648,4],"data_offsets":[0,0]}})");
  row("side above int64",
      R"({"x":{"dtype":"U8","shape":[9223372036854775808,0],"data_offsets":[0,0]}})");
  row("side beyond 64 bits",
      R"({"x":{"dtype":"U8","shape":[36893488147419103232],"data_offsets":[0,8]}})");
  row("one offset", R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[8]}})");
  row("three offsets", R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}})");
  row("offsets turned round", R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})");
  row("negative offset", R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}})");
  row("broken offset", R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8.0]}})");
  row("beyond the end", R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})");
  row("far beyond the end",
      R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[18446744073709551600,18446744073709551608]}})");
  row("hole at the beginning", R"({"x":{"dtype":"U8","shape":[7],"data_offsets":[1,8]}})");
  row("hole between",
      R"({"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"y":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})");
  row("overlap",
      R"({"x":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"y":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})");
  row("one inside the other",
      R"({"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"y":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})");
  row("same place",
      R"({"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"y":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})");
  row("empty one inside another",
      R"({"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"y":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}})");
  row("bytes behind", R"({"x":{"dtype":"U8","shape":[7],"data_offsets":[0,7]}})");
  row("nothing for the bytes", R"({})");
  row("broken UTF-8",
      "{\"\xED\xA0\x80\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}");
}

void TestSafetensorsDamage::refusesBrokenHeaders() {
  QFETCH(QString, header);
  std::string text = header.toStdString();
  if (QLatin1StringView(QTest::currentDataTag()) == QLatin1StringView("broken UTF-8"))
    text.replace(2, text.find('"', 2) - 2, "\xED\xA0");
  const auto opened = open(raw_file(text, QByteArray(8, 'd')));
  QVERIFY(!opened.ok());
  QVERIFY(opened.error().code == ErrorCode::bad_format);
  QVERIFY(opened.error().text().find("tried.safetensors") != std::string::npos);
}

void TestSafetensorsDamage::refusesLyingLengths() {
  for (const std::uint64_t length :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2},
        static_cast<std::uint64_t>(sound_.size()), static_cast<std::uint64_t>(sound_.size() - 7),
        std::uint64_t{100'000'001}, std::uint64_t{1} << 32, std::uint64_t{1} << 63,
        ~std::uint64_t{0}, ~std::uint64_t{0} - 7}) {
    QByteArray bytes = sound_;
    std::memcpy(bytes.data(), &length, sizeof length);
    QVERIFY2(!open(bytes).ok(), std::to_string(length).c_str());
  }
}

void TestSafetensorsDamage::refusesEveryEndCutOff() {
  for (qsizetype length = 0; length < sound_.size(); ++length) {
    const auto opened = open(sound_.left(length));
    QVERIFY2(!opened.ok(), std::to_string(length).c_str());
    QVERIFY(opened.error().code == ErrorCode::bad_format);
  }
}

void TestSafetensorsDamage::refusesTrailingBytes() {
  QVERIFY(!open(sound_ + '\0').ok());
  QVERIFY(!open(sound_ + sound_).ok());
}

void TestSafetensorsDamage::refusesWhatIsNoFile() {
  const std::filesystem::path root = folder_.path().toStdString();
  const auto absent = SafetensorsFile::open(root / "absent.safetensors");
  QVERIFY(!absent.ok());
  QVERIFY(absent.error().code == ErrorCode::not_found);
  QVERIFY(!SafetensorsFile::open(root).ok());
  QVERIFY(!SafetensorsFile::open(root / "absent" / "w.safetensors").ok());
  QVERIFY(!SafetensorsFile::open("/dev/zero").ok());
  QCOMPARE(::mkfifo((root / "pipe").c_str(), 0600), 0);
  const auto pipe = SafetensorsFile::open(root / "pipe"); // and does not wait for a writer
  QVERIFY(!pipe.ok());
  QVERIFY(pipe.error().code == ErrorCode::unreadable);
}

void TestSafetensorsDamage::refusesDeepNesting() {
  for (const std::string open_brace : {"[", "{\"a\":"}) {
    std::string header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"more\":";
    for (int i = 0; i < 200000; ++i)
      header += open_brace;
    QVERIFY(!open(raw_file(header, QByteArray(8, 'd'))).ok());
  }
  // A name hidden behind something deep is still seen twice.
  std::string deep = "1";
  for (int i = 0; i < 20; ++i)
    deep = "{\"a\":" + deep + "}";
  QVERIFY(
      !open(raw_file("{\"x\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8],\"more\":" +
                         deep + "},\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                     QByteArray(8, 'd')))
           .ok());
}

void TestSafetensorsDamage::survivesFlippedBits() {
  // Each bit alone, then several at once.
  for (qsizetype bit = 0; bit < sound_.size() * 8; ++bit) {
    QByteArray bytes = sound_;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    if (const auto opened = open(bytes); opened.ok())
      QCOMPARE(read_through(*opened), std::size_t{11});
  }
  Random random(17);
  for (int round = 0; round < 2000; ++round) {
    QByteArray bytes = sound_;
    for (std::uint64_t flips = 2 + random.below(6); flips > 0; --flips) {
      const auto at =
          static_cast<qsizetype>(8 + random.below(static_cast<std::uint64_t>(bytes.size() - 8)));
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
    }
    if (const auto opened = open(bytes); opened.ok())
      QCOMPARE(read_through(*opened), std::size_t{11});
  }
}

void TestSafetensorsDamage::survivesRandomBytes() {
  Random random(19);
  for (int round = 0; round < 500; ++round) {
    std::string header = "{";
    const std::string letters = "{}[]\":,0123456789.-eE xyz\\unltrf\xFF";
    for (std::uint64_t n = random.below(80); n > 0; --n)
      header += letters[random.below(letters.size())];
    QVERIFY(!open(raw_file(header, QByteArray(3, 'd'))).ok());
  }
}

QTEST_GUILESS_MAIN(TestSafetensorsDamage)
#include "test_safetensors_damage.moc"
