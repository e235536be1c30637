#include "clip/clip_pane.h"
#include "clip/clip_player.h"
#include "clip/timeline.h"
#include "fake_service.h"
#include "fixtures.h"
#include "items/items_panel.h"
#include "reading/reading_panel.h"
#include "shell/actions.h"
#include "shell/main_window.h"
#include "shell/message_bar.h"
#include "source_dir.h"
#include "stage/image_view.h"
#include "stage/picture_pane.h"
#include "stage/stage.h"
#include "stage/text_pane.h"
#include "stage/what_if_pane.h"
#include "stage/word_chips.h"

#include <QClipboard>
#include <QDockWidget>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QUrl>

#include <memory>

using namespace affect;
using namespace affect::ui;

class TestWindow : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    QSettings().clear();
    language_.apply(QStringLiteral("en"));
    theme_.apply(ThemeChoice::light);
    make_window();
  }

  void cleanup() { window_.reset(); }

  void theEmptyStateSaysWhatToDo() {
    QVERIFY(window_->isEmpty());
    auto *samples = window_->findChild<QPushButton *>(QStringLiteral("primary"));
    QVERIFY(samples->isVisible());
    QVERIFY(!window_->actions()->copy_reading->isEnabled());
    QTest::mouseClick(samples, Qt::LeftButton);
    QTRY_COMPARE(window_->workspace()->items()->rowCount(), 7); // five posts and two clips
    QVERIFY(!window_->isEmpty());
    QTRY_VERIFY(session()->shown());
    window_->actions()->select_all->trigger();
    window_->actions()->remove->trigger();
    QVERIFY(window_->isEmpty());
    QCOMPARE(session()->key(), ItemKey(0));
  }

  void openingAPostShowsItsReadingAndAttention() {
    open(make_post(fixtures_, QStringLiteral("one"), QStringLiteral("I love my cat 很好")));
    WordChips *chips = stage()->textPane()->chips();
    QCOMPARE(chips->chips().words(), 5);
    QVERIFY(label_texts(window_->readingPanel()).contains(QStringLiteral("Positive")));
    const QImage before = stage()->picturePane()->view()->grab().toImage();
    QTest::mouseMove(chips, chips->chips().rect_of(1).center());
    QTRY_COMPARE(stage()->focus()->hoveredWord(), 1);
    QVERIFY(stage()->picturePane()->view()->grab().toImage() != before);
  }

  void aClipIsPlayedAndRead() {
    open(QString::fromStdString((source_dir() / "resources/samples/umbrella.mp4").string()));
    ClipPane *clip = stage()->clipPane();
    QVERIFY(clip->isVisible() && clip->player()->isOpen());
    QTRY_COMPARE(clip->timeline()->content().curves.size(), std::size_t(1));
    QCOMPARE(clip->timeline()->content().curves[0].values.size(),
             session()->shown()->frame_times.size());
    QVERIFY(!clip->timeline()->content().transcript.empty());
    QTRY_VERIFY(stage()->focus()->onFrame()); // the poster is a frame that was read
    QVERIFY(!stage()->picturePane()->overlay().isNull());
    window_->actions()->frame_on->trigger();
    QTRY_VERIFY(!stage()->focus()->onFrame());
    QVERIFY(stage()->picturePane()->overlay().isNull());
    QVERIFY(stage()->picturePane()->caption().contains(QStringLiteral("did not read this frame")));
    window_->actions()->read_frame_after->trigger();
    QTRY_VERIFY(stage()->focus()->onFrame());
    window_->actions()->hide_text->trigger(); // frames are left to read
    QVERIFY(!session()->nothingLeft());
    QTRY_VERIFY(session()->shown() &&
                session()->shown()->modality(Modality::text)->presence != Presence::present);
    QVERIFY(session()->shown()->modality(Modality::image)->presence == Presence::present);
    QCOMPARE(window_->workspace()->items()->at(0).words.left(9),
             QStringLiteral("The train")); // known once it was read
    open(make_post(fixtures_, QStringLiteral("after"), QStringLiteral("good")));
    QVERIFY(!clip->isVisible() && !clip->player()->isOpen());
    QVERIFY(stage()->focus()->onFrame());
    QVERIFY(!window_->actions()->play->isEnabled());
  }

  void aBadFileIsNamedAndTheOthersGoOn() {
    const QString good = make_post(fixtures_, QStringLiteral("fine"), QStringLiteral("good"));
    const QString bad =
        fixtures_.write(QStringLiteral("cut-short.jpg"), QByteArray("\xFF\xD8\xFF\xE0 nonsense"));
    service_->announce();
    window_->openPaths({bad, good});
    QTRY_VERIFY(window_->messageBar()->count() > 0);
    QVERIFY(window_->messageBar()->isVisible());
    QVERIFY2(window_->messageBar()->headline().contains(QStringLiteral("cut-short.jpg")),
             qPrintable(window_->messageBar()->headline()));
    QTRY_COMPARE(window_->workspace()->background()->remaining(), 0);
    QCOMPARE(window_->messageBar()->count(), 1);
    QCOMPARE(window_->workspace()->items()->at(1).state, ItemState::read);
    window_->openPaths({fixtures_.path(QStringLiteral("not-there.png"))});
    QTRY_COMPARE(window_->messageBar()->count(), 2);
  }

  void missingPartsAreSaidInPlace() {
    open(fixtures_.write(QStringLiteral("alone.txt"), "only words"));
    QVERIFY(!stage()->picturePane()->view()->hasPicture());
    QVERIFY(stage()->picturePane()->view()->accessibleDescription().contains(
        QStringLiteral("text alone")));
    QVERIFY(!label_texts(window_->readingPanel()).contains(QStringLiteral("disagree")));
    open(fixtures_.picture(QStringLiteral("silent.png")));
    QVERIFY(stage()->picturePane()->view()->hasPicture());
    QVERIFY(label_texts(window_->readingPanel()).contains(QStringLiteral("missing")));
    QCOMPARE(stage()->textPane()->chips()->chips().words(), 0);
  }

  void dropsOpenFilesAnywhere() {
    const QString path = make_post(fixtures_, QStringLiteral("dropped"), QStringLiteral("happy"));
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    drop(window_.get(), data);
    QTRY_COMPARE(window_->workspace()->items()->rowCount(), 1);
    QMimeData text;
    text.setText(QStringLiteral("dropped words"));
    drop(window_->findChild<QDockWidget *>(QStringLiteral("reading_dock")), text);
    QTRY_COMPARE(window_->workspace()->items()->rowCount(), 2);
    QMimeData link;
    link.setUrls({QUrl(QStringLiteral("https://example.org/a.jpg"))});
    drop(window_.get(), link);
    QCOMPARE(window_->messageBar()->count(), 1);
    QCOMPARE(window_->workspace()->items()->rowCount(), 2);
  }

  void pasteOpensTextsAndPictures() {
    QApplication::clipboard()->setText(QStringLiteral("pasted and happy"));
    window_->actions()->paste->trigger();
    QTRY_VERIFY(session()->shown());
    QCOMPARE(session()->text(), QStringLiteral("pasted and happy"));
    QImage image(64, 48, QImage::Format_ARGB32);
    image.fill(QColor(10, 200, 10));
    QApplication::clipboard()->setImage(image);
    window_->actions()->paste->trigger();
    QTRY_COMPARE(session()->picture().size(), QSize(64, 48));
    QCOMPARE(session()->picture().pixelColor(5, 5), QColor(10, 200, 10));
    QTRY_VERIFY(session()->shown());
    QTRY_VERIFY(!window_->workspace()
                     ->items()
                     ->index(1)
                     .data(ItemModel::ThumbnailRole)
                     .value<QImage>()
                     .isNull());
  }

  void theWhatIfFieldFollowsAndUndoes() {
    open(make_post(fixtures_, QStringLiteral("one"), QStringLiteral("I love this")));
    QPlainTextEdit *editor = stage()->whatIfPane()->editor();
    window_->actions()->edit_text->trigger();
    QVERIFY(editor->isVisible());
    QVERIFY(!window_->actions()->undo->isEnabled());
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("terrible"));
    QTRY_VERIFY(session()->shown() && session()->shown()->text == "terrible");
    QVERIFY(label_texts(window_->readingPanel()).contains(QStringLiteral("Negative")));
    QVERIFY(label_texts(window_->readingPanel()).contains(QStringLiteral("The post as it is")));
    QVERIFY(window_->actions()->undo->isEnabled());
    for (int i = 0; i < 20 && window_->actions()->undo->isEnabled(); ++i)
      window_->actions()->undo->trigger();
    QCOMPARE(editor->toPlainText(), QStringLiteral("I love this"));
    QVERIFY(!session()->changed());
    window_->actions()->redo->trigger();
    QVERIFY(session()->changed());
    // Reset is an edit like any other.
    QTest::mouseClick(window_->findChild<QToolButton *>(QStringLiteral("reset_what_if")),
                      Qt::LeftButton);
    QCOMPARE(editor->toPlainText(), QStringLiteral("I love this"));
    window_->actions()->undo->trigger();
    QVERIFY(editor->toPlainText() != QStringLiteral("I love this"));
  }

  void hidingAPartIsShown() {
    open(make_post(fixtures_, QStringLiteral("one"), QStringLiteral("I love this")));
    window_->actions()->hide_image->trigger();
    QTRY_VERIFY(session()->shown());
    QVERIFY(
        stage()->picturePane()->view()->accessibleDescription().contains(QStringLiteral("hidden")));
    QVERIFY(!stage()->focus()->available());
    window_->actions()->hide_image->trigger();
    QVERIFY(!session()->changed());
    QVERIFY(stage()->focus()->available());
    window_->actions()->hide_text->trigger();
    QTRY_VERIFY(session()->shown());
    QCOMPARE(stage()->textPane()->chips()->chips().words(), 0);
  }

  void theWindowAnswersWhileTheEngineIsStuck() {
    open(make_post(fixtures_, QStringLiteral("one"), QStringLiteral("I love this cat")));
    service_->hold();
    QPlainTextEdit *editor = stage()->whatIfPane()->editor();
    stage()->whatIfPane()->setEditing(true);
    const int before = service_->requests();
    QTest::keyClicks(editor, QStringLiteral("abcdefgh"));
    QCOMPARE(service_->requests(), before + 8); // every key asked, none waited
    // The old reading's attention still answers the pointer.
    WordChips *chips = stage()->textPane()->chips();
    const QImage overlay = stage()->picturePane()->overlay();
    QTest::mouseMove(chips, chips->chips().rect_of(2).center());
    QTRY_COMPARE(stage()->focus()->hoveredWord(), 2);
    QVERIFY(stage()->picturePane()->overlay() != overlay);
    // Another post can be opened and is shown without its reading.
    window_->openPaths(
        {make_post(fixtures_, QStringLiteral("two"), QStringLiteral("sad"), Qt::darkRed)});
    QTRY_VERIFY(session()->text() == QStringLiteral("sad"));
    QVERIFY(stage()->picturePane()->view()->hasPicture());
    const int answered = service_->answered();
    service_->release();
    QTRY_VERIFY(session()->shown());
    QCOMPARE(session()->shown()->text, std::string("sad"));
    QVERIFY2(service_->answered() - answered <= 2, "superseded requests must not be computed");
  }

  void theLanguageChangesWithoutARestart() {
    open(make_post(fixtures_, QStringLiteral("one"), QStringLiteral("I love this")));
    const QString english = window_->actions()->open_files->text();
    window_->actions()->language->actions()[2]->trigger();
    QTRY_VERIFY(window_->actions()->open_files->text() != english);
    QCOMPARE(window_->findChild<QDockWidget *>(QStringLiteral("reading_dock"))->windowTitle(),
             QStringLiteral("解读"));
    QVERIFY(label_texts(window_->readingPanel()).contains(QStringLiteral("积极")));
    QCOMPARE(QSettings().value(QStringLiteral("language")).toString(), QStringLiteral("zh_CN"));
    window_->actions()->language->actions()[1]->trigger();
    QTRY_COMPARE(window_->actions()->open_files->text(), english);
    QVERIFY(label_texts(window_->readingPanel()).contains(QStringLiteral("Positive")));
  }

  void theThemeChanges() {
    const QColor light = QApplication::palette().color(QPalette::Window);
    window_->actions()->theme->actions()[2]->trigger();
    QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 80);
    QCOMPARE(QSettings().value(QStringLiteral("theme")).toString(), QStringLiteral("dark"));
    window_->actions()->theme->actions()[1]->trigger();
    QCOMPARE(QApplication::palette().color(QPalette::Window), light);
  }

  void theLayoutIsKeptAndReset() {
    auto dock = [this] { return window_->findChild<QDockWidget *>(QStringLiteral("items_dock")); };
    dock()->hide();
    window_->addDockWidget(Qt::LeftDockWidgetArea,
                           window_->findChild<QDockWidget *>(QStringLiteral("reading_dock")));
    // Within the offscreen screen of 800 × 800: Qt 6.8 shrinks what it restores to the screen.
    const QSize size(780, 700);
    window_->resize(size);
    QCOMPARE(window_->size(), size);
    window_->close();
    make_window();
    QVERIFY(dock()->isHidden());
    QCOMPARE(window_->size(), size);
    const auto *reading = window_->findChild<QDockWidget *>(QStringLiteral("reading_dock"));
    QCOMPARE(window_->dockWidgetArea(const_cast<QDockWidget *>(reading)), Qt::LeftDockWidgetArea);
    window_->actions()->reset_layout->trigger();
    QVERIFY(!dock()->isHidden());
    QCOMPARE(window_->dockWidgetArea(const_cast<QDockWidget *>(reading)), Qt::RightDockWidgetArea);
  }

  void aSavedLayoutThatMakesNoSenseDoesNoHarm() {
    QSettings().setValue(QStringLiteral("window/state"), QByteArray("nonsense"));
    QSettings().setValue(QStringLiteral("window/geometry"), QByteArray(500, '\xFF'));
    QSettings().setValue(QStringLiteral("items/order"), 99);
    make_window();
    QVERIFY(!window_->findChild<QDockWidget *>(QStringLiteral("items_dock"))->isHidden());
  }

  void recentFilesAreKept() {
    const QString path = make_post(fixtures_, QStringLiteral("lately"), QStringLiteral("good"));
    open(path);
    make_window();
    QVERIFY(window_->isEmpty());
    QPushButton *link = nullptr;
    for (auto *button : window_->findChildren<QPushButton *>(QStringLiteral("link")))
      link = button->accessibleName() == path ? button : link;
    QVERIFY(link);
    QTest::mouseClick(link, Qt::LeftButton);
    QTRY_COMPARE(window_->workspace()->items()->rowCount(), 1);
  }

  void aFolderCanBeSearchedAndCancelled() {
    QTemporaryDir many;
    for (int i = 0; i < 400; ++i) {
      QFile file(many.filePath(QStringLiteral("t%1.txt").arg(i)));
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write("words");
    }
    QSignalSpy finished(window_->workspace()->importer(), &Importer::finished);
    window_->openPaths({many.path()});
    window_->workspace()->importer()->cancel();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(finished.front().front().toBool());
    QCOMPARE(window_->workspace()->items()->rowCount(), 0);
    window_->openPaths({many.path()});
    QTRY_COMPARE(window_->workspace()->items()->rowCount(), 400);
  }

  void everyControlHasANameAndATip() {
    open(make_post(fixtures_, QStringLiteral("one"), QStringLiteral("I love this")));
    for (const QWidget *widget : window_->findChildren<QWidget *>()) {
      if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisibleTo(window_.get()) ||
          qobject_cast<const QLabel *>(widget) ||
          widget->objectName().startsWith(QStringLiteral("qt_")))
        continue;
      const auto *button = qobject_cast<const QAbstractButton *>(widget);
      const QString name = widget->accessibleName() + (button ? button->text() : QString());
      QVERIFY2(!name.isEmpty() || widget->focusProxy(),
               qPrintable(QStringLiteral("%1 %2").arg(
                   QLatin1String(widget->metaObject()->className()), widget->objectName())));
      if (button)
        QVERIFY2(!button->toolTip().isEmpty(), qPrintable(name));
    }
  }

private:
  void make_window() {
    window_.reset();
    service_ = std::make_unique<FakeService>();
    window_ = std::make_unique<MainWindow>(service_.get(), &theme_, &language_);
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  }

  PostSession *session() { return window_->workspace()->session(); }
  Stage *stage() { return window_->stage(); }

  void open(const QString &path) {
    window_->openPaths({path});
    QTRY_VERIFY(session()->shown() &&
                session()->shown()->file == QFile::encodeName(path).toStdString());
  }

  void drop(QWidget *target, const QMimeData &data) {
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(target, &event);
    QVERIFY(event.isAccepted());
  }

  Fixtures fixtures_;
  Theme theme_;
  Language language_;
  std::unique_ptr<FakeService> service_;
  std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestWindow)
#include "test_window.moc"
