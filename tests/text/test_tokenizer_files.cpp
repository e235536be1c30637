#include "base/random.h"
#include "encoding_checks.h"
#include "small_folders.h"
#include "text/open_tokenizer.h"

#include <QTemporaryDir>
#include <QTest>

using namespace affect;
namespace fs = std::filesystem;

/// Model folders are hostile until checked: whatever their files hold, they are opened or refused
/// with a sentence.
class TestTokenizerFiles : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void refusesHostileFiles_data();
  void refusesHostileFiles();
  void refusesHugeFiles();
  void refusesAddedTokens();
  void survivesDamage();

private:
  fs::path fresh(const char *name) const {
    const fs::path folder = folder_.filePath(QString::fromUtf8(name)).toStdString();
    fs::remove_all(folder);
    fs::create_directories(folder);
    return folder;
  }
  QTemporaryDir folder_;
};

void TestTokenizerFiles::refusesHostileFiles_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QByteArray>("content");
  const auto row = [](const char *name, const char *file, const QByteArray &content) {
    QTest::newRow(name) << QString::fromUtf8(file) << content;
  };
  row("no vocabulary", "vocab.json", "{}");
  row("a list", "vocab.json", "[1, 2]");
  row("text as id", "vocab.json", R"({"a": "1"})");
  row("negative id", "vocab.json", R"({"a": -1})");
  row("broken id", "vocab.json", R"({"a": 1.5})");
  row("huge id", "vocab.json", R"({"a": 4000000000})");
  row("huger id", "vocab.json", R"({"a": 18446744073709551615})");
  row("an id twice", "vocab.json", R"({"a": 1, "b": 1})");
  row("no special tokens", "vocab.json", R"({"a": 0})");
  row("deep", "vocab.json", QByteArray(1'000'000, '['));
  row("deep objects", "vocab.json", QByteArray(R"({"a":)").repeated(200'000));
  row("no JSON", "vocab.json", QByteArray(1000, '\0'));
  row("cut off", "vocab.json", R"({"a": 1, "b")");
  row("merge of one", "merges.txt", "a\n");
  row("merge of three", "merges.txt", "a b c\n");
  row("merge of none", "merges.txt", " \n");
  row("unknown pieces", "merges.txt", "o o\nzebra o\n");
  row("unknown result", "merges.txt", "q q\n");
  row("binary merges", "merges.txt", QByteArray(1000, '\xFF'));
  row("config no object", "config.json", "[]");
  row("deep config", "config.json", QByteArray(100'000, '['));
  row("token no text", "tokenizer_config.json", R"({"bos_token": 7})");
  row("token empty", "tokenizer_config.json", R"({"bos_token": ""})");
  row("token unknown", "tokenizer_config.json", R"({"bos_token": "<none>"})");
  row("decoder a list", "tokenizer_config.json", R"({"added_tokens_decoder": [1]})");
  row("decoder id", "tokenizer_config.json",
      R"({"added_tokens_decoder": {"x": {"content": "a"}}})");
  row("decoder id huge", "tokenizer_config.json",
      R"({"added_tokens_decoder": {"99999999": {"content": "<q>"}}})");
  row("decoder id long", "tokenizer_config.json",
      R"({"added_tokens_decoder": {"99999999999999999999999": {"content": "<q>"}}})");
  row("decoder contradicts", "tokenizer_config.json",
      R"({"added_tokens_decoder": {"3": {"content": "<|endoftext|>"}}})");
  row("added no id", "added_tokens.json", R"({"<q>": "x"})");
}

void TestTokenizerFiles::refusesHostileFiles() {
  QFETCH(QString, file);
  QFETCH(QByteArray, content);
  const fs::path folder = fresh("hostile");
  write_byte_pairs(folder, small_clip(), R"({"model_type": "clip"})");
  QVERIFY(open_tokenizer(folder).ok());
  write_file(folder / file.toStdString(), content);
  const auto refused = open_tokenizer(folder);
  QVERIFY(!refused.ok());
  QVERIFY(refused.error().code == ErrorCode::bad_format);
  QVERIFY2(refused.error().text().find(
               file.startsWith(QStringLiteral("merges")) || file.contains(QStringLiteral("token"))
                   ? folder.string()
                   : (folder / file.toStdString()).string()) != std::string::npos,
           refused.error().text().c_str());
  QVERIFY(QString::fromStdString(refused.error().message).toStdString() ==
          refused.error().message); // whole UTF-8
}

void TestTokenizerFiles::refusesHugeFiles() {
  for (const auto &[file, megabytes] :
       {std::pair("vocab.json", 32u), std::pair("merges.txt", 16u), std::pair("config.json", 8u),
        std::pair("tokenizer_config.json", 8u)}) {
    const fs::path folder = fresh("huge");
    write_byte_pairs(folder, small_clip(), R"({"model_type": "clip"})");
    write_file(folder / file, "");
    fs::resize_file(folder / file, (std::uintmax_t{megabytes} << 20) + 1);
    QVERIFY2(open_tokenizer(folder).error().code == ErrorCode::too_large, file);
  }
  const fs::path folder = fresh("huge");
  write_file(folder / "config.json", R"({"model_type": "clip"})");
  write_file(folder / "tokenizer.json", "");
  fs::resize_file(folder / "tokenizer.json", (32u << 20) + 1);
  QVERIFY(open_tokenizer(folder).error().code == ErrorCode::too_large);
}

void TestTokenizerFiles::refusesAddedTokens() {
  const fs::path folder = fresh("added");
  write_file(folder / "config.json", R"({"model_type": "clip"})");
  QJsonObject root = byte_pair_json(small_clip(), true, true);
  const auto with = [&](const QJsonValue &added) {
    root[QStringLiteral("added_tokens")] = added;
    write_file(folder / "tokenizer.json", bytes_of(root));
    return open_tokenizer(folder);
  };
  const auto token = [](const QJsonValue &id, const QJsonValue &content) {
    return QJsonArray{
        QJsonObject{{QStringLiteral("id"), id}, {QStringLiteral("content"), content}}};
  };
  QVERIFY(with(QJsonArray()).ok());
  QVERIFY(with(token(522, QStringLiteral("<new>"))).ok());
  for (const QJsonValue &added : {QJsonValue(QStringLiteral("none")), QJsonValue(QJsonArray{1, 2}),
                                  QJsonValue(token(-1, QStringLiteral("<new>"))),
                                  QJsonValue(token(0, QStringLiteral("<new>"))),
                                  QJsonValue(token(5'000'000, QStringLiteral("<new>"))),
                                  QJsonValue(token(qint64{9'000'000'000}, QStringLiteral("<new>"))),
                                  QJsonValue(token(522, QString())), QJsonValue(token(522, 7)),
                                  QJsonValue(token(522, QStringLiteral("x").repeated(2000)))}) {
    const auto refused = with(added);
    QVERIFY2(!refused.ok(), QJsonDocument(root).toJson().right(300).constData());
    QVERIFY(refused.error().code == ErrorCode::bad_format);
  }
}

// Bytes changed anywhere in a tokenizer.json: refused, or a tokenizer that works.
void TestTokenizerFiles::survivesDamage() {
  const fs::path folder = fresh("damage");
  const QByteArray whole = bytes_of(byte_pair_json(small_clip(), true, true));
  Random random(23);
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    QByteArray content = whole;
    if (round % 3 == 0)
      content.truncate(
          static_cast<qsizetype>(random.below(static_cast<std::uint64_t>(whole.size()))));
    for (int i = 0; i < 3 && !content.isEmpty(); ++i)
      content[static_cast<qsizetype>(random.below(static_cast<std::uint64_t>(content.size())))] =
          "0{}[],:\"1a"[random.below(10)];
    write_file(folder / "tokenizer.json", content);
    const auto tokenizer = open_tokenizer(folder);
    if (!tokenizer.ok()) {
      ++refused;
      continue;
    }
    const std::string text = "Good dogs' <|endoftext|> e\u0301 12 很\xFF";
    const std::string broken = broken_rule(**tokenizer, (*tokenizer)->encode(text), text, false);
    QVERIFY2(broken.empty(), broken.c_str());
  }
  QVERIFY(refused > 100);
}

QTEST_GUILESS_MAIN(TestTokenizerFiles)
#include "test_tokenizer_files.moc"
