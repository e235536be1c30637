#include "base/json_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>

namespace fs = std::filesystem;
using namespace affect;
using nlohmann::json;

namespace {

std::string nested(int levels) {
  // The object itself is the first level.
  const auto lists = static_cast<std::size_t>(levels - 1);
  return R"({"a": )" + std::string(lists, '[') + std::string(lists, ']') + "}";
}

} // namespace

class TestJsonFile : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  fs::path file_ = fs::path(folder_.path().toStdString()) / "a.json";

  Result<json> read(const std::string &content, const FileErrors &errors = {}) const {
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << content;
    return read_json_file(file_, 1000, errors);
  }

private Q_SLOTS:
  void anObject() {
    const auto value = read(R"( {"name": "文", "on": true, "n": [1, 2]} )");
    QVERIFY2(value.ok(), value.ok() ? "" : value.error().text().c_str());
    QCOMPARE(string_or(*value, "name"), std::string("文"));
    QCOMPARE(string_or(*value, "on", "x"), std::string("x"));
    QCOMPARE(string_or(*value, "none"), std::string());
    QVERIFY(flag_or(*value, "on", false));
    QVERIFY(flag_or(*value, "name", true));
    QCOMPARE(string_or((*value)["n"], "name", "no object"), std::string("no object"));
  }

  void hostile_data() {
    QTest::addColumn<QByteArray>("content");
    for (const char *content : {"", " ", "[]", "7", "\"{}\"", "{", "{}{}", "{\"a\": 1,}",
                                "{'a': 1}", "{\"a\": \"\xFF\"}", "{\"a\": NaN}", "}", "\\"})
      QTest::newRow(content) << QByteArray(content);
    QTest::newRow("NUL") << QByteArray("{\0}", 3);
    QTest::newRow("brackets") << QByteArray(900, '[');
    QTest::newRow("an open text") << QByteArray("{\"a\": \"\\");
  }

  void hostile() {
    QFETCH(QByteArray, content);
    const auto value = read(content.toStdString());
    QVERIFY(!value.ok());
    QVERIFY(value.error().code == ErrorCode::bad_format);
    QCOMPARE(value.error().file.string(), file_.string());
  }

  void depth() {
    QVERIFY(read(nested(32)).ok());
    FileErrors errors;
    errors.too_deep = {ErrorCode::unsupported, "Too deep."};
    QVERIFY(read(nested(33), errors).error().code == ErrorCode::unsupported);
    // Brackets in a text are none.
    QVERIFY(read(R"({"a": "\")" + std::string(100, '[') + "\"}").ok());
  }

  void bound() {
    const std::string most = "{" + std::string(998, ' ') + "}";
    QVERIFY(read(most).ok());
    QVERIFY(read(most + " ").error().code == ErrorCode::too_large);
  }

  void sentencesOfTheCaller() {
    FileErrors errors;
    errors.malformed = {ErrorCode::unsupported, "No recipe."};
    const auto value = read("[]", errors);
    QVERIFY(value.error().code == ErrorCode::unsupported);
    QCOMPARE(value.error().message, std::string("No recipe."));
    fs::remove(file_);
    QVERIFY(read_json_file(file_, 10).error().code == ErrorCode::not_found);
  }

  void writesInTheOrderGiven() {
    QVERIFY(write_json_file(file_, {{"b", 0.1}, {"a", {1, 2}}}).ok());
    std::ostringstream written;
    written << std::ifstream(file_, std::ios::binary).rdbuf();
    QCOMPARE(written.str(), std::string("{\n \"b\": 0.1,\n \"a\": [\n  1,\n  2\n ]\n}\n"));
    QVERIFY(write_json_file(file_, {{"b", 1}}, 3).ok());
    std::ostringstream again;
    again << std::ifstream(file_, std::ios::binary).rdbuf();
    QCOMPARE(again.str(), std::string("{\n   \"b\": 1\n}\n"));
  }

  void whatCannotBeWritten() {
    QVERIFY(write_json_file(file_, {{"a", 1}}).ok());
    const auto below = write_json_file(file_ / "b.json", {{"a", 1}});
    QVERIFY(!below.ok() && below.error().code == ErrorCode::unreadable);
    QVERIFY(below.error().text().find("b.json") != std::string::npos);
    // Not UTF-8: an error, no exception, and the file that was there stays.
    const auto bytes = write_json_file(file_, {{"a", "\xFF"}});
    QVERIFY(!bytes.ok() && bytes.error().code == ErrorCode::internal);
    QCOMPARE(read_json_file(file_, 100)->at("a").get<int>(), 1);
  }
};

QTEST_GUILESS_MAIN(TestJsonFile)
#include "test_json_file.moc"
