#include "dataset/mosi.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace affect;
namespace fs = std::filesystem;

namespace {

void write(const fs::path &file, const std::string &content) {
  std::ofstream(file, std::ios::binary) << content;
}

constexpr const char *header = "video,utterance,split,intensity,text\n";

} // namespace

class TestMosi : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
  }

  void rowsAndFeaturesGoTogether() {
    write(root_ / "utterances.csv",
          std::string(header) + "a,1,train,-1.4,\"WELL, NO\"\r\na,2,train,3,YES\nb,1,dev,0,HM\n");
    write(root_ / "audio.csv", "1,2\n3,4.5\n-5e-1,6\n");
    const auto set = load_mosi_utterances(root_);
    QVERIFY2(set.ok(), set.ok() ? "" : set.error().text().c_str());
    QCOMPARE(set.value().utterances.size(), std::size_t(3));
    QCOMPARE(set.value().utterances[0].text, std::string("WELL, NO"));
    QCOMPARE(set.value().utterances[0].intensity, -1.4);
    QCOMPARE(set.value().utterances[2].split, std::string("dev"));
    QCOMPARE(set.value().audio[1], (std::vector<float>{3, 4.5f}));
    QCOMPARE(set.value().audio[2][0], -0.5f);
    QVERIFY(set.value().text.empty());
    QVERIFY(set.value().video.empty());
  }

  void whatIsBrokenIsToldWithFileAndLine_data() {
    QTest::addColumn<std::string>("list");
    QTest::addColumn<std::string>("audio");
    QTest::addColumn<std::string>("file");
    QTest::addColumn<std::string>("said");
    const std::string good = std::string(header) + "a,1,train,1,X\n";
    const auto row = [](const char *name, const std::string &list, const std::string &audio,
                        const std::string &file, const std::string &said) {
      QTest::newRow(name) << list << audio << file << said;
    };
    const std::string top = header;
    row("no column", "video,text\na,b\n", "1\n", "utterances.csv", "split");
    row("no number", top + "a,1,train,high,X\n", "1\n", "utterances.csv", "Line 2");
    row("beyond the scale", top + "a,1,train,4,X\n", "1\n", "utterances.csv", "Line 2");
    row("nan", top + "a,1,train,nan,X\n", "1\n", "utterances.csv", "Line 2");
    row("empty", top, "", "utterances.csv", "empty");
    row("too few features", good, "", "audio.csv", "one line for each");
    row("too many features", good, "1\n2\n", "audio.csv", "one line for each");
    row("ragged", good + "a,2,train,1,Y\n", "1,2\n3\n", "audio.csv", "Line 2");
    row("words for numbers", good, "1,x\n", "audio.csv", "Line 1");
    row("inf", good, "1,inf\n", "audio.csv", "Line 1");
  }
  void whatIsBrokenIsToldWithFileAndLine() {
    QFETCH(std::string, list);
    QFETCH(std::string, audio);
    QFETCH(std::string, file);
    QFETCH(std::string, said);
    write(root_ / "utterances.csv", list);
    write(root_ / "audio.csv", audio);
    const auto set = load_mosi_utterances(root_);
    QVERIFY(!set.ok());
    QCOMPARE(set.error().file.filename().string(), file);
    QVERIFY2(set.error().text().find(said) != std::string::npos, set.error().text().c_str());
  }

  void anAbsentListIsNamed() {
    const auto set = load_mosi_utterances(root_);
    QVERIFY(!set.ok());
    QCOMPARE(static_cast<int>(set.error().code), static_cast<int>(ErrorCode::not_found));
  }

private:
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path root_;
};

QTEST_GUILESS_MAIN(TestMosi)
#include "test_mosi.moc"
