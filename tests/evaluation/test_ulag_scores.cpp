#include "evaluation/ulag_scores.h"

#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

using namespace affect;

namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

} // namespace

class TestUlagScores : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void figuresAreThoseOfHand() {
    // Whole positive; text as the whole, otherwise, unknown; image never labelled.
    const auto whole = torch::tensor({1.f, 1.f, 1.f, unknown, -1.f});
    const auto human = torch::tensor({{1.f, unknown, unknown},
                                      {-1.f, unknown, unknown},
                                      {unknown, unknown, unknown},
                                      {-1.f, unknown, unknown},
                                      {-1.f, unknown, unknown}});
    const auto labels = torch::tensor(
        {{0.8f, 0.f, 0.f}, {-0.5f, 0.f, 0.f}, {1.f, 0.f, 0.f}, {1.f, 0.f, 0.f}, {0.1f, 0.f, 0.f}});
    const auto scores = score_generated(labels, whole, human, 0.33);
    QCOMPARE(scores.size(), std::size_t(1));
    const UlagScore &text = scores.front();
    QCOMPARE(text.modality, std::string("text"));
    QCOMPARE(text.n, int64_t(3)); // both labels are known of three
    QVERIFY(std::abs(text.accuracy - 2.0 / 3) < 1e-6);
    QCOMPARE(text.n_apart, int64_t(1));
    QCOMPARE(text.accuracy_apart, 1.0);
    // Pearson of (.8, -.5, .1) and (1, -1, -1).
    QVERIFY2(std::abs(text.correlation - 0.8874) < 1e-3, std::to_string(text.correlation).c_str());
    // Of what they move: (-.2, -1.5, 1.1) and (0, -2, 0).
    QVERIFY2(std::abs(text.shift - 0.8656) < 1e-3, std::to_string(text.shift).c_str());
  }

  void aCopiedLabelIsNeverRightWherePartsDiffer() {
    std::vector<float> wholes, parts;
    for (int i = 0; i < 90; ++i) {
      const auto text = static_cast<float>(i % 3 - 1), audio = static_cast<float>(i / 3 % 3 - 1);
      wholes.push_back((text + audio) / 2);
      parts.insert(parts.end(), {text, unknown, audio});
    }
    const auto whole = torch::tensor(wholes), human = torch::tensor(parts).view({-1, 3});
    const auto scores =
        score_generated(whole.unsqueeze(1).expand({-1, 3}).contiguous(), whole, human, 0.25);
    QCOMPARE(scores.size(), std::size_t(2));
    for (const UlagScore &one : scores) {
      QVERIFY(one.n_apart > 20);
      QCOMPARE(one.accuracy_apart, 0.0);
      QCOMPARE(one.shift, 0.0);
    }
  }

  void fileAndChartAreWhole() {
    QTemporaryDir folder;
    const std::filesystem::path at = folder.path().toStdString();
    std::vector<UlagScore> scores;
    for (const char *rule : {"cosine", "copied"})
      for (int epoch = 1; epoch <= 3; ++epoch) {
        UlagScore one;
        one.rule = rule;
        one.epoch = epoch;
        one.what = "generated";
        one.modality = "text";
        one.correlation = 0.25 * epoch;
        scores.push_back(one);
      }
    QVERIFY(write_ulag(at / "ulag.csv", scores).ok());
    std::ifstream in(at / "ulag.csv");
    std::string header, line;
    std::getline(in, header);
    std::getline(in, line);
    QCOMPARE(header, std::string("what,rule,seed,epoch,modality,n,accuracy,weighted_f1,correlation,"
                                 "n_apart,accuracy_apart,shift"));
    QCOMPARE(line, std::string("generated,cosine,1,1,text,0,0.0000,0.0000,0.2500,0,0.0000,0.0000"));
    QVERIFY(write_ulag_chart(at / "ulag.svg", scores).ok());
    QFile svg(folder.filePath(QStringLiteral("ulag.svg")));
    QVERIFY(svg.open(QIODevice::ReadOnly));
    QXmlStreamReader xml(&svg);
    int lines = 0;
    while (!xml.atEnd())
      if (xml.readNext() == QXmlStreamReader::StartElement &&
          xml.name() == QLatin1String("polyline"))
        lines += xml.attributes()
                     .value(QLatin1String("points"))
                     .split(u' ', Qt::SkipEmptyParts)
                     .size() == 3;
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(lines, 2);
    QVERIFY(!write_ulag(at / "none" / "ulag.csv", scores).ok());
    QVERIFY(!write_ulag_chart(at / "none" / "ulag.svg", scores).ok());
  }
};

QTEST_GUILESS_MAIN(TestUlagScores)
#include "test_ulag_scores.moc"
