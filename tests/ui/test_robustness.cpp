#include "evaluate/robustness_dialog.h"
#include "fixtures.h"

#include <QComboBox>
#include <QPushButton>
#include <QScreen>

using namespace affect;
using namespace affect::ui;

namespace {

constexpr const char *sample = "removed,share,filling,accuracy,weighted_f1\n"
                               "image,0.5,translation,0.70,0.68\n"
                               "image,0,translation,0.74,0.73\n"
                               "image,1,translation,0.66,0.64\n"
                               "image,0,zeros,0.74,0.73\nimage,1,zeros,0.55,0.50\n"
                               "text,0,translation,0.74,0.73\ntext,1,translation,0.58,0.57\n"
                               "text,0,of the future,0.74,0.73\n";

} // namespace

/// robustness.csv of a bundle and the chart made of it.
class TestRobustness : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    language_.apply(QStringLiteral("en"));
    theme_.apply(ThemeChoice::light);
  }

  void buttonsStayOnTheScreen() {
    RobustnessDialog dialog(QStringLiteral("some-model"),
                            *read(sample)); // would like 820 pixels; offscreen has 800
    const QSize screen = dialog.screen()->availableSize();
    QVERIFY(dialog.width() <= screen.width() && dialog.height() <= screen.height());
  }

  void curvesAreReadAndSorted() {
    const auto curves = read(sample);
    QVERIFY2(curves.ok(), curves.ok() ? "" : curves.error().text().c_str());
    QCOMPARE(curves->size(), std::size_t(3)); // a filling that is not known is passed over
    QCOMPARE((*curves)[0].removed, Modality::text);
    QCOMPARE((*curves)[1].removed, Modality::image);
    QCOMPARE((*curves)[1].filling, Filling::translation);
    QCOMPARE((*curves)[1].points.size(), std::size_t(3));
    QCOMPARE((*curves)[1].points[1].share, 0.5);
    QCOMPARE((*curves)[1].points[1].weighted_f1, 0.68);
    QCOMPARE((*curves)[2].filling, Filling::zeros);
  }

  void columnsAreFoundByName() {
    const auto curves =
        read("seed,weighted_f1,accuracy,filling,share,removed\r\n1,0.5,0.6,own,0.25,text\r\n\r\n");
    QVERIFY(curves.ok());
    QCOMPARE(curves->front().points.front().accuracy, 0.6);
    QCOMPARE(curves->front().filling, Filling::own);
  }

  void damageIsAnError() {
    for (const char *bytes :
         {"", "removed,share,filling,accuracy\nimage,0,own,0.5\n",
          "removed,share,filling,accuracy,weighted_f1\n",
          "removed,share,filling,accuracy,weighted_f1\nimage,0,own,0.5\n",
          "removed,share,filling,accuracy,weighted_f1\nimage,0,own,nan,0.5\n",
          "removed,share,filling,accuracy,weighted_f1\nimage,0,own,73,0.5\n",
          "removed,share,filling,accuracy,weighted_f1\nimage,-1,own,0.5,0.5\n",
          "removed,share,filling,accuracy,weighted_f1\naudio,0,own,0.5,0.5\n"}) {
      const auto curves = read(bytes);
      QVERIFY2(!curves.ok(), bytes);
      QCOMPARE(curves.error().code, ErrorCode::bad_format);
    }
    const auto line = read(
        "removed,share,filling,accuracy,weighted_f1\nimage,0,own,0.5,0.5\nimage,x,own,0.5,0.5\n");
    QVERIFY(line.error().message.find("Line 3") != std::string::npos);
    QCOMPARE(read_robustness("/nowhere/robustness.csv").error().code, ErrorCode::not_found);
  }

  void thePointUnderThePointerSaysItsValues() {
    RobustnessDialog dialog(QStringLiteral("some-model"), *read(sample));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    const QPoint at = dialog.chart()->positionOf(1, 1);
    const QString said = dialog.chart()->valueAt(at);
    QVERIFY2(said.contains(QStringLiteral("Image removed, translated")) &&
                 said.contains(QStringLiteral("70.0")) && said.contains(QStringLiteral("50.0")),
             qPrintable(said));
    QVERIFY(dialog.chart()->valueAt(QPoint(2, 2)).isEmpty());
    QVERIFY(dialog.chart()->accessibleDescription().contains(
        QStringLiteral("Text removed, translated")));
    // The other measure moves the point.
    dialog.findChild<QComboBox *>()->setCurrentIndex(1);
    QCoreApplication::processEvents();
    QVERIFY(dialog.chart()->positionOf(1, 1) != at);
    for (const QPushButton *button : dialog.findChildren<QPushButton *>())
      QVERIFY(!button->toolTip().isEmpty() && !button->accessibleName().isEmpty());
  }

  void theChartIsSaved() {
    RobustnessChart chart;
    chart.resize(640, 400);
    chart.setCurves(*read(sample), RobustnessMetric::accuracy);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    const QString png = fixtures_.path(QStringLiteral("chart.png")),
                  svg = fixtures_.path(QStringLiteral("chart.svg"));
    QVERIFY(chart.save(png, 2).ok());
    QCOMPARE(QImage(png).size(), chart.viewport()->size() * 2);
    QVERIFY(chart.save(svg).ok());
    QFile file(svg);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray drawing = file.readAll();
    QVERIFY(drawing.contains("<svg") && drawing.contains("Image removed"));
    QCOMPARE(chart.save(QStringLiteral("/nowhere/at/all.png")).error().code, ErrorCode::unreadable);
    QCOMPARE(chart.save(QStringLiteral("/nowhere/at/all.svg")).error().code, ErrorCode::unreadable);
  }

private:
  Result<std::vector<RobustnessCurve>> read(const char *bytes) const {
    return read_robustness(fixtures_.write(QStringLiteral("robustness.csv"), bytes).toStdString());
  }

  Fixtures fixtures_;
  Theme theme_;
  Language language_;
};

QTEST_MAIN(TestRobustness)
#include "test_robustness.moc"
