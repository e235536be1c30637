#include "clip/clip_pane.h"
#include "clip/timeline.h"
#include "fake_service.h"
#include "fixtures.h"
#include "reading/reading_panel.h"
#include "shell/actions.h"
#include "shell/main_window.h"
#include "source_dir.h"
#include "stage/stage.h"

#include <QLabel>
#include <QToolButton>

#include <memory>

using namespace affect;
using namespace affect::ui;

/// Sound under What if, in the whole window; text and image are in test_window.cpp.
class TestWhatIf : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    QSettings().clear();
    language_.apply(QStringLiteral("en"));
    service_ = std::make_unique<FakeService>();
    window_ = std::make_unique<MainWindow>(service_.get(), &theme_, &language_);
    window_->show();
    service_->announce();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  }

  void cleanup() { window_.reset(); }

  void soundIsHiddenWhereTheModelReadsIt() {
    const auto button = [this] {
      return window_->findChild<QToolButton *>(QStringLiteral("hide_audio"));
    };
    open(QString::fromStdString((source_dir() / "resources/samples/umbrella.mp4").string()));
    QVERIFY(!button()->isEnabled() && !window_->actions()->hide_audio->isEnabled());
    QCOMPARE(button()->toolTip(), QStringLiteral("This model reads no sound"));
    service_->use_model(QString::fromLatin1(FakeService::hearing_model));
    QTRY_VERIFY(session()->shown() && session()->shown()->modality(Modality::audio));
    QVERIFY(button()->isEnabled() && window_->actions()->hide_audio->isEnabled());
    const auto lane = [this] {
      const auto &curves = stage()->clipPane()->timeline()->content().curves;
      return curves.empty() ? TimelineCurve() : curves.back();
    };
    QTRY_COMPARE(lane().values.size(), std::size_t(3));
    const float weight = *session()->shown()->modality(Modality::text)->weight;
    window_->actions()->hide_audio->trigger();
    QVERIFY(session()->changed() && button()->isChecked());
    QTRY_VERIFY(session()->shown());
    QVERIFY(session()->shown()->modality(Modality::audio)->presence == Presence::missing);
    QVERIFY(*session()->shown()->modality(Modality::text)->weight > weight);
    QVERIFY(label_texts(window_->readingPanel()).contains(QStringLiteral("hidden")));
    QVERIFY(lane().values.empty());
    QCOMPARE(lane().absent, QStringLiteral("Audio hidden"));
    window_->actions()->hide_audio->trigger();
    QVERIFY(!session()->changed());
    QCOMPARE(lane().values.size(), std::size_t(3));
  }

  void soundAloneIsSomethingToRead() {
    service_->use_model(QString::fromLatin1(FakeService::hearing_model));
    open(QString::fromStdString((source_dir() / "resources/samples/umbrella.mp4").string()));
    window_->actions()->hide_text->trigger();
    window_->actions()->hide_image->trigger();
    QVERIFY(!session()->nothingLeft());
    QTRY_VERIFY(session()->shown() && session()->shown()->words.empty() &&
                session()->shown()->frame_times.empty());
    QVERIFY(session()->shown()->modality(Modality::audio)->presence == Presence::present);
    window_->actions()->hide_audio->trigger();
    QVERIFY(session()->nothingLeft());
    window_->actions()->hide_audio->trigger();
    service_->use_model(QStringLiteral("fake-model")); // which reads no sound
    QTRY_VERIFY(session()->nothingLeft());
    open(make_post(fixtures_, QStringLiteral("silent"), QStringLiteral("good")));
    auto *button = window_->findChild<QToolButton *>(QStringLiteral("hide_audio"));
    QVERIFY(!button->isEnabled());
    QCOMPARE(button->toolTip(), QStringLiteral("This post has no sound"));
  }

  void whatAnotherModelLeftHiddenCanBeShownAgain() {
    service_->use_model(QString::fromLatin1(FakeService::hearing_model));
    open(QString::fromStdString((source_dir() / "resources/samples/umbrella.mp4").string()));
    window_->actions()->hide_audio->trigger();
    QTRY_VERIFY(session()->shown());
    service_->use_model(QStringLiteral("fake-model"));
    QTRY_VERIFY(session()->shown() && session()->shown()->model == "fake-model");
    QVERIFY(window_->actions()->hide_audio->isEnabled());
    window_->actions()->hide_audio->trigger();
    QVERIFY(!session()->changed() && !window_->actions()->hide_audio->isEnabled());
  }

private:
  PostSession *session() { return window_->workspace()->session(); }
  Stage *stage() { return window_->stage(); }

  void open(const QString &path) {
    window_->openPaths({path});
    QTRY_VERIFY(session()->shown() &&
                session()->shown()->file == QFile::encodeName(path).toStdString());
  }

  Fixtures fixtures_;
  Theme theme_;
  Language language_;
  std::unique_ptr<FakeService> service_;
  std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestWhatIf)
#include "test_what_if.moc"
