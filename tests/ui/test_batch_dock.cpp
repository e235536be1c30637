#include "batch/journal/journal_files.h"
#include "batch/made_posts.h"
#include "batch_dock/batch_bar.h"
#include "batch_dock/batch_panel.h"
#include "batch_dock/batch_setup.h"
#include "batch_dock/batch_table.h"
#include "batch_dock/run_row.h"
#include "batch_dock/summary_chart.h"
#include "batch_dock/summary_charts.h"
#include "fake_service.h"
#include "fixtures.h"
#include "made_journal.h"
#include "shell/actions.h"
#include "shell/main_window.h"
#include "source_dir.h"
#include "widgets/notice.h"

#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QDropEvent>
#include <QLabel>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QUrl>

#include <memory>

// A run gives way to everything else on the machine, so on a busy one it may take its time.
#define TRY_RUN(expression) QTRY_VERIFY_WITH_TIMEOUT((expression), 400'000)

using namespace affect;
using namespace affect::ui;
namespace fs = std::filesystem;

/// The Batch dock in its window: whole runs with the model that comes with the program, and
/// journals left by others.
class TestBatchDock : public QObject {
  Q_OBJECT
private Q_SLOTS:
  static void initMain() {
    qputenv("QTEST_FUNCTION_TIMEOUT", "1200000");
  } // a run may take longer than usual

  void initTestCase() {
    qputenv("AFFECTSCOPE_MODELS", (source_dir() / "models").c_str());
    theme_.apply(ThemeChoice::light);
  }

  void init() {
    QSettings().clear();
    language_.apply(QStringLiteral("en"));
    posts_ = fs::path(fixtures_.folder().toStdString()) / QTest::currentTestFunction();
    make_window();
  }

  void cleanup() {
    window_.reset();
    fs::remove_all(fs::path(qgetenv("XDG_STATE_HOME").toStdString()));
  }

  void theDockIsHiddenUntilItIsWantedAndRemembered() {
    const auto dock = [this] {
      return window_->findChild<QDockWidget *>(QStringLiteral("batch_dock"));
    };
    QVERIFY(dock()->isHidden());
    QCOMPARE(dock()->toggleViewAction()->text(), QStringLiteral("Batch"));
    dock()->toggleViewAction()->trigger();
    QVERIFY(panel()->isVisible() && panel()->isSetup());
    QVERIFY(!button("start_batch")->isEnabled());
    window_->close();
    make_window();
    QVERIFY(!dock()->isHidden());
    window_->actions()->reset_layout->trigger();
    QVERIFY(dock()->isHidden());
    window_->actions()->go_batch->trigger();
    QVERIFY(!dock()->isHidden());
  }

