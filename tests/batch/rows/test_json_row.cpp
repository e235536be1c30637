#include "batch/rows/json_row.h"
#include "batch/rows/sample_reading.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <limits>

using namespace affect;

namespace {

// Qt's parser, not the one that wrote it.
QJsonObject parsed(const QByteArray &line) {
  QJsonParseError error;
  const QJsonDocument document = QJsonDocument::fromJson(line, &error);
  return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
}

QJsonObject parsed(const Reading &reading) {
  return parsed(QByteArray::fromStdString(json_row(reading)));
}

} // namespace

class TestJsonRow : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void plainValues() {
    const QJsonObject json = parsed(sample_reading());
    QCOMPARE(json[u"file"].toString(), QStringLiteral("/posts/42.jpg"));
    QCOMPARE(json[u"id"].toString(), QStringLiteral("42"));
    QCOMPARE(json[u"status"].toString(), QStringLiteral("ok"));
    QCOMPARE(json[u"polarity"].toString(), QStringLiteral("positive"));
    QCOMPARE(json[u"probabilities"][u"positive"].toDouble(), 0.625);
    QCOMPARE(json[u"intensity"].toDouble(), 0.5);
    QCOMPARE(json[u"parameters"].toInteger(), 1'500'000);
    QCOMPARE(json[u"disagreement"].toBool(), true);
    QCOMPARE(json[u"text"].toString(), QStringLiteral("@you so café"));
    QCOMPARE(json[u"modalities"][0][u"polarity"].toString(), QStringLiteral("negative"));
    QCOMPARE(json[u"modalities"][0][u"probabilities"][u"negative"].toDouble(),
             0.7); // not 0.699999988
    QCOMPARE(json[u"modalities"][1][u"weight"].toDouble(), 0.25);
    QCOMPARE(json[u"grid"][u"rows"].toInt(), 2);
    QCOMPARE(json[u"top_words"][0][u"word"].toString(),
             QStringLiteral("@you")); // no spreadsheet, no apostrophe
    QCOMPARE(json[u"top_regions"][0][u"cell"].toString(), QStringLiteral("2,2"));
    QCOMPARE(json[u"expected_words"][0][u"candidates"][0][u"text"].toString(),
             QStringLiteral("very"));
  }

  void clips() {
    const QJsonObject json = parsed(sample_clip_reading());
    QCOMPARE(json[u"kind"].toString(), QStringLiteral("clip"));
    QCOMPARE(json[u"duration_s"].toDouble(), 5.0);
    QCOMPARE(json[u"frame_times"][1].toDouble(), 3.75);
    QCOMPARE(json[u"top_times"][0][u"seconds"].toString(), QStringLiteral("3.75"));
    QVERIFY(!parsed(sample_reading()).contains(u"duration_s"));
  }

  void faces() {
    Reading reading = sample_clip_reading();
    QVERIFY(!parsed(reading).contains(u"faces"));
    reading.faces = {{{{1.25, 0.1, 0.2, 0.25, 0.5}, {3.75, 0.3, 0.2, 0.75, 0.5}}, true},
                     {{{3.75, 0.8, 0.8, 0.125, 0.125}}, false}};
    const QJsonValue read = parsed(reading)[u"faces"][0], other = parsed(reading)[u"faces"][1];
    QVERIFY(read[u"read"].toBool() && !other[u"read"].toBool());
    QCOMPARE(read[u"begin"].toDouble(), 1.25);
    QCOMPARE(read[u"end"].toDouble(), 3.75);
    QCOMPARE(read[u"frames"].toInt(), 2);
    QCOMPARE(read[u"x"].toDouble(), 0.2); // means
    QCOMPARE(read[u"width"].toDouble(), 0.5);
    QCOMPARE(other[u"frames"].toInt(), 1);
    reading.duration_s.reset(); // in a picture there is no when
    QVERIFY(!parsed(reading)[u"faces"][0].toObject().contains(u"begin"));
  }

  void uncertainty() {
    Reading reading = sample_reading();
    QVERIFY(!parsed(reading).contains(u"uncertainty"));
    reading.uncertainty = 0.75f;
    reading.modalities[0].uncertainty = 1.25f;
    const QJsonObject json = parsed(reading);
    QCOMPARE(json[u"uncertainty"].toDouble(), 0.75);
    QCOMPARE(json[u"modalities"][0][u"uncertainty"].toDouble(), 1.25);
    QVERIFY(!json[u"modalities"][1].toObject().contains(u"uncertainty"));
  }

  void translatedModality() {
    Reading reading = sample_reading();
    reading.modalities[0] = {Modality::text, Presence::translated, std::nullopt, 0.0f};
    const QJsonObject json = parsed(reading);
    QCOMPARE(json[u"modalities"][0][u"presence"].toString(), QStringLiteral("translated"));
    QCOMPARE(json[u"modalities"][0][u"weight"].toDouble(-1), 0.0);
    QVERIFY(!json[u"modalities"][0].toObject().contains(u"polarity"));
    QCOMPARE(json[u"missing"].toArray(), QJsonArray{QStringLiteral("text (translated)")});
    QCOMPARE(json[u"modalities"][1][u"presence"].toString(), QStringLiteral("present"));
  }

  void wordsAndTokens() {
    const QJsonObject json = parsed(sample_reading());
    QCOMPARE(json[u"words"].toArray().size(), 3);
    QCOMPARE(json[u"words"][2][u"text"].toString(), QStringLiteral("café"));
    QCOMPARE(json[u"words"][2][u"end"].toInt(), 13);
    QCOMPARE(json[u"tokens"][0][u"word"].toInt(), -1);
    QVERIFY(!json.contains(u"attention")); // of every layer and head: too large
  }

  void badValuesStayJson() {
    Reading reading = sample_reading();
    reading.probabilities[0] = std::numeric_limits<float>::quiet_NaN();
    reading.text = "broken \xFF byte";
    reading.words = {{0, 400, 0, 0}}; // outside the text
    reading.file = "caf\xE9.jpg";
    const QJsonObject json = parsed(reading);
    QVERIFY(!json.isEmpty());
    QVERIFY(json[u"probabilities"][u"negative"].isNull());
    QCOMPARE(json[u"text"].toString(), QStringLiteral("broken \uFFFD byte"));
    QCOMPARE(json[u"words"][0][u"text"].toString(), QString());
    QCOMPARE(json[u"file"].toString(), QStringLiteral("café.jpg"));
  }

  void oneLineAPost() {
    Reading lines = sample_reading();
    lines.text = "two\nlines";
    const std::string row = json_row(lines);
    QVERIFY(row.find('\n') == std::string::npos);
    QCOMPARE(parsed(QByteArray::fromStdString(row))[u"text"].toString(),
             QStringLiteral("two\nlines"));
  }

  void failures() {
    const QJsonObject failed = parsed(QByteArray::fromStdString(
        json_failure_row(make_error(ErrorCode::too_large, "Too long.", "/posts/x.txt"),
                         "/posts/x.jpg", false, "multiscale-mvsa")));
    QCOMPARE(failed[u"status"].toString(), QStringLiteral("failed"));
    QCOMPARE(failed[u"kind"].toString(), QStringLiteral("post"));
    QCOMPARE(failed[u"model"].toString(), QStringLiteral("multiscale-mvsa"));
    QCOMPARE(failed[u"file"].toString(), QStringLiteral("/posts/x.jpg"));
    QCOMPARE(failed[u"error"][u"code"].toString(), QStringLiteral("too_large"));
    QCOMPARE(failed[u"error"][u"file"].toString(), QStringLiteral("/posts/x.txt"));
  }
};

QTEST_GUILESS_MAIN(TestJsonRow)
#include "test_json_row.moc"
