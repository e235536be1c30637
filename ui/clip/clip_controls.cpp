#include "clip/clip_controls.h"

#include "clip/clip_player.h"
#include "clip/timeline_lanes.h"
#include "theme/icon.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QResizeEvent>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

namespace affect::ui {
namespace {

constexpr double speeds[] = {0.25, 0.5, 1.0, 1.5, 2.0};

} // namespace

ClipControls::ClipControls(ClipPlayer *player, QWidget *parent) : QWidget(parent), player_(player) {
  auto *row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(2);
  frame_before_ = button(QStringLiteral("frame-before"));
  back_ = button(QStringLiteral("step-back"));
  play_ = button(QStringLiteral("play"));
  forward_ = button(QStringLiteral("step-forward"));
  frame_after_ = button(QStringLiteral("frame-after"));
  for (QToolButton *each : {frame_before_, back_, play_, forward_, frame_after_})
    row->addWidget(each);
  time_ = new QLabel;
  row->addSpacing(8);
  row->addWidget(time_);
  row->addStretch(1);
  speed_ = new QComboBox;
  for (double speed : speeds)
    speed_->addItem(QStringLiteral("%1×").arg(speed), speed);
  speed_->setCurrentIndex(2);
  row->addWidget(speed_);
  row->addSpacing(6);
  mute_ = button(QStringLiteral("volume"));
  mute_->setCheckable(true);
  volume_ = new QSlider(Qt::Horizontal);
  volume_->setRange(0, 100);
  volume_->setValue(80);
  volume_->setFixedWidth(80);
  row->addWidget(mute_);
  row->addWidget(volume_);

  connect(play_, &QToolButton::clicked, player_, &ClipPlayer::toggle);
  connect(back_, &QToolButton::clicked, this, [this] { player_->step(-1); });
  connect(forward_, &QToolButton::clicked, this, [this] { player_->step(1); });
  connect(frame_before_, &QToolButton::clicked, this, [this] { Q_EMIT frameRequested(-1); });
  connect(frame_after_, &QToolButton::clicked, this, [this] { Q_EMIT frameRequested(1); });
  connect(speed_, &QComboBox::currentIndexChanged, this,
          [this] { player_->setSpeed(speed_->currentData().toDouble()); });
  const auto volume_changed = [this] {
    mute_->setIcon(icon(volume() > 0 ? QStringLiteral("volume") : QStringLiteral("volume-off")));
    player_->setVolume(volume());
    Q_EMIT volumeChanged(volume());
  };
  connect(volume_, &QSlider::valueChanged, this, volume_changed);
  connect(mute_, &QToolButton::toggled, this, volume_changed);
  connect(player_, &ClipPlayer::playingChanged, this, &ClipControls::refresh);
  connect(player_, &ClipPlayer::opened, this, &ClipControls::refresh);
  connect(player_, &ClipPlayer::positionChanged, this, &ClipControls::refresh_time);
  connect(player_, &ClipPlayer::soundMissing, this, [this] {
    no_device_ = true;
    refresh();
  });
  setFrames(false);
  retranslate();
}

QToolButton *ClipControls::button(const QString &icon_name) {
  auto *button = new QToolButton;
  button->setIcon(icon(icon_name));
  return button;
}

void ClipControls::setFrames(bool any) {
  frame_before_->setEnabled(any);
  frame_after_->setEnabled(any);
}

double ClipControls::volume() const { return mute_->isChecked() ? 0.0 : volume_->value() / 100.0; }

void ClipControls::setVolume(double volume) {
  volume_->setValue(static_cast<int>(volume * 100 + 0.5));
}

void ClipControls::refresh() {
  const bool playing = player_->isPlaying();
  play_->setIcon(icon(playing ? QStringLiteral("pause") : QStringLiteral("play")));
  const QString name = playing ? tr("Pause") : tr("Play");
  play_->setAccessibleName(name);
  play_->setToolTip(tr("%1 (Space, P)").arg(name));
  const bool sound = player_->info() && player_->info()->has_audio && !no_device_;
  mute_->setEnabled(sound);
  volume_->setEnabled(sound);
  const QString why = no_device_ ? tr("There is no sound device")
                                 : tr("Volume; sound is played at normal speed only");
  mute_->setToolTip(no_device_ ? why : tr("Mute"));
  volume_->setToolTip(player_->info() && !player_->info()->has_audio ? tr("The clip has no sound")
                                                                     : why);
  refresh_time();
}

void ClipControls::refresh_time() {
  const double duration = player_->duration();
  // As wide as it can get, or the buttons behind it move while it plays.
  const QString text =
      tr("%1 / %2").arg(clock_text(player_->position(), 2), clock_text(duration, 2));
  time_->setMinimumWidth(time_->fontMetrics().horizontalAdvance(
                             tr("%1 / %2").arg(clock_text(duration, 2), clock_text(duration, 2))) +
                         4);
  time_->setText(text);
}

QSize ClipControls::minimumSizeHint() const {
  return {5 * play_->sizeHint().width() + time_->minimumWidth() + 24,
          QWidget::minimumSizeHint().height()};
}

// Where it is narrow, volume goes first and then speed; playing and stepping stay.
void ClipControls::resizeEvent(QResizeEvent *event) {
  const int without_speed = minimumSizeHint().width() + mute_->sizeHint().width();
  const int without_volume = without_speed + speed_->sizeHint().width();
  mute_->setVisible(event->size().width() >= without_speed);
  speed_->setVisible(event->size().width() >= without_volume + 8);
  volume_->setVisible(event->size().width() >= without_volume + volume_->width() + 16);
  QWidget::resizeEvent(event);
}

void ClipControls::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QWidget::changeEvent(event);
}

void ClipControls::retranslate() {
  const auto name = [](QWidget *widget, const QString &text, const QString &keys) {
    widget->setAccessibleName(text);
    widget->setToolTip(keys.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, keys));
  };
  name(back_, tr("One frame back"), QStringLiteral(","));
  name(forward_, tr("One frame on"), QStringLiteral("."));
  name(frame_before_, tr("To the analysed frame before"), QStringLiteral("["));
  name(frame_after_, tr("To the next analysed frame"), QStringLiteral("]"));
  name(speed_, tr("Speed"), {});
  name(mute_, tr("Mute"), {});
  volume_->setAccessibleName(tr("Volume"));
  time_->setAccessibleName(tr("Time in the clip"));
  refresh();
}

} // namespace affect::ui
