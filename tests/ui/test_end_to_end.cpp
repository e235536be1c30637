#include "base/paths.h"
#include "fixtures.h"
#include "reading/report.h"
#include "service/inference_service.h"
#include "shell/main_window.h"
#include "shell/message_bar.h"
#include "stage/image_view.h"
#include "stage/picture_pane.h"
#include "stage/stage.h"
#include "stage/text_pane.h"
#include "stage/word_chips.h"

#include <QSignalSpy>

#include <cmath>
#include <memory>

using namespace affect;
using namespace affect::ui;

namespace {

constexpr const char *bundle = "multiscale-mvsa";
constexpr int patience_ms = 180'000; // to load a model on a busy machine

} // namespace

/// The window with the shipped model: what a user does first, from end to end.
class TestEndToEnd : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() {
    if (find_model(bundle).empty() ||
        !std::filesystem::exists(find_model(bundle) / "manifest.json"))
      QSKIP("the bundle models/multiscale-mvsa is not there");
    language_.apply(QStringLiteral("en"));
    theme_.apply(ThemeChoice::light);
    AnalyzerOptions options;
    options.bundle = bundle;
    service_ = std::make_unique<InferenceService>(options);
    window_ = std::make_unique<MainWindow>(service_.get(), &theme_, &language_);
    window_->show();
    window_->openSamples(); // before the model is loaded: nothing waits, everything comes
    QTRY_COMPARE_WITH_TIMEOUT(items()->rowCount(), 7, patience_ms);
  }

  void cleanupTestCase() { window_.reset(); }

  void everySampleIsRead() {
    QTRY_COMPARE_WITH_TIMEOUT(read_items(), 7, patience_ms);
    QCOMPARE(window_->messageBar()->count(), 0);
  }

  void aReadingHoldsTogether() {
    const ReadingPtr reading = open("coffee");
    QCOMPARE(reading->model, std::string(bundle));
    float sum = 0;
    for (float probability : reading->probabilities) {
      QVERIFY(probability >= 0 && probability <= 1);
      sum += probability;
    }
    QVERIFY(std::abs(sum - 1) < 1e-3f);
    QVERIFY(reading->modality(Modality::text)->probabilities);
    QVERIFY(reading->modality(Modality::image)->probabilities);
    QVERIFY(reading->attention);
    QCOMPARE(reading->attention->words, static_cast<int>(reading->words.size()));
    QCOMPARE(reading->attention->regions, reading->grid.count());
    QCOMPARE(stage()->textPane()->chips()->chips().words(),
             static_cast<int>(reading->words.size()));
    QVERIFY(agreement_line(*reading).contains(QStringLiteral("image")));
  }

  void anAngryTextIsReadAsNegative() {
    const ReadingPtr reading = open("coffee");
    QCOMPARE(polarity_of(*reading->modality(Modality::text)->probabilities), Polarity::negative);
    const ReadingPtr cat = open("cat");
    QVERIFY(valence_of(cat->probabilities) > valence_of(reading->probabilities));
  }

  void pointingAtAWordMovesTheOverlay() {
    open("cat");
    WordChips *chips = stage()->textPane()->chips();
    ImageView *view = stage()->picturePane()->view();
    const QImage mean = view->grab().toImage();
    QTest::mouseMove(chips, chips->chips().rect_of(0).center());
    QTRY_COMPARE(stage()->focus()->hoveredWord(), 0);
    const QImage first = view->grab().toImage();
    QVERIFY(first != mean);
    QTest::mouseMove(chips, chips->chips().rect_of(chips->chips().words() - 1).center());
    QTRY_COMPARE(stage()->focus()->hoveredWord(), chips->chips().words() - 1);
    QVERIFY(view->grab().toImage() != first);
  }

  void draggingOverThePictureTintsWords() {
    open("galaxies");
    WordChips *chips = stage()->textPane()->chips();
    QVERIFY(chips->chips().words() > 3); // Chinese is cut into words too
    const QColor plain = chips->fill_of(0);
    const QRectF picture = stage()->picturePane()->view()->pictureRect();
    QTest::mousePress(stage()->picturePane()->view(), Qt::LeftButton, {},
                      (picture.topLeft() + QPointF(9, 9)).toPoint());
    QTest::mouseMove(stage()->picturePane()->view(), picture.center().toPoint());
    QTest::mouseRelease(stage()->picturePane()->view(), Qt::LeftButton, {},
                        picture.center().toPoint());
    QVERIFY(!stage()->focus()->regions().empty());
    QVERIFY(chips->fill_of(0) != plain);
  }

  void anEditChangesTheReading() {
    const ReadingPtr original = open("coffee");
    const auto valence_with = [&](const char *text) {
      session()->setWhatIf({QString::fromUtf8(text), false, false});
      [&] {
        QTRY_VERIFY_WITH_TIMEOUT(session()->shown() && session()->shown()->text == text,
                                 patience_ms);
      }();
      return session()->shown() ? valence_of(session()->shown()->probabilities) : 0.0f;
    };
    const float loved = valence_with("What a wonderful espresso, I love this place!");
    QVERIFY(loved > valence_with("Terrible, disgusting espresso, I hate this place!"));
    QVERIFY(loved > valence_of(original->probabilities));
    QCOMPARE(session()->original()->text, original->text);
    session()->setWhatIf({session()->text(), false, true});
    QTRY_VERIFY_WITH_TIMEOUT(session()->shown() && !session()->shown()->attention, patience_ms);
    QCOMPARE(session()->shown()->modality(Modality::image)->presence, Presence::missing);
  }

  void expectedWordsComeAfterTheFirstReading() {
    open("rocket");
    QTRY_VERIFY_WITH_TIMEOUT(!session()->original()->expected_words.empty(), patience_ms);
    for (const ExpectedWord &expected : session()->original()->expected_words)
      QVERIFY(expected.word >= 0 &&
              expected.word < static_cast<int>(session()->original()->words.size()));
  }

private:
  ItemModel *items() { return window_->workspace()->items(); }
  PostSession *session() { return window_->workspace()->session(); }
  Stage *stage() { return window_->stage(); }

  int read_items() {
    int read = 0;
    for (int row = 0; row < items()->rowCount(); ++row)
      read += items()->at(row).state == ItemState::read;
    return read;
  }

  ReadingPtr open(const char *id) {
    for (int row = 0; row < items()->rowCount(); ++row)
      if (items()->at(row).source.id == id) {
        session()->close();
        session()->open(items()->at(row).key);
      }
    [&] { QTRY_VERIFY_WITH_TIMEOUT(session()->shown(), patience_ms); }();
    QCoreApplication::processEvents();
    return session()->shown();
  }

  Fixtures fixtures_;
  Theme theme_;
  Language language_;
  std::unique_ptr<InferenceService> service_;
  std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestEndToEnd)
#include "test_end_to_end.moc"
