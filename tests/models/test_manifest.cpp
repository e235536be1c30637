#include "analysis/analyzer.h"
#include "models/manifest.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

#include <fstream>
#include <sstream>

using namespace affect;

namespace {

BundleManifest sample() {
  BundleManifest manifest;
  manifest.id = "multiscale-test";
  manifest.system = "multiscale";
  manifest.text = {"some-text", "aa"};
  manifest.image = {"some-image", "bb"};
  manifest.text_width = 16;
  manifest.image_width = 12;
  manifest.regions = 4;
  manifest.settings = {{"width", 16}, {"dropout", 0.25}};
  manifest.weights_sha256 = "cc";
  manifest.data = "made";
  return manifest;
}

void replace(const std::filesystem::path &file, const std::string &from, const std::string &to) {
  std::ifstream in(file);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  std::string text = bytes.str();
  const auto at = text.find(from);
  QVERIFY(at != std::string::npos);
  text.replace(at, from.size(), to);
  std::ofstream(file, std::ios::trunc) << text;
}

} // namespace

class TestBundle : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = folder_->path().toStdString();
    QVERIFY(write_manifest(path_, sample()).ok());
  }

  void whatIsWrittenIsRead() {
    const auto read = read_manifest(path_);
    QVERIFY(read.ok());
    QCOMPARE(read->system, std::string("multiscale"));
    QCOMPARE(read->text.id, std::string("some-text"));
    QCOMPARE(read->image.sha256, std::string("bb"));
    QCOMPARE(read->regions, std::int64_t(4));
    QCOMPARE(read->settings.at("dropout"), 0.25);
  }

  void vectorsMayHaveAWidthOfTheirOwn() {
    const auto old = read_manifest(path_); // says nothing of them, as older bundles
    QVERIFY(old.ok());
    QCOMPARE(old->text_vector_width, std::int64_t(0));
    QCOMPARE(old->image_vector_width, std::int64_t(0));
    auto manifest = sample();
    manifest.text_vector_width = 6;
    manifest.image_vector_width = 7;
    QVERIFY(write_manifest(path_, manifest).ok());
    const auto read = read_manifest(path_);
    QVERIFY(read.ok());
    QCOMPARE(read->text_vector_width, std::int64_t(6));
    QCOMPARE(read->image_vector_width, std::int64_t(7));
    replace(path_ / "manifest.json", "\"text_vector_width\": 6", "\"text_vector_width\": -6");
    QVERIFY(!read_manifest(path_).ok());
  }

  void wordsAreCountedAndOlderVersionsKeptOut() {
    auto manifest = sample();
    manifest.settings["vocabulary"] = 250002; // XLM-R's
    QVERIFY(write_manifest(path_, manifest).ok());
    const auto read = read_manifest(path_);
    QVERIFY(read.ok() && read->reads_words());
    QCOMPARE(read->settings.at("vocabulary"), 250002.0);
    std::ifstream file(path_ / "manifest.json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    QVERIFY(text.find("\"format\": 4") != std::string::npos);
    manifest.settings["faces"] = 17;
    QVERIFY(write_manifest(path_, manifest).ok());
    QVERIFY(read_manifest(path_)->reads_picture_faces());
    std::ifstream newer(path_ / "manifest.json");
    QVERIFY((std::string{std::istreambuf_iterator<char>(newer), {}}.find("\"format\": 5")) !=
            std::string::npos);
    manifest.settings["text_statistics"] = 1;
    QVERIFY(write_manifest(path_, manifest).ok());
    QVERIFY(read_manifest(path_)->reads_statistics());
    std::ifstream newest(path_ / "manifest.json");
    QVERIFY((std::string{std::istreambuf_iterator<char>(newest), {}}.find("\"format\": 6")) !=
            std::string::npos);
    manifest.settings["vocabulary"] = 1e9;
    QVERIFY(write_manifest(path_, manifest).ok());
    QVERIFY(!read_manifest(path_).ok());
  }

  void aNewerFormatIsRefusedWithASentence() {
    replace(path_ / "manifest.json", "\"format\": 1", "\"format\": 7");
    const auto read = read_manifest(path_);
    QVERIFY(!read.ok());
    QVERIFY(read.error().code == ErrorCode::unsupported);
    QVERIFY(read.error().message.find("newer version") != std::string::npos);
  }

  void damageAndPathsAreRefused() {
    replace(path_ / "manifest.json", "some-text", "../../etc");
    QVERIFY(!read_manifest(path_).ok());
    init();
    replace(path_ / "manifest.json", "\"regions\": 4", "\"regions\": -4");
    QVERIFY(!read_manifest(path_).ok());
    init();
    replace(path_ / "manifest.json", "\"width\": 16", "\"width\": 1e18");
    QVERIFY(!read_manifest(path_).ok());
    init();
    std::ofstream(path_ / "manifest.json", std::ios::trunc) << "{\"format\": 1, \"id\": ";
    QVERIFY(!read_manifest(path_).ok());
    std::filesystem::remove(path_ / "manifest.json");
    QVERIFY(read_manifest(path_).error().code == ErrorCode::not_found);
  }

  void whatIsNoManifest() {
    const auto file = path_ / "manifest.json";
    const auto damaged = [&] {
      const auto read = read_manifest(path_);
      return !read.ok() && read.error().code == ErrorCode::bad_format &&
             read.error().message == "The manifest is damaged. Install the model again.";
    };
    std::filesystem::resize_file(file, (std::uintmax_t{1} << 20) + 1);
    QVERIFY(damaged());
    std::ofstream(file, std::ios::trunc) << R"({"format": 1, "x": )" << std::string(500'000, '[')
                                         << std::string(500'000, ']') << '}';
    QVERIFY(damaged());
    std::filesystem::remove(file);
    QCOMPARE(::mkfifo(file.c_str(), 0600), 0); // nobody writes into it
    QVERIFY(damaged());
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    QVERIFY(damaged());
  }

  void whatCannotBeWrittenIsNamed() {
    const auto written = write_manifest(path_ / "manifest.json", sample()); // below a file
    QVERIFY(!written.ok() && written.error().code == ErrorCode::unreadable);
    QVERIFY(written.error().text().find("manifest.json/manifest.json") != std::string::npos);
    QVERIFY(read_manifest(path_).ok());
  }

  void aMissingEncoderIsNamed() {
    AnalyzerOptions options;
    options.bundle = path_;
    const auto analyzer = Analyzer::open(options);
    QVERIFY(!analyzer.ok());
    QVERIFY(analyzer.error().message.find("some-text") != std::string::npos);
  }

  void anUnknownNameIsAnError() {
    AnalyzerOptions options;
    options.bundle = "no-such-model";
    const auto analyzer = Analyzer::open(options);
    QVERIFY(!analyzer.ok());
    QVERIFY(analyzer.error().code == ErrorCode::not_found);
  }

private:
  std::unique_ptr<QTemporaryDir> folder_;
  std::filesystem::path path_;
};

QTEST_GUILESS_MAIN(TestBundle)
#include "test_manifest.moc"