  void aFolderIsDroppedAndAnalysed() {
    make_posts(posts_, 12);
    write_file(posts_ / "broken.jpg", "\xFF\xD8\xFF\xE0 nonsense");
    window_->showBatch();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(folder())});
    drop(panel(), data);
    QCOMPARE(panel()->setup()->inputs(), QStringList{folder()});
    QCOMPARE(window_->workspace()->items()->rowCount(), 0); // not opened as well
    QVERIFY(panel()->setup()->models().contains(QStringLiteral("multiscale-mvsa")));
    QSignalSpy failed(controller(), &BatchController::failed);
    panel()->bar()->setChartsShown(true);
    QTest::mouseClick(button("start_batch"), Qt::LeftButton);
    QCOMPARE(controller()->stage(), BatchStage::starting);
    QVERIFY(!panel()->isSetup());
    TRY_RUN(controller()->stage() == BatchStage::over);
    QVERIFY2(failed.isEmpty(), qPrintable(panel()->notice()->sentence()));
    QTRY_COMPARE(model()->counts().done, 12);
    QCOMPARE(model()->counts().failed, 1);
    QTRY_VERIFY(model()->scanComplete());
    QTRY_COMPARE(panel()->bar()->status(), QStringLiteral("Done · 13 posts · 1 failed"));
    QVERIFY(panel()->title().contains(QStringLiteral("multiscale-mvsa")));

    // The charts count every post once.
    const auto all = [this] {
      double sum = 0;
      for (const ChartBar &bar : panel()->charts()->polarity()->bars())
        sum += bar.value;
      return sum;
    };
    QTRY_COMPARE(all(), 12.0);
    for (const char *name : {"charts.png", "charts.svg"}) {
      const QString path = fixtures_.path(QLatin1String(name));
      QVERIFY(panel()->charts()->save(path).ok());
      QVERIFY(QFileInfo(path).size() > 1000);
    }
    QCOMPARE(QImage(fixtures_.path(QStringLiteral("charts.png"))).size(),
             panel()->charts()->size() * 2);
    QCOMPARE(panel()->charts()->save(QStringLiteral("/nowhere/at/all.png")).error().code,
             ErrorCode::unreadable);

    // Failures with their reason; mended and tried again they are done.
    auto *filter = panel()->findChild<QComboBox *>(QStringLiteral("batch_filter"));
    filter->setCurrentIndex(2);
    Q_EMIT filter->activated(2);
    QCOMPARE(model()->rowCount(), 1);
    QTRY_VERIFY(model()->index(0, JournalModel::post).data().toString() ==
                QStringLiteral("broken.jpg"));
    QVERIFY(!model()->index(0, JournalModel::words).data().toString().isEmpty());
    write_file(posts_ / "broken.jpg", made_picture(99));
    QTest::mouseClick(tool("retry_failed"), Qt::LeftButton);
    TRY_RUN(controller()->stage() == BatchStage::over);
    QTRY_COMPARE(model()->counts().done, 13);
    QCOMPARE(model()->rowCount(), 0);
    QVERIFY(tool("retry_failed")->isHidden());
    write_reports_and_open_a_row();
  }

  void aRunIsPausedStoppedAndTakenUpAgain() {
    make_posts(posts_, 70);
    window_->showBatch();
    panel()->addInputs({folder()});
    QTest::mouseClick(button("start_batch"), Qt::LeftButton);
    TRY_RUN(controller()->stage() == BatchStage::running);
    QTest::mouseClick(tool("pause_batch"), Qt::LeftButton);
    QCOMPARE(controller()->stage(), BatchStage::paused);
    QVERIFY(panel()->bar()->status().startsWith(QStringLiteral("Paused")));
    TRY_RUN(controller()->progress().phase == BatchPhase::paused);
    const auto done = controller()->progress().done;
    QVERIFY(done < 70);
    QTest::qWait(700);
    QCOMPARE(controller()->progress().done, done);
    panel()->addInputs({folder()}); // not while it works
    QVERIFY(panel()->notice()->isError() && !panel()->isSetup());
    QTest::mouseClick(tool("pause_batch"), Qt::LeftButton);
    TRY_RUN(controller()->progress().done > done);
    QTest::mouseClick(tool("stop_batch"), Qt::LeftButton);
    TRY_RUN(controller()->stage() == BatchStage::over);
    QTRY_VERIFY(model()->counts().done >= 32);
    if (model()->counts().waiting > 0) {
      QTRY_VERIFY(panel()->bar()->status().startsWith(QStringLiteral("Interrupted")));
      QTest::mouseClick(tool("pause_batch"), Qt::LeftButton); // goes on
      TRY_RUN(controller()->stage() == BatchStage::over);
    }
    QTRY_COMPARE(model()->counts().done, 70);
    QVERIFY(tool("pause_batch")->isHidden());
    // The same work again finds it all done.
    QTest::mouseClick(tool("new_batch"), Qt::LeftButton);
    QVERIFY(panel()->isSetup());
    panel()->addInputs({folder()});
    QTest::mouseClick(button("start_batch"), Qt::LeftButton);
    TRY_RUN(controller()->stage() == BatchStage::over);
    QCOMPARE(controller()->progress().done_now, 0);
    QTRY_COMPARE(model()->counts().done, 70);
  }

  void whatWasInterruptedIsOfferedAtTheNextStart() {
    make_posts(posts_, 8);
    const fs::path file = interrupted_run();
    make_window();
    QTRY_VERIFY(window_->offer()->isVisible());
    QVERIFY(QApplication::activeModalWidget() == nullptr);
    QVERIFY(panel()->isHidden() || !panel()->isVisible());
    auto *go_on = window_->offer()->findChild<QToolButton *>(QStringLiteral("go_on"));
    QTest::mouseClick(go_on, Qt::LeftButton);
    QVERIFY(panel()->isVisible() && window_->offer()->isHidden());
    TRY_RUN(controller()->stage() == BatchStage::over);
    QTRY_COMPARE(model()->counts().done, 8);
    QVERIFY(controller()->journal() == file);
    make_window();
    window_->showBatch();
    QTRY_VERIFY(panel()->setup()->findChild<RunRow *>()); // the runs there were are listed by now
    QVERIFY(window_->offer()->isHidden());                // it is finished
  }

  void anInterruptedRunIsShownOrDiscarded() {
    make_posts(posts_, 8);
    const fs::path file = interrupted_run();
    make_window();
    QTRY_VERIFY(window_->offer()->isVisible());
    window_->showBatch();
    QTRY_VERIFY(panel()->setup()->findChild<RunRow *>());
    QTest::mouseClick(panel()->setup()->findChild<QToolButton *>(QStringLiteral("open_run")),
                      Qt::LeftButton);
    QTRY_COMPARE(model()->rowCount(), 5);
    QTRY_VERIFY(panel()->bar()->status().startsWith(QStringLiteral("Interrupted · 0 of 5 posts")));
    QTest::mouseClick(window_->offer()->findChild<QToolButton *>(QStringLiteral("discard_run")),
                      Qt::LeftButton);
    auto *box = window_->findChild<QMessageBox *>(QStringLiteral("discard_box"));
    QVERIFY(box && fs::exists(file));
    for (QAbstractButton *each : box->buttons())
      if (box->buttonRole(each) == QMessageBox::DestructiveRole)
        QTest::mouseClick(each, Qt::LeftButton);
    QTRY_VERIFY(!fs::exists(file));
    QTRY_VERIFY(window_->offer()->isHidden());
    QVERIFY(panel()->isSetup());
  }

  void whatCannotBeStartedIsSaid() {
    window_->showBatch();
    controller()->start({folder()}, {QStringLiteral("no-such-model")});
    QTRY_COMPARE(controller()->stage(), BatchStage::empty);
    QVERIFY(panel()->notice()->isError() && !panel()->notice()->sentence().isEmpty());
  }

  void everyControlHasANameAndATip() {
    make_posts(posts_, 3);
    const fs::path file = interrupted_run();
    window_->showBatch();
    check_names();
    controller()->open(file);
    QTRY_COMPARE(model()->rowCount(), 5);
    check_names();
    language_.apply(QStringLiteral("zh_CN"));
    QTRY_COMPARE(tool("stop_batch")->text(), QStringLiteral("停止"));
    QCOMPARE(model()->headerData(0, Qt::Horizontal).toString(), QStringLiteral("帖子"));
    check_names();
  }

