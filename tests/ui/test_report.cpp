#include "fake_service.h"
#include "fixtures.h"
#include "reading/modality_row.h"
#include "reading/report.h"
#include "theme/colours.h"

#include <QLabel>

#include <algorithm>

using namespace affect;
using namespace affect::ui;

namespace {

Reading two_sided(float text_positive, float image_positive, bool disagreement) {
  Reading reading;
  const auto alone = [](Modality modality, float positive) {
    return UnimodalReading{
        modality, Presence::present, PolarityProbabilities{1 - positive, 0, positive}, {}};
  };
  reading.modalities = {alone(Modality::text, text_positive),
                        alone(Modality::image, image_positive)};
  reading.probabilities = {0.25f, 0.25f, 0.5f};
  reading.disagreement = disagreement;
  return reading;
}

ExpectedWord expected(int word, float own, std::vector<ExpectedWord::Candidate> candidates) {
  return {word, std::move(candidates), own};
}

} // namespace

class TestReport : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void saysWhetherTheModalitiesAgree() {
    QCOMPARE(agreement_line(two_sided(0.85f, 0.3f, true)),
             QStringLiteral("Text and image disagree: text +0.7, image \u22120.4"));
    QVERIFY(agreement_line(two_sided(0.85f, 0.9f, false))
                .startsWith(QStringLiteral("Text and image agree")));
    QVERIFY(
        agreement_line(two_sided(0.55f, 0.45f, false)).contains(QStringLiteral("differ a little")));
    Reading alone = two_sided(0.9f, 0.1f, false);
    alone.modalities[1].presence = Presence::missing;
    QVERIFY(agreement_line(alone).isEmpty());
    QVERIFY(agreement_line(Reading()).isEmpty());
  }

  void saysWhichEncoderIsTheModelsOwn() {
    QCOMPARE(encoder_text("compact-image", 0), QStringLiteral("compact-image"));
    QVERIFY(encoder_text("compact-text", 2).startsWith(QStringLiteral("compact-text, last 2 ")));
    Reading reading = two_sided(0.85f, 0.3f, false);
    reading.text_encoder = "compact-text";
    reading.image_encoder = "compact-image";
    reading.text_tuned_blocks = 2;
    QVERIFY(reading_as_text(reading).contains(encoder_text("compact-text", 2)));
    QVERIFY(reading_as_text(reading).contains(QStringLiteral("compact-image\n")));
  }

  void facesAreListedAndTheOneThatWasReadIsNamed() {
    Reading reading = two_sided(0.85f, 0.3f, false);
    QVERIFY(face_lines(reading, 4).isEmpty());
    reading.faces = {{{{0, 0.1, 0.1, 0.25, 0.4}}, true}};
    QCOMPARE(face_lines(reading, 4), (QStringList{QStringLiteral("1 face, which was read"),
                                                  QStringLiteral("1. 25 × 40 % of the picture")}));
    reading.duration_s = 9;
    reading.faces = {{{{0.5, 0.1, 0.1, 0.2, 0.4}, {7.26, 0.1, 0.1, 0.3, 0.4}}, true},
                     {{{2, 0, 0, 0.1, 0.1}}, false},
                     {{{3, 0, 0, 0.1, 0.1}}, false}};
    const QStringList lines = face_lines(reading, 2);
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0], QStringLiteral("3 faces; the largest was read"));
    QCOMPARE(lines[1], QStringLiteral("1. 0.5 – 7.3 s, 25 × 40 % of the picture, read"));
    QVERIFY(!lines[2].contains(QStringLiteral("read")));
    QCOMPARE(lines[3], QStringLiteral("and 1 more"));
    QVERIFY(reading_as_text(reading).contains(QStringLiteral("3. 3.0 – 3.0 s")));
  }

  void whatFacesShowIsSaid() {
    Reading reading = two_sided(0.85f, 0.3f, false);
    const SeenFace glad{{{0, 0.1, 0.1, 0.25, 0.4}}, true, {{"happy", 0.938f}, {"sad", 0.062f}}};
    QCOMPARE(expression_text(glad), QStringLiteral("happy ") + percent(0.938));
    QCOMPARE(expression_text({{{0, 0, 0, 1, 1}}, true, {{"smirk", 1.0f}}}),
             QStringLiteral("smirk ") + percent(1));
    QVERIFY(expression_text({{{0, 0, 0, 1, 1}}, true, {}}).isEmpty());
    reading.faces = {glad};
    reading.faces_by_themselves = -0.4f;
    QStringList lines = face_lines(reading, 4);
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[0].endsWith(expression_text(glad)));
    QVERIFY(lines[1].contains(signed_number(-0.4f)) &&
            lines[1].contains(QStringLiteral("negative")));
    reading.faces.push_back({{{0, 0.5, 0.1, 0.1, 0.1}}, true, {{"sad", 0.7f}}});
    lines = face_lines(reading, 4);
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0], QStringLiteral("2 faces, which were read"));
    QVERIFY(lines[3].contains(QStringLiteral("sad ")) &&
            !lines[3].endsWith(QStringLiteral("read")));
    Reading blind = two_sided(0.85f, 0.3f, false);
    blind.faces_not_looked_for = true;
    QCOMPARE(face_lines(blind, 4).size(), 1);
    QVERIFY(face_lines(blind, 4).first().contains(QStringLiteral("opencv-data")));
  }

  void saysWhatIsMissingAndWhatStandsIn() {
    const auto line = [](Modality modality, Presence presence, bool hidden = false) {
      return presence_line({modality, presence, {}, {}}, hidden);
    };
    QCOMPARE(line(Modality::image, Presence::translated),
             QStringLiteral("Image missing — translated from text"));
    QCOMPARE(line(Modality::text, Presence::translated),
             QStringLiteral("Text missing — translated from image"));
    QCOMPARE(line(Modality::image, Presence::translated, true),
             QStringLiteral("Image hidden — translated from text"));
    QCOMPARE(line(Modality::text, Presence::missing), QStringLiteral("Text missing"));
    QCOMPARE(line(Modality::image, Presence::missing, true), QStringLiteral("Image hidden"));
    QVERIFY(line(Modality::image, Presence::present).isEmpty());
    Reading reading = two_sided(0.85f, 0.3f, false);
    reading.modalities[0].weight = 1.0f;
    reading.modalities[1] = {Modality::image, Presence::translated, std::nullopt, 0.0f};
    QVERIFY(agreement_line(reading).isEmpty()); // a translation contradicts nobody
    const QString text = reading_as_text(reading);
    for (const char *part : {"Image alone\tImage missing — translated from text",
                             "Weight of the text\t1.0000", "Weight of the image\t0.0000"})
      QVERIFY2(text.contains(QString::fromUtf8(part)), part);
  }

  void saysHowSureItIs() {
    QCOMPARE(sureness_of(0.84f), QStringLiteral("sure (σ\u00A00.84)"));
    QCOMPARE(sureness_of(1.12f), QStringLiteral("fairly sure (σ\u00A01.12)"));
    QCOMPARE(sureness_of(1.5f), QStringLiteral("unsure (σ\u00A01.50)"));
    Reading reading = two_sided(0.85f, 0.3f, false);
    QVERIFY(!reading_as_text(reading).contains(u'σ'));
    reading.uncertainty = 1.1f;
    reading.modalities[0].uncertainty = 0.9f;
    const QString text = reading_as_text(reading);
    QVERIFY(text.contains(QStringLiteral("Uncertainty σ\t1.1000")));
    QVERIFY(text.contains(QStringLiteral("Uncertainty σ of the text\t0.9000")));
    QVERIFY(!text.contains(QStringLiteral("σ of the image")));
  }

  void theRowOfAPartShowsIt() {
    ModalityRow row(Modality::text);
    UnimodalReading one = two_sided(0.85f, 0.3f, false).modalities[0];
    const auto says = [&](const QString &part) {
      const auto labels = row.findChildren<QLabel *>();
      return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
        return label->text().contains(part) && label->isVisibleTo(&row) &&
               !label->toolTip().isEmpty();
      });
    };
    row.setReading(&one, false);
    QVERIFY(!says(QStringLiteral("How sure")));
    one.uncertainty = 0.9f;
    row.setReading(&one, false);
    QVERIFY(says(QStringLiteral("How sure: sure (σ\u00A00.90)")));
    one.presence = Presence::missing;
    one.uncertainty.reset();
    row.setReading(&one, true);
    QVERIFY(!says(QStringLiteral("How sure")));
  }

  void numbersReadWell() {
    QCOMPARE(signed_number(-0.4), QStringLiteral("\u22120.40"));
    QCOMPARE(signed_number(0.7, 1), QStringLiteral("+0.7"));
    QCOMPARE(signed_number(-0.001), QStringLiteral("0.00"));
    QCOMPARE(percent(0.826), QStringLiteral("83\u202f%"));
  }

  void expectedWordsAreTheSurprisingOnes() {
    Reading reading;
    reading.text = "the service was cold.";
    reading.words = {{0, 3, 0, 0}, {4, 11, 1, 1}, {12, 15, 2, 2}, {16, 21, 3, 3}};
    reading.expected_words = {
        expected(0, 0.6f, {{"the", 0.6f}, {"a", 0.1f}}), // as expected
        expected(1, 0.05f,
                 {{"\u2581food", 0.5f}, {"place", 0.2f}, {"service", 0.05f}}), // surprising
        expected(3, 0.01f, {{".", 0.6f}, {"great", 0.3f}}), // more so; no punctuation
        expected(2, 0.1f, {{",", 0.5f}}),                   // punctuation only
        expected(77, 0.0f, {{"beyond", 0.5f}})};            // no such word
    QCOMPARE(expected_lines(reading, 1).size(), 1);
    const auto all = expected_lines(reading, 100);
    QCOMPARE(all.size(), 2);
    QCOMPARE(all[0].first, QStringLiteral("cold."));
    QCOMPARE(all[0].second, QStringLiteral("great 30\u202f%"));
    QCOMPARE(all[1].first, QStringLiteral("service"));
    QCOMPARE(all[1].second, QStringLiteral("food 50\u202f%,  place 20\u202f%"));
  }

  void aReadingIsCopiedWhole() {
    Post post;
    post.text = "I love this";
    post.source.id = "mine";
    post.image = std::make_shared<const Image>(Image{10, 10, std::vector<std::uint8_t>(300, 240)});
    AnalyzeOptions options;
    options.expected_words = true;
    const QString text = reading_as_text(FakeService::read(post, options));
    for (const char *part :
         {"Post\tmine", "Words\tI love this", "Polarity\t+ Positive", "Negative\t0.",
          "Valence\t+0.", "Text alone\tPositive", "Agreement\t", "Expected for “I”\tinstead",
          "Model\tfake-model", "Parameters\t1.2 million"})
      QVERIFY2(text.contains(QString::fromUtf8(part)), part);
  }

  void brokenSpansDoNoHarm() {
    Reading reading;
    reading.text = "ok";
    reading.words = {{5, 9, 0, 0}, {2, 1, 0, 0}};
    reading.expected_words = {expected(0, 0, {{"x", 0.5f}}), expected(1, 0, {{"y", 0.5f}})};
    QCOMPARE(expected_lines(reading, 10).size(), 0);
    QVERIFY(!reading_as_text(reading).isEmpty());
  }
};

QTEST_MAIN(TestReport)
#include "test_report.moc"
