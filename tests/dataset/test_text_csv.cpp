#include "dataset/text_csv.h"
#include "shared_data.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <map>

namespace fs = std::filesystem;
using namespace affect;

class TestTextCsv : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  fs::path write(const char *name, std::string_view bytes) const {
    const fs::path file = fs::path(folder_.path().toStdString()) / name;
    std::ofstream(file, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return file;
  }

private Q_SLOTS:
  void rowsAndLines() {
    const auto rows = read_text_csv(
        write("a.csv", "text,label,emotion\r\n\"Hi, \"\"you\"\"\",positive,joy\r\n"
                       "\"two\nlines\",negative,anger\r\n  ,neutral,x\r\n很好,positive\r\n"));
    QVERIFY(rows.ok());
    QCOMPARE(rows->size(), std::size_t{3});
    QCOMPARE((*rows)[0].text, std::string("Hi, \"you\""));
    QCOMPARE((*rows)[1].label, std::string("negative"));
    QCOMPARE((*rows)[2].text, std::string("很好"));
    QCOMPARE((*rows)[2].line, std::size_t{6});
  }

  void otherColumns() {
    const fs::path file = write("b.csv", "id,Emotion,text\n1,joy,yes\n");
    const auto rows = read_text_csv(file, {"text", "emotion"});
    QCOMPARE((*rows)[0].label, std::string("joy"));
    const auto unlabelled = read_text_csv(file);
    QVERIFY(unlabelled.ok());
    QVERIFY((*unlabelled)[0].label.empty());
    QVERIFY(!read_text_csv(file, {"body", "label"}).ok());
  }

  void badFiles() {
    QVERIFY(!read_text_csv(write("empty.csv", "")).ok());
    QVERIFY(!read_text_csv(fs::path(folder_.path().toStdString()) / "none.csv").ok());
    const auto quote =
        read_text_csv(write("quote.csv", "text,label\nfine,positive\n\"open,negative\n"));
    QVERIFY(!quote.ok());
    QVERIFY(quote.error().message.starts_with("Line 3:"));
  }

  void polarities() {
    for (const char *word : {"positive", "Positive", "joy", "happy", "optimism"})
      QVERIFY2(polarity_of_label(word) == Polarity::positive, word);
    for (const char *word : {"neutral", "calm", "boredom"})
      QVERIFY2(polarity_of_label(word) == Polarity::neutral, word);
    for (const char *word :
         {"negative", "sad", "sadness", "angry", "anger", "fear", "fearful", "disgust"})
      QVERIFY2(polarity_of_label(word) == Polarity::negative, word);
    for (const char *word : {"surprise", "surprised", "", "joyful noise"})
      QVERIFY2(!polarity_of_label(word), word);
  }

  void publishedSets_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("negative");
    QTest::addColumn<int>("neutral");
    QTest::addColumn<int>("positive");
    // Counted with another CSV reader.
    QTest::newRow("tweets") << QStringLiteral("semeval_tweets.csv") << 7502 << 21525 << 19017;
    QTest::newRow("utterances") << QStringLiteral("meld_train.csv") << 2945 << 4710 << 2334;
    QTest::newRow("emotions") << QStringLiteral("tweeteval_emotion_train.csv") << 2255 << 0 << 1002;
    QTest::newRow("chinese") << QStringLiteral("zh_hotel_reviews.csv") << 2443 << 0 << 5322;
  }
  void publishedSets() {
    AFFECT_NEED_SHARED(folder, "data/text");
    QFETCH(QString, file);
    QFETCH(int, negative);
    QFETCH(int, neutral);
    QFETCH(int, positive);
    const auto rows = read_text_csv(folder / file.toStdString());
    QVERIFY(rows.ok());
    std::map<std::optional<Polarity>, int> counts;
    for (const TextRow &row : *rows)
      ++counts[polarity_of_label(row.label)];
    QCOMPARE(counts[Polarity::negative], negative);
    QCOMPARE(counts[Polarity::neutral], neutral);
    QCOMPARE(counts[Polarity::positive], positive);
    QCOMPARE(counts[std::nullopt], 0);
  }
};

QTEST_GUILESS_MAIN(TestTextCsv)
#include "test_text_csv.moc"
