#include "evaluate/reliability_dialog.h"
#include "fake_service.h"
#include "fixtures.h"
#include "shell/actions.h"
#include "shell/main_window.h"
#include "source_dir.h"

#include <QClipboard>
#include <QLabel>
#include <QPushButton>

using namespace affect;
using namespace affect::ui;

namespace {

constexpr const char *sample = "from,to,n,confidence,accuracy,temperature,ece\n"
                               "0.0,0.5,0,0.0000,0.0000,1.0000,0.1500\n"
                               "0.5,1.0,40,0.9000,0.7500,1.0000,0.1500\n"
                               "0.0,0.5,10,0.4500,0.5000,1.4000,0.0300\n"
                               "0.5,1.0,30,0.8000,0.8200,1.4000,0.0300\n";

} // namespace

/// reliability.csv of a bundle and the diagram made of it.
class TestReliability : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    QSettings().clear();
    language_.apply(QStringLiteral("en"));
    theme_.apply(ThemeChoice::light);
  }

  void beforeAndAfterAreTwoCurves() {
    const auto curves = read(sample);
    QVERIFY2(curves.ok(), curves.ok() ? "" : curves.error().text().c_str());
    QCOMPARE(curves->size(), std::size_t(2));
    QCOMPARE((*curves)[0].temperature, 1.0);
    QCOMPARE((*curves)[0].error, 0.15);
    QCOMPARE((*curves)[0].posts(), std::int64_t(40));
    QCOMPARE((*curves)[1].bins[1].accuracy, 0.82);
    // Columns are found by name.
    const auto other =
        read("ece,temperature,accuracy,confidence,n,to,from,more\r\n0.1,2,0.6,0.7,5,0.8,0.6,x\r\n");
    QVERIFY(other.ok());
    QCOMPARE(other->front().bins.front().confidence, 0.7);
  }

  void damageIsAnError() {
    const std::string head = "from,to,n,confidence,accuracy,temperature,ece\n";
    for (const std::string &bytes :
         {std::string(), head, std::string("from,to,n,confidence,accuracy\n0,1,2,0.5,0.5\n"),
          head + "0.1,0.2,3,0.1,0.1,1\n", head + "0.2,0.1,3,0.1,0.1,1,0\n",
          head + "0.1,0.2,3,0.1,1.1,1,0\n", head + "0.1,0.2,-3,0.1,0.1,1,0\n",
          head + "0.1,0.2,3,nan,0.1,1,0\n", head + "0.1,0.2,3,0.1,0.1,0,0\n"}) {
      const auto curves = read(bytes.c_str());
      QVERIFY2(!curves.ok(), bytes.c_str());
      QCOMPARE(curves.error().code, ErrorCode::bad_format);
    }
    const auto line = read((head + "0,0.5,1,0.4,1,1,0\n0.5,x,1,0.4,1,1,0\n").c_str());
    QVERIFY(line.error().message.find("Line 3") != std::string::npos);
    QCOMPARE(read_reliability("/nowhere/reliability.csv").error().code, ErrorCode::not_found);
  }

  void theDiagramSaysItsValues() {
    ReliabilityDialog dialog(QStringLiteral("some-model"), *read(sample));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    QVERIFY2(dialog.summary().contains(QStringLiteral("0.150 before, 0.030 after")) &&
                 dialog.summary().contains(QStringLiteral("1.40")),
             qPrintable(dialog.summary()));
    const ReliabilityChart *chart = dialog.chart();
    const QString said = chart->valueAt(chart->positionOf(1, 1).toPoint());
    QVERIFY2(said.contains(QStringLiteral("80.0")) && said.contains(QStringLiteral("82.0")) &&
                 said.contains(QStringLiteral("30 posts")),
             qPrintable(said));
    QVERIFY(chart->valueAt(QPoint(1, 1)).isEmpty());
    // Surer lies further right, oftener right further up; a bin without posts is not spoken of.
    QVERIFY(chart->positionOf(0, 1).x() > chart->positionOf(1, 1).x());
    QVERIFY(chart->positionOf(0, 1).y() > chart->positionOf(1, 1).y());
    QCOMPARE(chart->accessibleDescription().split(u'\n').size(), 3);
    for (const QPushButton *button : dialog.findChildren<QPushButton *>())
      QVERIFY(!button->toolTip().isEmpty() && !button->accessibleName().isEmpty());
    QTest::mouseClick(dialog.findChildren<QPushButton *>()[1], Qt::LeftButton);
    const QString copied = QApplication::clipboard()->text();
    QVERIFY(fixtures_.write(QStringLiteral("copied.csv"), copied.toUtf8()).size() > 0);
    QCOMPARE(read(copied.toUtf8().constData())->size(), std::size_t(2));
  }

  void withoutATemperatureThereIsOneCurve() {
    const auto curves =
        read("from,to,n,confidence,accuracy,temperature,ece\n0.9,1,1234,0.95,0.9,1,0.05\n");
    ReliabilityDialog dialog(QStringLiteral("some-model"), *curves);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    QVERIFY2(dialog.summary().contains(QStringLiteral("0.050 over 1,234")),
             qPrintable(dialog.summary()));
    QVERIFY(dialog.summary().contains(QStringLiteral("no temperature")));
  }

  void theChartIsSaved() {
    ReliabilityChart chart;
    chart.resize(500, 400);
    chart.setCurves(*read(sample));
    const QString png = fixtures_.path(QStringLiteral("chart.png")),
                  svg = fixtures_.path(QStringLiteral("chart.svg"));
    QVERIFY(chart.save(png, 2).ok());
    QCOMPARE(QImage(png).size(), chart.size() * 2);
    QVERIFY(chart.save(svg).ok());
    QFile file(svg);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("How often right"));
    QCOMPARE(chart.save(QStringLiteral("/nowhere/at/all.svg")).error().code, ErrorCode::unreadable);
  }

  void theWindowOffersItWhereTheModelHasFigures() {
    QDir().mkpath(fixtures_.path(QStringLiteral("with")));
    fixtures_.write(QStringLiteral("with/reliability.csv"), sample);
    FakeService service;
    MainWindow window(&service, &theme_, &language_);
    window.show();
    const QAction *action = window.actions()->reliability;
    QVERIFY(!action->isEnabled());
    service.use_model(fixtures_.path(QStringLiteral("without")));
    QTRY_VERIFY(action->toolTip().contains(QStringLiteral("without reliability figures")));
    service.use_model(fixtures_.path(QStringLiteral("with")));
    QTRY_VERIFY(action->isEnabled());
    window.actions()->reliability->trigger();
    auto *dialog = window.findChild<ReliabilityDialog *>();
    QVERIFY(dialog && dialog->isVisible());
  }

  void whatIsShippedCanBeShown() {
    const auto curves = read_reliability(reliability_file(source_dir() / "models/clip-ca-mvsa"));
    QVERIFY2(curves.ok(), curves.ok() ? "" : curves.error().text().c_str());
    QCOMPARE(curves->front().posts(), std::int64_t(450)); // the dev split
  }

private:
  Result<std::vector<ReliabilityCurve>> read(const char *bytes) const {
    return read_reliability(
        fixtures_.write(QStringLiteral("reliability.csv"), bytes).toStdString());
  }

  Fixtures fixtures_;
  Theme theme_;
  Language language_;
};

QTEST_MAIN(TestReliability)
#include "test_reliability.moc"
