#include "clip/time_curves.h"
#include "clip/timeline.h"
#include "reading/modality_row.h"
#include "reading/report.h"
#include "reading/semantic_map_view.h"

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QtTest>

using namespace affect;
using namespace affect::ui;

namespace {

// A clip of "good day", its face seen twice, without sound.
Reading clip_reading() {
  Reading reading;
  reading.text = "good day";
  reading.words = {{0, 4, 0, 0}, {5, 8, 1, 1}};
  reading.tokens = {{0, 4, 0, "good"}, {5, 8, 1, "day"}};
  reading.duration_s = 4;
  reading.modalities = {
      {Modality::text, Presence::present, PolarityProbabilities{0.1f, 0.1f, 0.8f}, 0.6f},
      {Modality::image, Presence::present, PolarityProbabilities{0.7f, 0.2f, 0.1f}, 0.4f},
      {Modality::audio, Presence::missing, {}, 0.0f}};
  reading.time_attention = {{Modality::text, 1, 2, {0.3f, 0.6f}, {0.5, 1.5}},
                            {Modality::image, 2, 2, {0.2f, 0.8f, 0.4f, 0.6f}, {1.0, 3.0}}};
  return reading;
}

SemanticMap small_map() { return {2, {0.9f, 0.2f, 0.1f, 0.8f, 0, 0}}; }

} // namespace

class TestTimeCurves : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void eachModalityHasALane() {
    const auto curves = curves_over_time(clip_reading());
    QCOMPARE(curves.size(), std::size_t(3));
    QCOMPARE(curves[0].values, (std::vector<float>{0.3f, 0.6f}));
    QCOMPARE(curves[1].times, (std::vector<double>{1.0, 3.0}));
    QVERIFY(std::abs(curves[1].values[1] - 0.7f) < 1e-6f); // mean over the layers
    QVERIFY(curves[0].labels[1].contains(QStringLiteral("day")));
    QVERIFY(curves[2].values.empty());
    QCOMPARE(curves[2].absent, QStringLiteral("Audio missing"));
  }

  void wordsWithoutTimesSaySo() {
    auto reading = clip_reading();
    reading.time_attention[0].times.clear();
    const auto curves = curves_over_time(reading);
    QVERIFY(curves[0].values.empty());
    QVERIFY(curves[0].absent.contains(QStringLiteral("no times")));
  }

  void aClickInALaneGoesToItsStep() {
    Timeline timeline;
    TimelineContent content;
    content.duration = 4;
    content.curves = curves_over_time(clip_reading());
    timeline.setContent(content);
    timeline.resize(500, timeline.sizeHint().height());
    timeline.show();
    const TimelineLayout &layout = timeline.layoutNow();
    QCOMPARE(layout.curves(), 3);
    QSignalSpy sought(&timeline, &Timeline::seekRequested);
    const QPoint near(static_cast<int>(layout.x_of(3.0)) + 5, layout.curve(1).center().y());
    QTest::mouseClick(&timeline, Qt::LeftButton, {}, near);
    QCOMPARE(sought.last()[0].toDouble(), 3.0);
    // In another lane at the same place the moment itself is meant.
    QTest::mouseClick(&timeline, Qt::LeftButton, {},
                      QPoint(near.x(), layout.lane(Lane::sound).center().y()));
    QVERIFY(std::abs(sought.last()[0].toDouble() - 3.0) > 1e-4);
  }

  void lanesComeAndGoWithTheReading() {
    Timeline timeline;
    TimelineContent content;
    content.duration = 4;
    timeline.setContent(content);
    const int before = timeline.sizeHint().height();
    timeline.setCurves(curves_over_time(clip_reading()));
    QVERIFY(timeline.sizeHint().height() > before);
    QVERIFY(!timeline.grab().isNull()); // paints with a lane that is missing
    timeline.setCurves({});
    QCOMPARE(timeline.sizeHint().height(), before);
  }

  void theMapSaysItsMeans() {
    SemanticMapView view;
    view.setMap(small_map(), clip_reading().modalities);
    QVERIFY(view.accessibleDescription().contains(QStringLiteral("Text 0.55")));
    QVERIFY(view.accessibleDescription().contains(QStringLiteral("Image 0.45")));
    view.resize(view.sizeHint());
    QVERIFY(!view.grab().isNull());
    view.setMap({}, {});
    QVERIFY(view.accessibleDescription().isEmpty());
  }

  void generatedLabelsStandBesideTheHeadsOwn() {
    auto reading = clip_reading();
    reading.modalities[0].intensity = 0.7f;
    reading.modalities[0].generated = -0.25f;
    ModalityRow row(Modality::text);
    row.setReading(&reading.modalities[0], false);
    QStringList texts;
    for (const QLabel *label : row.findChildren<QLabel *>())
      texts << label->text();
    const QString all = texts.join(u'\n');
    QVERIFY2(all.contains(QStringLiteral("+0.70")) && all.contains(QStringLiteral("−0.25")),
             qPrintable(all));
  }

  void threePartsAgreeOrNot() {
    auto reading = clip_reading();
    reading.modalities[2] = {Modality::audio, Presence::present,
                             PolarityProbabilities{0.6f, 0.3f, 0.1f}, 0.2f};
    reading.disagreement = true;
    const QString line = agreement_line(reading);
    QVERIFY2(line.startsWith(QStringLiteral("The parts disagree")) &&
                 line.contains(QStringLiteral("audio −0.5")),
             qPrintable(line));
    const QString text = reading_as_text(reading);
    QVERIFY(text.contains(QStringLiteral("Audio alone")));
  }
};

int main(int argc, char **argv) {
  QApplication app(argc, argv);
  TestTimeCurves test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_time_curves.moc"
