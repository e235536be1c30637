#include "clip/clip_pane.h"

#include "attention/chip_layout.h"
#include "clip/clip_controls.h"
#include "clip/clip_player.h"
#include "clip/lane_loader.h"
#include "clip/time_curves.h"
#include "clip/timeline.h"
#include "theme/colours.h"

#include <QEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace affect::ui {
namespace {

constexpr double same_frame = 1e-3; // seconds; frames are further apart

} // namespace

ClipPane::ClipPane(AttentionFocus *focus, QWidget *parent) : QWidget(parent), focus_(focus) {
  player_ = new ClipPlayer(this);
  loader_ = new LaneLoader(this);
  controls_ = new ClipControls(player_);
  timeline_ = new Timeline;
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(14, 0, 14, 6);
  column->setSpacing(4);
  column->addWidget(controls_);
  column->addWidget(timeline_);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);

  connect(player_, &ClipPlayer::opened, this, &ClipPane::on_opened);
  connect(player_, &ClipPlayer::frameShown, this, &ClipPane::on_frame);
  connect(player_, &ClipPlayer::positionChanged, timeline_, &Timeline::setPosition);
  connect(player_, &ClipPlayer::failed, this, &ClipPane::failed);
  connect(loader_, &LaneLoader::pictureReady, timeline_, &Timeline::setStripPicture);
  connect(loader_, &LaneLoader::peaksReady, timeline_, &Timeline::setPeaks);
  connect(timeline_, &Timeline::seekRequested, this, &ClipPane::seek);
  connect(timeline_, &Timeline::stepRequested, player_, &ClipPlayer::step);
  connect(timeline_, &Timeline::frameRequested, this, &ClipPane::goToFrame);
  connect(controls_, &ClipControls::frameRequested, this, &ClipPane::goToFrame);
  connect(focus_, &AttentionFocus::changed, this, &ClipPane::on_focus);
}

void ClipPane::open(const std::filesystem::path &file) {
  close();
  file_ = file;
  player_->open(file);
}

void ClipPane::close() {
  loader_->cancel();
  player_->close();
  transcript_ = {};
  tried_ = {};
  shown_ = -1;
  timeline_->setContent({});
}

void ClipPane::on_opened(const ClipInfo &info) {
  TimelineContent content;
  content.duration = info.duration;
  content.has_picture = info.has_video;
  content.has_sound = info.has_audio;
  content.strip.resize(info.has_video ? LaneLoader::slots : 0);
  content.peaks.assign(info.has_audio ? LaneLoader::columns : 0, Peak{1, -1});
  content.transcript = transcript_;
  timeline_->setContent(std::move(content));
  reading_.reset(); // its curve belongs to the content that was replaced
  on_focus();
  loader_->load(file_, info);
}

void ClipPane::setTranscript(const Transcript &transcript) {
  transcript_ = transcript;
  timeline_->setTranscript(transcript);
}

void ClipPane::on_frame(const QImage &picture, double seconds) {
  shown_ = seconds;
  refresh_focus();
  Q_EMIT frameShown(picture, seconds);
}

bool ClipPane::onAnalysedFrame() const { return !focus_->available() || focus_->onFrame(); }

void ClipPane::refresh_focus() {
  if (file_.empty() || !isVisibleTo(parentWidget()))
    return;
  int frame = -1;
  if (const ReadingPtr &reading = focus_->reading())
    for (std::size_t i = 0; i < reading->frame_times.size(); ++i)
      if (std::abs(reading->frame_times[i] - shown_) < same_frame)
        frame = static_cast<int>(i);
  focus_->setFrame(frame);
}

// The word's curve, and where a word was pinned the frame it attends to most.
void ClipPane::on_focus() {
  const ReadingPtr &reading = focus_->reading();
  if (!reading || (reading->frame_times.empty() && reading->time_attention.empty())) {
    if (reading_) {
      timeline_->setAnalysed({});
      timeline_->setCurves({});
      controls_->setFrames(false);
    }
    reading_ = reading;
    return;
  }
  if (reading != reading_) {
    reading_ = reading;
    pinned_.clear();
    timeline_->setAnalysed(reading->frame_times);
    controls_->setFrames(!reading->frame_times.empty());
    refresh_focus();
    show_poster();
  }
  if (!reading->time_attention.empty())
    return timeline_->setCurves(curves_over_time(*reading, tried_));
  TimelineCurve curve;
  const std::vector<int> words = focus_->words();
  if (focus_->available() && reading->frames() > 1) {
    ChipLayout chips;
    chips.setPieces(chip_pieces(*reading));
    QStringList names;
    for (int word : words)
      names << tr("“%1”").arg(chips.text_of(word));
    curve.name = names.isEmpty()
                     ? tr("Attention of all words to each frame")
                     : tr("Attention of %1 to each frame").arg(names.join(QStringLiteral(", ")));
    curve.colour = colours().accent;
    curve.times = reading->frame_times;
    curve.values = focus_->frameValues();
  }
  timeline_->setCurves(curve.values.empty() ? std::vector<TimelineCurve>()
                                            : std::vector<TimelineCurve>{curve});
  if (focus_->pinnedWords() == pinned_)
    return;
  pinned_ = focus_->pinnedWords();
  if (!pinned_.empty() && !curve.values.empty() && !player_->isPlaying()) {
    const auto best =
        std::max_element(curve.values.begin(), curve.values.end()) - curve.values.begin();
    player_->seek(curve.times[static_cast<std::size_t>(best)]);
  }
}

// Who has just opened a clip sees what the model saw: the frame it attended to most.
void ClipPane::show_poster() {
  if (!player_->isUntouched() || !player_->isOpen() || reading_->frame_times.empty())
    return;
  const std::vector<float> values = focus_->frameValues();
  const auto best =
      values.empty() ? 0 : std::max_element(values.begin(), values.end()) - values.begin();
  player_->showPoster(reading_->frame_times[static_cast<std::size_t>(best)]);
}

void ClipPane::seek(double seconds, bool settled) {
  if (!settled && !std::exchange(dragging_, true)) {
    playing_before_drag_ = player_->isPlaying();
    player_->pause();
  }
  player_->seek(seconds, !settled);
  if (settled && std::exchange(dragging_, false) && playing_before_drag_)
    player_->play();
}

void ClipPane::goToFrame(int direction) {
  const std::vector<double> &frames = timeline_->content().analysed;
  const double now = player_->position();
  double target = -1;
  for (double frame : frames)
    if (direction > 0 ? frame > now + same_frame && (target < 0 || frame < target)
                      : frame < now - same_frame && frame > target)
      target = frame;
  if (target < 0)
    return;
  player_->pause();
  player_->seek(target);
}

void ClipPane::save(QSettings &settings) const {
  settings.setValue(QStringLiteral("clip/volume"), controls_->volume());
}

void ClipPane::restore(const QSettings &settings) {
  controls_->setVolume(settings.value(QStringLiteral("clip/volume"), 0.8).toDouble());
}

void ClipPane::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
    on_focus();
  QWidget::changeEvent(event);
}

} // namespace affect::ui
