#include "attention/overlay_controls.h"
#include "fake_service.h"
#include "fixtures.h"
#include "stage/image_view.h"
#include "stage/picture_pane.h"
#include "stage/text_pane.h"
#include "stage/word_chips.h"
#include "theme/colours.h"

#include <QComboBox>
#include <QSignalSpy>
#include <QSlider>
#include <QVBoxLayout>

using namespace affect;
using namespace affect::ui;

namespace {

PostPtr post_of(const char *text) {
  Post post;
  post.text = text;
  post.image =
      std::make_shared<const Image>(Image{70, 70, std::vector<std::uint8_t>(70 * 70 * 3, 128)});
  return std::make_shared<const Post>(post);
}

QImage picture() {
  QImage image(700, 700, QImage::Format_RGB32);
  image.fill(QColor(128, 128, 128));
  return image;
}

/// Picture and words with one reading between them, as on the Stage.
struct Panes {
  QWidget window;
  AttentionFocus focus;
  PicturePane &picture_pane = *new PicturePane(&focus);
  TextPane &text_pane = *new TextPane(&focus);
  ReadingPtr reading;

  explicit Panes(const char *text = "the cat sat on the mat") {
    auto *column = new QVBoxLayout(&window);
    column->addWidget(&picture_pane, 1);
    column->addWidget(&text_pane);
    window.resize(600, 760);
    window.show();
    picture_pane.setPicture(picture());
    reading = std::make_shared<const Reading>(FakeService::read(*post_of(text), {}));
    focus.setReading(reading);
    text_pane.setReading(reading, TextState::present);
    QCoreApplication::processEvents();
  }
  WordChips *chips() { return text_pane.chips(); }
  ImageView *view() { return picture_pane.view(); }
  QColor pixel(int region) {
    return view()->grab().toImage().pixelColor(view()->regionRect(region).center().toPoint());
  }
  void hover(int word) { QTest::mouseMove(chips(), chips()->chips().rect_of(word).center()); }
};

} // namespace

