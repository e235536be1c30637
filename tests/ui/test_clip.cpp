#include "attention/attention_focus.h"
#include "clip/clip_controls.h"
#include "clip/clip_pane.h"
#include "clip/clip_player.h"
#include "clip/lane_loader.h"
#include "clip/timeline.h"
#include "fake_service.h"
#include "fixtures.h"
#include "source_dir.h"

#include <QPainter>
#include <QSignalSpy>
#include <QVBoxLayout>

#include <cmath>
#include <set>

using namespace affect;
using namespace affect::ui;

namespace {

const std::filesystem::path samples = source_dir() / "resources" / "samples";

TimelineContent content_of(double duration) {
  TimelineContent content;
  content.duration = duration;
  content.has_picture = content.has_sound = true;
  content.strip.resize(LaneLoader::slots);
  content.peaks.assign(LaneLoader::columns, Peak{1, -1});
  return content;
}

/// A reading of a clip of `frames` frames: word w looks at frame w most, and there at region w.
ReadingPtr clip_reading(const std::vector<double> &times, int words) {
  constexpr int cells = 4;
  Reading reading;
  reading.duration_s = times.back() + 1;
  reading.frame_times = times;
  reading.grid = {2, 2, 0, 0, 1, 1};
  const int frames = static_cast<int>(times.size());
  CrossAttention attention{1, 1, words, frames * cells, {}, {}};
  for (int w = 0; w < words; ++w) {
    if (w > 0)
      reading.text += ' ';
    const std::size_t begin = reading.text.size();
    reading.text += "word" + std::to_string(w);
    reading.words.push_back({begin, reading.text.size(), w, w});
    for (int i = 0; i < frames * cells; ++i)
      attention.word_to_region.push_back(
          i == w * cells + w % cells ? 0.5f : 0.5f / static_cast<float>(frames * cells - 1));
  }
  for (int i = 0; i < frames * cells; ++i)
    for (int w = 0; w < words; ++w)
      attention.region_to_word.push_back(i / cells == w ? 0.6f : 0.1f);
  reading.attention = attention;
  return std::make_shared<const Reading>(reading);
}

QImage grabbed(QWidget &widget) { return widget.grab().toImage(); }

} // namespace