private:
  void make_window() {
    window_.reset();
    service_ = std::make_unique<FakeService>();
    window_ = std::make_unique<MainWindow>(service_.get(), &theme_, &language_);
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  }

  // As a kill leaves it: the scan is not through, nothing is done.
  fs::path interrupted_run() const {
    BatchOptions options;
    options.inputs = {posts_};
    options.models = {"multiscale-mvsa"};
    const auto identity = identity_of(options);
    if (!identity.ok())
      qFatal("%s", identity.error().text().c_str());
    const fs::path file = default_journal(*identity);
    std::vector<ScanItem> items;
    scan({posts_}, {}, [&](ScanItem item) {
      items.push_back(std::move(item));
      return items.size() < 5;
    });
    while (items.size() < 5) // of a folder of fewer posts
      items.push_back(items.back()), items.back().key += "x", ++items.back().place;
    auto journal = Journal::open(file, *identity, false);
    if (!journal.ok() || !(*journal)->add(items).ok())
      qFatal("the journal cannot be made");
    return file;
  }

  void write_reports_and_open_a_row() {
    ReportFiles files;
    files.csv = fixtures_.path(QStringLiteral("r.csv")).toStdString();
    files.jsonl = fixtures_.path(QStringLiteral("r.jsonl")).toStdString();
    files.html = fixtures_.path(QStringLiteral("r.html")).toStdString();
    files.byte_order_mark = true;
    QSignalSpy written(controller(), &BatchController::reportWritten);
    controller()->write(files);
    QVERIFY(controller()->writing() && tool("cancel_report")->isVisible());
    TRY_RUN(written.count() == 1);
    QVERIFY(!controller()->writing() &&
            panel()->notice()->sentence().contains(QStringLiteral("r.csv")));
    QVERIFY(read_file(files.csv).starts_with("\xEF\xBB\xBF"
                                             "file,"));
    const std::string lines = read_file(files.jsonl);
    QCOMPARE(std::count(lines.begin(), lines.end(), '\n'), 13);
    QVERIFY(read_file(files.html).find("</html>") != std::string::npos);
    files = {};
    files.csv = "/nowhere/at/all.csv";
    QSignalSpy failed(controller(), &BatchController::failed);
    controller()->write(files);
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(panel()->notice()->isError());

    model()->setFilter(affect::ItemFilter::all);
    QTRY_VERIFY(model()->rowAt(0));
    panel()->table()->setFocus();
    panel()->table()->setCurrentIndex(model()->index(0, 0));
    service_->announce();
    QTest::keyClick(panel()->table(), Qt::Key_Return);
    QTRY_COMPARE(window_->workspace()->items()->rowCount(), 1);
    QTRY_VERIFY(window_->workspace()->session()->shown());
    QCOMPARE(window_->workspace()->session()->shown()->file,
             model()->rowAt(0)->source.path().string());
    panel()->table()->selectRow(0);
    panel()->table()->copyRows();
    QVERIFY(QApplication::clipboard()->text().contains(u'\t'));
  }

  void check_names() const {
    for (const QWidget *widget : panel()->findChildren<QWidget *>()) {
      if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisibleTo(panel()) ||
          qobject_cast<const QLabel *>(widget) ||
          widget->objectName().startsWith(QStringLiteral("qt_")))
        continue;
      const QString which = QStringLiteral("%1 %2").arg(
          QLatin1String(widget->metaObject()->className()), widget->objectName());
      const auto *one = qobject_cast<const QAbstractButton *>(widget);
      QVERIFY2(!widget->accessibleName().isEmpty() || widget->focusProxy(), qPrintable(which));
      QVERIFY2(!one || !one->toolTip().isEmpty(), qPrintable(which));
    }
  }

  void drop(QWidget *target, const QMimeData &data) {
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(target, &event);
    QVERIFY(event.isAccepted());
  }

  QString folder() const { return QString::fromStdString(posts_.string()); }
  BatchPanel *panel() const { return window_->batchPanel(); }
  BatchController *controller() const { return panel()->controller(); }
  JournalModel *model() const { return controller()->model(); }
  QPushButton *button(const char *name) const {
    return panel()->findChild<QPushButton *>(QLatin1String(name));
  }
  QToolButton *tool(const char *name) const {
    return panel()->findChild<QToolButton *>(QLatin1String(name));
  }

  Fixtures fixtures_;
  Theme theme_;
  Language language_;
  fs::path posts_;
  std::unique_ptr<FakeService> service_;
  std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestBatchDock)
#include "test_batch_dock.moc"