class TestStage : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void hoveringAWordChangesTheOverlay() {
    Panes panes;
    const QImage overlay_before = panes.picture_pane.overlay();
    panes.hover(2);
    QCOMPARE(panes.focus.hoveredWord(), 2);
    QVERIFY(panes.picture_pane.overlay() != overlay_before);
    const QColor there = panes.pixel(FakeService::favourite_region(2));
    const QColor elsewhere = panes.pixel((FakeService::favourite_region(2) + 20) % 49);
    QVERIFY(there != elsewhere);
    panes.hover(3);
    QVERIFY(panes.pixel(FakeService::favourite_region(2)) != there);
    QVERIFY(panes.pixel(FakeService::favourite_region(3)) != elsewhere);
  }

  void theLegendSaysWhyThereIsNoAttention() {
    Panes panes;
    QVERIFY(panes.picture_pane.caption().contains(QStringLiteral("all words")));
    Reading without = *panes.reading;
    without.attention.reset();
    const auto caption = [&] {
      panes.focus.setReading(std::make_shared<const Reading>(without));
      return panes.picture_pane.caption();
    };
    const auto no_map = QStringLiteral("This model has no map between words and regions");
    QCOMPARE(caption(), no_map); // has both parts, and draws none
    without.modalities.back().presence = Presence::missing;
    QVERIFY(caption().contains(QStringLiteral("missing")));
    without.time_attention.push_back({Modality::text, 1, 2, {0.5f, 0.5f}, {}});
    QCOMPARE(caption(), no_map); // reads over time: a face would change nothing about it
    without.time_attention.clear();
    without.modalities.back().presence = Presence::translated;
    QCOMPARE(caption(), no_map);
    without.modalities.pop_back();
    QCOMPARE(caption(), no_map); // reads words alone
  }

  void facesAreDrawnInTheirFrame() {
    Panes panes;
    Reading reading = *panes.reading;
    reading.faces = {{{{0, 0.1, 0.2, 0.3, 0.3}, {2, 0.5, 0.2, 0.3, 0.3}}, true},
                     {{{0, 0.7, 0.7, 0.1, 0.1}}, false}};
    const QImage before = panes.view()->grab().toImage();
    panes.focus.setReading(std::make_shared<const Reading>(reading));
    QCOMPARE(panes.view()->faces().size(), std::size_t(2));
    QCOMPARE(panes.view()->faces()[0].box, QRectF(0.1, 0.2, 0.3, 0.3));
    QVERIFY(panes.view()->faces()[0].read && !panes.view()->faces()[1].read);
    QVERIFY(panes.view()->grab().toImage() != before);
    panes.picture_pane.setFrame(picture(), 2.0);
    QCOMPARE(panes.view()->faces().size(), std::size_t(1));
    QCOMPARE(panes.view()->faces()[0].box.x(), 0.5);
    panes.picture_pane.setFrame(picture(), 1.0); // a frame that was not looked at
    QVERIFY(panes.view()->faces().empty());
    panes.picture_pane.setPicture(picture());
    panes.picture_pane.controls()->setShown(false);
    QVERIFY(panes.view()->faces().empty());
  }

  void aPinStaysWhenThePointerLeaves() {
    Panes panes;
    const QPoint word = panes.chips()->chips().rect_of(1).center();
    QTest::mouseMove(panes.chips(), word);
    QTest::mouseClick(panes.chips(), Qt::LeftButton, {}, word);
    const QImage pinned = panes.picture_pane.overlay();
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(panes.chips(), &leave);
    QCOMPARE(panes.focus.pinnedWords(), std::vector<int>{1});
    QCOMPARE(panes.picture_pane.overlay(), pinned);
    QTest::mouseClick(panes.chips(), Qt::LeftButton, Qt::ControlModifier,
                      panes.chips()->chips().rect_of(4).center());
    QCOMPARE(panes.focus.pinnedWords(), (std::vector<int>{1, 4}));
    QTest::keyClick(panes.chips(), Qt::Key_Escape);
    QVERIFY(panes.focus.pinnedWords().empty());
  }

  void draggingOverRegionsTintsTheirWords() {
    Panes panes;
    const QColor plain = panes.chips()->fill_of(2);
    const QRectF region = panes.view()->regionRect(FakeService::favourite_region(2));
    QTest::mousePress(panes.view(), Qt::LeftButton, {},
                      (region.center() - QPointF(5, 5)).toPoint());
    QTest::mouseMove(panes.view(), (region.center() + QPointF(5, 5)).toPoint());
    QTest::mouseRelease(panes.view(), Qt::LeftButton, {},
                        (region.center() + QPointF(5, 5)).toPoint());
    QCOMPARE(panes.focus.regions(), std::vector<int>{FakeService::favourite_region(2)});
    const auto strongest = colormap_at(Colormap::viridis, 1.0);
    QCOMPARE(panes.chips()->fill_of(2), QColor(strongest[0], strongest[1], strongest[2]));
    QVERIFY(panes.chips()->fill_of(3) != panes.chips()->fill_of(2));
    QVERIFY(panes.chips()->fill_of(3) != plain);
    QTest::keyClick(panes.view(), Qt::Key_Escape);
    QCOMPARE(panes.chips()->fill_of(2), plain);
  }

  void aLineTellsWhatAWordAddsByItself() {
    Panes panes;
    QCOMPARE(panes.chips()->underline_of(0).alpha(), 0); // the model does not tell
    Reading told = *panes.reading;
    told.words[0].by_itself = 0.9f;
    told.words[1].by_itself = -0.2f;
    for (std::size_t i = 2; i < told.words.size(); ++i)
      told.words[i].by_itself = 0.01f;
    panes.chips()->setReading(told);
    QCOMPARE(panes.chips()->underline_of(0), colour_of(Polarity::positive));
    const QColor weaker = panes.chips()->underline_of(1);
    QCOMPARE(weaker.rgb(), colour_of(Polarity::negative).rgb());
    QVERIFY(weaker.alpha() > 0 && weaker.alpha() < 255);
    QCOMPARE(panes.chips()->underline_of(2).alpha(), 0); // next to nothing
    const QRect chip = panes.chips()->chips().rect_of(0);
    const QColor line =
        panes.chips()->grab().toImage().pixelColor(chip.center().x(), chip.bottom() - 2);
    QVERIFY(std::abs(line.blue() - colour_of(Polarity::positive).blue()) < 40);
    QVERIFY(line != panes.chips()->fill_of(0));
  }

  void aDragAcrossThePictureTakesEveryRegion() {
    Panes panes;
    const QRectF all = panes.view()->pictureRect();
    QTest::mousePress(panes.view(), Qt::LeftButton, {}, (all.topLeft() - QPointF(3, 3)).toPoint());
    QTest::mouseMove(panes.view(), (all.bottomRight() + QPointF(3, 3)).toPoint());
    QTest::mouseRelease(panes.view(), Qt::LeftButton, {},
                        (all.bottomRight() + QPointF(3, 3)).toPoint());
    QCOMPARE(panes.focus.regions().size(), std::size_t(49));
  }

  void arrowsMoveOverWordsAndRegions() {
    Panes panes;
    panes.chips()->setFocus(Qt::TabFocusReason);
    QTest::keyClick(panes.chips(), Qt::Key_Home);
    QTest::keyClick(panes.chips(), Qt::Key_Right);
    QTest::keyClick(panes.chips(), Qt::Key_Right);
    QCOMPARE(panes.focus.hoveredWord(), 2);
    QTest::keyClick(panes.chips(), Qt::Key_Space);
    QCOMPARE(panes.focus.pinnedWords(), std::vector<int>{2});
    QVERIFY(panes.chips()->accessibleDescription().contains(QStringLiteral("sat")));
    QTest::keyClick(panes.chips(), Qt::Key_End);
    QTest::keyClick(panes.chips(), Qt::Key_Right);
    QCOMPARE(panes.focus.hoveredWord(), 5);
    QTest::keyClick(panes.view(), Qt::Key_Right);
    const std::size_t middle = panes.focus.regions().size();
    QCOMPARE(middle, std::size_t(1));
    QTest::keyClick(panes.view(), Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(panes.view(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(panes.focus.regions().size(), std::size_t(4));
  }

  void layersAndHeadsAreChosen() {
    Panes panes;
    auto boxes = panes.picture_pane.controls()->findChildren<QComboBox *>();
    QCOMPARE(boxes.size(), 3);
    QComboBox *layer = boxes[1], *head = boxes[2];
    QCOMPARE(layer->count(), 1 + FakeService::layers);
    QCOMPARE(head->count(), 1 + FakeService::heads);
    panes.hover(0);
    const auto mean = panes.focus.regionValues();
    layer->setCurrentIndex(2);
    head->setCurrentIndex(1);
    QCOMPARE(panes.focus.regionValues(), panes.reading->attention->regions_of_word(0, 1, 0));
    QVERIFY(panes.focus.regionValues() != mean);
    layer->setCurrentIndex(0);
    head->setCurrentIndex(0);
    QCOMPARE(panes.focus.regionValues(), mean);
  }

  void opacityAndThresholdChangeThePicture() {
    Panes panes;
    panes.hover(0);
    const int region = FakeService::favourite_region(0);
    const QColor usual = panes.pixel(region);
    auto sliders = panes.picture_pane.controls()->findChildren<QSlider *>();
    sliders[0]->setValue(100);
    QVERIFY(panes.pixel(region) != usual);
    sliders[0]->setValue(0);
    QCOMPARE(panes.pixel(region), QColor(128, 128, 128));
    sliders[0]->setValue(60);
    sliders[1]->setValue(90);
    QCOMPARE(panes.pixel((region + 20) % 49), QColor(128, 128, 128));
    panes.picture_pane.controls()->setShown(false);
    QCOMPARE(panes.pixel(region), QColor(128, 128, 128));
  }

  void zoomKeepsRegionsUnderThePointer() {
    Panes panes;
    const QRectF fitted = panes.view()->pictureRect();
    panes.view()->zoomBy(3);
    QVERIFY(panes.view()->pictureRect().width() > 2.9 * fitted.width());
    for (int region : {0, 24, 48})
      QCOMPARE(panes.view()->regionAt(panes.view()->regionRect(region).center()), region);
    panes.view()->zoomBy(0.0001);
    QCOMPARE(panes.view()->pictureRect(), fitted);
    QCOMPARE(panes.view()->regionAt(fitted.topLeft() - QPointF(2, 2)), -1);
  }

  void anotherReadingForgetsPinsAndRegions() {
    Panes panes;
    panes.focus.pin(5, false);
    panes.focus.setHead(3);
    const auto shorter =
        std::make_shared<const Reading>(FakeService::read(*post_of("two words"), {}));
    panes.focus.setReading(shorter);
    panes.text_pane.setReading(shorter, TextState::present);
    QVERIFY(panes.focus.pinnedWords().empty());
    QCOMPARE(panes.focus.head(), 3);
    panes.focus.pin(5, false); // there is no such word any more
    QVERIFY(panes.focus.pinnedWords().empty());
    panes.focus.setReading(nullptr);
    QVERIFY(panes.focus.regionValues().empty());
    QVERIFY(panes.picture_pane.overlay().isNull());
  }

  void theExportCarriesALegend() {
    Panes panes;
    panes.hover(1);
    const OverlayPicture parts = panes.picture_pane.overlayPicture();
    QVERIFY(parts.caption.contains(QStringLiteral("cat")));
    QVERIFY(parts.most > 0.4);
    const QImage page = composed(parts);
    QVERIFY(page.height() > parts.picture.height());
    QCOMPARE(page.width(), parts.picture.width());
    QCOMPARE(page.pixelColor(page.width() - 1, page.height() - 1), QColor(Qt::white));
    const QPoint strongest(700 / 7 * (FakeService::favourite_region(1) % 7) + 50,
                           700 / 7 * (FakeService::favourite_region(1) / 7) + 50);
    QVERIFY(page.pixelColor(strongest) != QColor(128, 128, 128));
  }
};

QTEST_MAIN(TestStage)
#include "test_stage.moc"
