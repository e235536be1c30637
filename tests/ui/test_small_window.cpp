#include "attention/overlay_controls.h"
#include "batch_dock/batch_panel.h"
#include "batch_dock/batch_setup.h"
#include "clip/clip_pane.h"
#include "clip/timeline.h"
#include "fake_service.h"
#include "fixtures.h"
#include "shell/actions.h"
#include "shell/main_window.h"
#include "source_dir.h"
#include "stage/picture_pane.h"
#include "stage/stage.h"

#include <QDockWidget>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

#include <memory>

using namespace affect;
using namespace affect::ui;

/// A small window with the Batch dock: Stage and dock give way to each other before either scrolls.
class TestSmallWindow : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    QSettings().clear();
    theme_.apply(ThemeChoice::light);
    service_ = std::make_unique<FakeService>();
    window_ = std::make_unique<MainWindow>(service_.get(), &theme_, &language_);
  }

  void cleanup() { window_.reset(); }

  void neitherStageNorSetupScrolls_data() {
    QTest::addColumn<QString>("language");
    QTest::newRow("English") << QStringLiteral("en");
    QTest::newRow("Chinese") << QStringLiteral("zh_CN");
  }

  void neitherStageNorSetupScrolls() {
    QFETCH(QString, language);
    language_.apply(language);
    open({800, 600});
    window_->showBatch();
    QTRY_VERIFY(fits(stage()) && fits(window_->batchPanel()->setup()));
    const auto *start =
        window_->batchPanel()->setup()->findChild<QPushButton *>(QStringLiteral("start_batch"));
    QVERIFY(start->visibleRegion().boundingRect().size() == start->size());
    QVERIFY(!controls()->isVisible());
    language_.apply(QStringLiteral("en"));
  }

  void theDockGivesWayAndTakesItsHeightBack() {
    open({1360, 860});
    window_->showBatch();
    auto *dock = window_->findChild<QDockWidget *>(QStringLiteral("batch_dock"));
    const auto *title =
        window_->batchPanel()->setup()->findChild<QLabel *>(QStringLiteral("title"));
    QTRY_VERIFY(dock->height() > 200);
    QTRY_VERIFY(controls()->isVisible() && title->isVisible());
    const int height = dock->height();
    window_->resize(800, 600);
    QTRY_VERIFY(fits(stage()) && dock->height() < height && !title->isVisible());
    window_->resize(1360, 860);
    QTRY_COMPARE(dock->height(), height);
    QVERIFY(controls()->isVisible() && title->isVisible());
  }

  void aTimelineOfThreeLanesIsNotCut() {
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    window_->resize(1360, 860);
    service_->use_model(QString::fromLatin1(FakeService::hearing_model));
    window_->openPaths(
        {QString::fromStdString((source_dir() / "resources/samples/umbrella.mp4").string())});
    const Timeline *timeline = stage()->clipPane()->timeline();
    QTRY_COMPARE(timeline->content().curves.size(), std::size_t(3));
    QTRY_COMPARE(timeline->height(), timeline->sizeHint().height());
    QVERIFY(fits(stage()));
  }

  void theReadingIsNotCutSideways_data() { neitherStageNorSetupScrolls_data(); }

  void theReadingIsNotCutSideways() {
    QFETCH(QString, language);
    language_.apply(language);
    open({800, 600});
    const auto *panel = window_->findChild<QScrollArea *>(QStringLiteral("reading_panel"));
    QVERIFY(panel);
    QTRY_VERIFY(panel->widget()->width() <= panel->viewport()->width());
    QVERIFY(panel->widget()->minimumSizeHint().width() <= panel->viewport()->width());
    QCOMPARE(window_->width(), 800);
    language_.apply(QStringLiteral("en"));
  }

  void withoutTheDockTheControlsAreThere() {
    open({800, 600});
    QTRY_VERIFY(controls()->isVisible() && fits(stage()));
  }

private:
  Stage *stage() { return window_->stage(); }
  OverlayControls *controls() { return stage()->picturePane()->controls(); }

  void open(const QSize &size) {
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    window_->resize(size);
    window_->openPaths(
        {make_post(fixtures_, QStringLiteral("one"), QStringLiteral("I love my cat"))});
    QTRY_VERIFY(window_->workspace()->session()->shown());
    QCOMPARE(window_->size(), size);
  }

  /// Whether a widget in a scroll area is no higher than what is seen of it.
  static bool fits(const QWidget *widget) {
    return widget->height() <= widget->parentWidget()->height();
  }

  Fixtures fixtures_;
  Theme theme_;
  Language language_;
  std::unique_ptr<FakeService> service_;
  std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestSmallWindow)
#include "test_small_window.moc"