class TestClip : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void theClockIsRead() {
    QCOMPARE(clock_text(7.4), QStringLiteral("0:07"));
    QCOMPARE(clock_text(59.999, 2), QStringLiteral("1:00.00"));
    QCOMPARE(clock_text(3723.5, 1), QStringLiteral("1:02:03.5"));
    QCOMPARE(clock_text(-1), QStringLiteral("0:00"));
  }

  void placesAndMomentsAreInverse() {
    TimelineLayout layout;
    layout.arrange({820, 300}, 16, content_of(120), 30, 90);
    for (double t : {30.0, 41.5, 90.0})
      QVERIFY(std::abs(layout.seconds_at(layout.x_of(t)) - t) < 1e-9);
    QCOMPARE(layout.seconds_at(-50), 30.0);
    QVERIFY(layout.tick(70) >= 70 * 60.0 / 800);
    for (Lane lane : {Lane::ruler, Lane::pictures, Lane::sound, Lane::words})
      QVERIFY(layout.lane(lane).bottom() <
              layout.lane(static_cast<Lane>(static_cast<int>(lane) + 1)).top());
  }

  void everyBeginningOfTheOrderIsSpread() {
    const std::vector<int> order = coarse_first(24);
    QCOMPARE(std::set<int>(order.begin(), order.end()).size(), std::size_t{24});
    QCOMPARE(order.size(), std::size_t{24});
    QVERIFY(std::abs(order[0] - order[1]) >= 12);
    QVERIFY(coarse_first(0).empty());
    QCOMPARE(coarse_first(1), std::vector<int>{0});
  }

  void focusSpeaksOfTheFrameOnTheScreen() {
    AttentionFocus focus;
    focus.setReading(clip_reading({0.5, 1.5, 2.5}, 3));
    focus.setFrame(-1);
    QVERIFY(focus.regionValues().empty());
    focus.setHoveredWord(1);
    focus.setFrame(1);
    const std::vector<float> here = focus.regionValues();
    QCOMPARE(here.size(), std::size_t{4});
    QCOMPARE(here[1], 0.5f);
    QCOMPARE(focus.most(), 0.5f);
    const std::vector<float> frames = focus.frameValues();
    QCOMPARE(frames.size(), std::size_t{3});
    QVERIFY(std::abs(frames[0] + frames[1] + frames[2] - 1) < 1e-5);
    QVERIFY(frames[1] > frames[0] && frames[1] > frames[2]);
    focus.setFrame(0);
    QVERIFY(focus.regionValues()[1] < 0.1f);
    focus.setRegions({2});
    QCOMPARE(focus.wordValues(), (std::vector<float>{0.6f, 0.1f, 0.1f}));
    focus.setFrame(2);
    QVERIFY(focus.regions().empty()); // cells of another picture
    focus.setRegions({2});
    QCOMPARE(focus.wordValues(), (std::vector<float>{0.1f, 0.1f, 0.6f}));
  }

  void clickingGoesToTheMomentAndSnapsToReadFrames() {
    Timeline timeline;
    timeline.resize(620, timeline.sizeHint().height());
    timeline.setContent(content_of(60));
    timeline.setAnalysed({20.0});
    timeline.show();
    QSignalSpy seeks(&timeline, &Timeline::seekRequested);
    const auto click = [&](double seconds, int shift) {
      const TimelineLayout &layout = timeline.layoutNow();
      const QPoint at(static_cast<int>(layout.x_of(seconds)) + shift,
                      layout.lane(Lane::pictures).center().y());
      QTest::mouseClick(&timeline, Qt::LeftButton, {}, at);
      return seeks.last().first().toDouble();
    };
    QVERIFY(std::abs(click(40, 0) - 40) < 0.2);
    QCOMPARE(click(20, 4), 20.0);
    QVERIFY(std::abs(click(20, 14) - 20) > 1);
    QVERIFY(seeks.last().last().toBool()); // let go
  }

  void keysStepAndGo() {
    Timeline timeline;
    timeline.setContent(content_of(60));
    timeline.show();
    QSignalSpy steps(&timeline, &Timeline::stepRequested),
        frames(&timeline, &Timeline::frameRequested), seeks(&timeline, &Timeline::seekRequested);
    QTest::keyClick(&timeline, Qt::Key_Right);
    QTest::keyClick(&timeline, Qt::Key_Left);
    QCOMPARE(steps.count(), 2);
    QCOMPARE(steps[1][0].toInt(), -1);
    QTest::keyClick(&timeline, Qt::Key_Down);
    QCOMPARE(frames[0][0].toInt(), 1);
    QTest::keyClick(&timeline, Qt::Key_End);
    QCOMPARE(seeks.last()[0].toDouble(), 60.0);
    QTest::keyClick(&timeline, Qt::Key_Plus);
    QVERIFY(timeline.layoutNow().view_end() - timeline.layoutNow().view_begin() < 60);
    timeline.setPosition(59); // what plays stays in view
    QVERIFY(timeline.layoutNow().view_end() >= 59);
    QTest::keyClick(&timeline, Qt::Key_0);
    QCOMPARE(timeline.layoutNow().view_end(), 60.0);
  }

  void lanesAreDrawnAsTheyArrive() {
    Timeline timeline;
    timeline.resize(620, timeline.sizeHint().height());
    timeline.setContent(content_of(60));
    timeline.setPosition(30);
    timeline.resize(620, timeline.sizeHint().height());
    timeline.show();
    const TimelineLayout &layout = timeline.layoutNow();
    const QRect pictures = layout.lane(Lane::pictures), sound = layout.lane(Lane::sound);
    const QImage before = grabbed(timeline);
    QImage red(160, 90, QImage::Format_RGB32);
    red.fill(Qt::red);
    for (int slot = 0; slot < LaneLoader::slots / 4; ++slot)
      timeline.setStripPicture(slot, red);
    timeline.setStripPicture(99, red); // none of its slots
    timeline.setPeaks(0, std::vector<Peak>(LaneLoader::columns / 2, Peak{-0.8f, 0.8f}));
    timeline.setPeaks(LaneLoader::columns - 1,
                      std::vector<Peak>(10, Peak{-1, 1})); // more than there is room for
    const QImage after = grabbed(timeline);
    QCOMPARE(after.pixelColor(pictures.left() + 12, pictures.center().y()), QColor(Qt::red));
    QCOMPARE(after.pixelColor(pictures.right() - 12, pictures.center().y()),
             before.pixelColor(pictures.right() - 12, pictures.center().y()));
    QVERIFY(after.pixelColor(sound.left() + 20, sound.center().y() - 6) !=
            before.pixelColor(sound.left() + 20, sound.center().y() - 6));
    QCOMPARE(after.pixelColor(sound.right() - 60, sound.center().y() - 6),
             before.pixelColor(sound.right() - 60, sound.center().y() - 6));
  }

  void aLaneThatIsMissingSaysSo() {
    Timeline timeline;
    TimelineContent content;
    content.duration = 5;
    const int bare = TimelineLayout::height_for(16, content);
    content.has_picture = true;
    QVERIFY(TimelineLayout::height_for(16, content) > bare);
    timeline.setContent(content);
    timeline.resize(500, timeline.sizeHint().height());
    timeline.show();
    grabbed(timeline); // nothing to draw must draw
    content.transcript.cues.push_back({0, 0, "no times", {}});
    QVERIFY(!has_timed_cues(content.transcript));
    content.transcript.cues.push_back({1, 2, "timed", {}});
    QVERIFY(has_timed_cues(content.transcript));
  }

  void playsStepsAndSeeks() {
    ClipPlayer player;
    player.setVolume(0);
    QSignalSpy opened(&player, &ClipPlayer::opened), frames(&player, &ClipPlayer::frameShown);
    player.open(samples / "umbrella.mp4");
    QVERIFY(opened.wait(30'000));
    QTRY_VERIFY(frames.count() >= 1);
    QVERIFY(player.duration() > 10);
    const QImage first = frames.last()[0].value<QImage>();
    QCOMPARE(first.size(), QSize(640, 360));
    frames.clear();
    player.seek(5.0);
    QTRY_VERIFY(!frames.isEmpty());
    const double there = player.position();
    QVERIFY(there <= 5.0 + 1e-6 && there > 5.0 - 1.0 / 25 - 1e-6);
    frames.clear();
    player.step(1);
    QTRY_COMPARE(frames.count(), 1);
    QVERIFY(std::abs(player.position() - there - 1.0 / 25) < 1e-3);
    player.step(-2);
    QTRY_COMPARE(frames.count(), 3);
    QVERIFY(std::abs(player.position() - there + 1.0 / 25) < 1e-3);
    QSignalSpy playing(&player, &ClipPlayer::playingChanged);
    frames.clear();
    player.setSpeed(2);
    player.play();
    QTRY_VERIFY(player.position() > there + 0.5 && frames.count() > 2);
    player.pause();
    QCOMPARE(playing.count(), 2);
  }

  void atTheEndItStops() { // where the sound may go on after the last frame
    ClipPlayer player;
    player.setVolume(0);
    player.open(samples / "umbrella.mp4");
    QTRY_VERIFY(player.isOpen());
    player.seek(player.duration() - 0.3);
    player.play();
    QTRY_VERIFY(!player.isPlaying());
    QVERIFY(player.position() > player.duration() - 0.2);
    player.play(); // once more from the start
    QVERIFY(player.isPlaying() && player.position() < 1);
  }

  void aPosterIsNoPlaceToBegin() {
    ClipPlayer player;
    player.setVolume(0);
    player.open(samples / "umbrella.mp4");
    QTRY_VERIFY(player.isOpen());
    QVERIFY(player.isUntouched());
    player.showPoster(7);
    QTRY_VERIFY(player.position() > 6.9 && player.position() <= 7);
    player.play();
    QVERIFY(player.position() < 1);
    player.pause();
    player.seek(7);
    QVERIFY(!player.isUntouched());
    player.play();
    QVERIFY(player.position() > 6.9);
  }

  void brokenFilesAreSaid() {
    const Fixtures fixtures;
    const QString broken = fixtures.write(QStringLiteral("broken.mp4"), QByteArray(4000, 'x'));
    ClipPlayer player;
    QSignalSpy failed(&player, &ClipPlayer::failed);
    player.open(broken.toStdString());
    QVERIFY(failed.wait(30'000));
    QVERIFY(!player.isOpen());
    player.play();
    QVERIFY(!player.isPlaying());
    player.open(samples / "umbrella.mp4"); // and then a sound one
    QTRY_VERIFY(player.isOpen());
    player.open(broken.toStdString());
    player.close(); // before there is an answer
    QTest::qWait(50);
    QCOMPARE(failed.count(), 1);
  }

  void lanesFillInTheBackground() {
    ClipPlayer player;
    player.open(samples / "noodles.mp4");
    QTRY_VERIFY(player.isOpen());
    LaneLoader loader;
    QSignalSpy pictures(&loader, &LaneLoader::pictureReady), done(&loader, &LaneLoader::finished);
    std::vector<Peak> peaks(LaneLoader::columns, Peak{1, -1});
    connect(&loader, &LaneLoader::peaksReady, this,
            [&](std::size_t first, const std::vector<Peak> &batch) {
              std::copy(batch.begin(), batch.end(),
                        peaks.begin() + static_cast<std::ptrdiff_t>(first));
            });
    loader.load(samples / "noodles.mp4", *player.info());
    QVERIFY(done.wait(60'000));
    QCOMPARE(pictures.count(), LaneLoader::slots);
    float loudest = 0;
    for (const Peak &peak : peaks) {
      QVERIFY(peak.high >= peak.low);
      loudest = std::max(loudest, peak.high);
    }
    QVERIFY(loudest > 0.1f);
    loader.load(samples / "umbrella.mp4", *player.info());
    loader.cancel();
    const int before = static_cast<int>(pictures.count());
    QTest::qWait(100);
    QCOMPARE(static_cast<int>(pictures.count()), before); // what was under way says nothing more
  }

  void aPinnedWordGoesToItsFrame() {
    QWidget window;
    AttentionFocus focus;
    auto *pane = new ClipPane(&focus);
    auto *column = new QVBoxLayout(&window);
    column->addWidget(pane);
    window.resize(700, 300);
    window.show();
    pane->open(samples / "umbrella.mp4");
    QTRY_VERIFY(pane->player()->isOpen());
    QTRY_VERIFY(pane->timeline()->content().duration > 0);
    std::vector<double> times; // of frames there are: their clock need not begin with the clip's
    for (double t : {1.0, 3.0, 5.0}) {
      QSignalSpy shown(pane->player(), &ClipPlayer::frameShown);
      pane->player()->seek(t);
      QTRY_VERIFY(!shown.isEmpty());
      times.push_back(shown.last()[1].toDouble());
    }
    QSignalSpy elsewhere(pane->player(), &ClipPlayer::frameShown);
    pane->player()->seek(2.0);
    QTRY_VERIFY(!elsewhere.isEmpty());
    focus.setReading(clip_reading(times, 3));
    QCOMPARE(pane->timeline()->content().analysed.size(), std::size_t{3});
    QCOMPARE(pane->timeline()->content().curves.at(0).values.size(), std::size_t{3});
    QVERIFY(!pane->onAnalysedFrame());
    focus.pin(1, false);
    QTRY_COMPARE(focus.frame(), 1);
    QVERIFY(std::abs(pane->player()->position() - times[1]) < 1e-3);
    QVERIFY(pane->onAnalysedFrame());
    pane->goToFrame(1);
    QTRY_COMPARE(focus.frame(), 2);
    pane->goToFrame(1); // there is none after it
    pane->goToFrame(-1);
    QTRY_COMPARE(focus.frame(), 1);
    pane->player()->step(1);
    QTRY_COMPARE(focus.frame(), -1);
    QVERIFY(pane->timeline()->content().curves.at(0).name.contains(QStringLiteral("word1")));
    focus.setReading(nullptr);
    QVERIFY(pane->timeline()->content().analysed.empty());
    pane->close();
    QCOMPARE(pane->timeline()->content().duration, 0.0);
  }
};

int main(int argc, char **argv) {
  QApplication app(argc, argv);
  TestClip test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_clip.moc"
