#include "compare/compare_dialog.h"
#include "evaluate/robustness_dialog.h"
#include "fake_service.h"
#include "fixtures.h"
#include "model_folders.h"
#include "reading/reading_panel.h"
#include "service/model_choice.h"
#include "shell/actions.h"
#include "shell/main_window.h"
#include "shell/message_bar.h"
#include "widgets/elided_label.h"

#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>

using namespace affect;
using namespace affect::ui;

/// The window's commands about models: choosing one, comparing, robustness.
class TestModels : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    QSettings().clear();
    language_.apply(QStringLiteral("en"));
    theme_.apply(ThemeChoice::light);
    folders_ = std::make_unique<ModelFolders>();
    folders_->add(QStringLiteral("plain"));
    folders_->add(QStringLiteral("sturdy"),
                  "removed,share,filling,accuracy,weighted_f1\nimage,0,own,0.7,0.7\n"
                  "image,1,own,0.6,0.6\n");
    service_ = std::make_unique<FakeService>();
    window_ = std::make_unique<MainWindow>(service_.get(), &theme_, &language_);
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    service_->announce();
  }
  void cleanup() {
    window_.reset();
    service_.reset();
    folders_.reset();
  }

  void theMenuListsWhatIsInstalled() {
    QVERIFY(entry("plain") && entry("sturdy"));
    QVERIFY(entry("plain")->toolTip().contains(QStringLiteral("words + pixels")));
    QVERIFY(!entry("plain")->isChecked());
  }

  void choosingAModelReadsWithIt() {
    open(make_post(fixtures_, QStringLiteral("one"), QStringLiteral("I love this")));
    QCOMPARE(session()->shown()->model, std::string("fake-model"));
    service_->hold();
    entry("plain")->trigger();
    QVERIFY(model_text() !=
            QStringLiteral("plain")); // not yet, and the window does not wait for it
    QVERIFY(session()->shown());
    service_->release();
    QTRY_VERIFY(session()->shown() && session()->shown()->model == "plain");
    QVERIFY(model_text().startsWith(QStringLiteral("plain")));
    QVERIFY(entry("plain")->isChecked());
    QCOMPARE(first_model({}), QStringLiteral("plain")); // kept for the next start
    QCOMPARE(first_model(QStringLiteral("asked-for")), QStringLiteral("asked-for"));
    QVERIFY(panel_text().contains(QStringLiteral("plain")));
    // Hidden: the weights move and the translation is named.
    window_->actions()->hide_image->trigger();
    QTRY_VERIFY(session()->shown() && session()->changed());
    QVERIFY2(panel_text().contains(QStringLiteral("Image hidden — translated from text")),
             qPrintable(panel_text()));
  }

  void aModelThatCannotBeLoadedIsNamed() {
    folders_->add(QStringLiteral("broken"));
    entry("broken")->trigger();
    QTRY_COMPARE(window_->messageBar()->count(), 1);
    QVERIFY(model_text().startsWith(QStringLiteral("fake-model")));
    QVERIFY(!QSettings().contains(QStringLiteral("model")));
  }

  void aRememberedModelThatIsGoneIsNotAskedFor() {
    remember_model(QStringLiteral("removed-since"));
    QCOMPARE(first_model({}), QStringLiteral("multiscale-mvsa"));
    remember_model(QStringLiteral("sturdy"));
    QCOMPARE(first_model({}), QStringLiteral("sturdy"));
  }

  void robustnessIsOfferedWhereTheModelHasIt() {
    QAction *action = window_->actions()->robustness;
    QVERIFY(!action->isEnabled());
    entry("plain")->trigger();
    QTRY_VERIFY(action->toolTip().contains(QStringLiteral("plain comes without")));
    QVERIFY(!action->isEnabled());
    entry("sturdy")->trigger();
    QTRY_VERIFY(action->isEnabled());
    action->trigger();
    auto *dialog = window_->findChild<RobustnessDialog *>();
    QVERIFY(dialog && dialog->isVisible());
  }

  void comparingNeedsAPost() {
    QVERIFY(!window_->actions()->compare->isEnabled());
    open(make_post(fixtures_, QStringLiteral("one"), QStringLiteral("I love this")));
    QVERIFY(window_->actions()->compare->isEnabled());
    window_->actions()->compare->trigger();
    auto *dialog = window_->findChild<CompareDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    QTRY_VERIFY(!dialog->comparison()->running());
    QVERIFY(dialog->comparison()->models().size() >= 2);
    QCOMPARE(session()->shown()->model, std::string("fake-model")); // comparing changes nothing
    QCOMPARE(window_->showCompare(), dialog);                       // one window
  }

private:
  QAction *entry(const char *bundle) {
    for (QMenu *menu : window_->menuBar()->findChildren<QMenu *>()) {
      Q_EMIT menu->aboutToShow();
      for (QAction *action : menu->actions())
        if (action->data().toString() == QLatin1String(bundle))
          return action;
    }
    return nullptr;
  }
  QString model_text() const {
    return window_->findChild<ElidedLabel *>(QStringLiteral("model"))->fullText();
  }
  QString panel_text() const {
    QString text;
    for (const QLabel *label : window_->readingPanel()->findChildren<QLabel *>())
      if (label->isVisibleTo(window_->readingPanel()))
        text += label->text() + u'\n';
    return text;
  }
  PostSession *session() { return window_->workspace()->session(); }
  void open(const QString &path) {
    window_->openPaths({path});
    QTRY_VERIFY(session()->shown() &&
                session()->shown()->file == QFile::encodeName(path).toStdString());
  }

  Fixtures fixtures_;
  Theme theme_;
  Language language_;
  std::unique_ptr<ModelFolders> folders_;
  std::unique_ptr<FakeService> service_;
  std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestModels)
#include "test_models.moc"
