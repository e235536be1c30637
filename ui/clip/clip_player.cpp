#include "clip/clip_player.h"

#include "clip/frame_worker.h"
#include "clip/sound_worker.h"

#include <algorithm>

namespace affect::ui {
namespace {

constexpr int tick_ms = 15;

} // namespace

ClipPlayer::ClipPlayer(QObject *parent)
    : QObject(parent), frames_(new FrameWorker), sound_(new SoundWorker) {
  qRegisterMetaType<affect::ClipInfo>("affect::ClipInfo");
  qRegisterMetaType<affect::Error>("affect::Error");
  frames_->moveToThread(&frame_thread_);
  sound_->moveToThread(&sound_thread_);
  connect(&frame_thread_, &QThread::finished, frames_, &QObject::deleteLater);
  connect(&sound_thread_, &QThread::finished, sound_, &QObject::deleteLater);
  connect(sound_, &SoundWorker::silent, this, &ClipPlayer::soundMissing);
  connect_frames();
  ticks_.setTimerType(Qt::PreciseTimer);
  ticks_.setInterval(tick_ms);
  connect(&ticks_, &QTimer::timeout, this, &ClipPlayer::tick);
  frame_thread_.start();
}

void ClipPlayer::connect_frames() {
  connect(frames_, &FrameWorker::opened, this, &ClipPlayer::on_opened);
  connect(frames_, &FrameWorker::shown, this, &ClipPlayer::on_shown);
  connect(frames_, &FrameWorker::nothing, this, [this](quint64 clip) {
    if (clip == clip_)
      answered();
  });
  connect(frames_, &FrameWorker::failed, this, [this](quint64 clip, const Error &error) {
    if (clip != clip_)
      return;
    wanted_.reset();
    steps_ = 0;
    answered();
    if (error.code == ErrorCode::cancelled)
      return;
    pause();
    Q_EMIT failed(error);
  });
}

ClipPlayer::~ClipPlayer() {
  cancel_.cancel();
  if (!sound_thread_.isRunning()) // then its end, which deletes the worker, never comes
    delete sound_;
  for (QThread *thread : {&frame_thread_, &sound_thread_}) {
    thread->quit();
    thread->wait();
  }
}

void ClipPlayer::open(const std::filesystem::path &file) {
  close();
  file_ = file;
  cancel_ = CancelToken();
  busy_ = true;
  QMetaObject::invokeMethod(frames_, [worker = frames_, clip = clip_, file, cancel = cancel_] {
    worker->open(clip, file, cancel);
  });
}

void ClipPlayer::close() {
  pause();
  cancel_.cancel();
  ++clip_;
  info_.reset();
  wanted_.reset();
  steps_ = 0;
  busy_ = false;
  ended_ = false;
  poster_ = true;
  position_ = 0;
  QMetaObject::invokeMethod(frames_, [worker = frames_] { worker->close(); });
}

void ClipPlayer::on_opened(quint64 clip, const ClipInfo &info) {
  if (clip != clip_)
    return;
  info_ = info;
  if (!wanted_)
    wanted_ = position_;
  Q_EMIT opened(info);
  answered();
}

void ClipPlayer::on_shown(quint64 clip, const QImage &picture, double seconds) {
  if (clip != clip_)
    return;
  Q_EMIT frameShown(picture, seconds);
  // While it plays the clock leads; else the playhead stands on the frame that is seen.
  if (!playing_ && !wanted_ && steps_ == 0 && !rough_)
    set_position(seconds);
  answered();
}

void ClipPlayer::answered() {
  busy_ = false;
  ask();
}

void ClipPlayer::want(double seconds, bool hurry) {
  wanted_ = seconds;
  hurry_ = hurry;
  steps_ = 0;
  ask();
}

void ClipPlayer::ask() {
  if (busy_ || !info_)
    return;
  if (wanted_) {
    busy_ = true;
    QMetaObject::invokeMethod(frames_, [worker = frames_, clip = clip_, seconds = *wanted_,
                                        hurry = hurry_] { worker->show(clip, seconds, hurry); });
    rough_ = hurry_;
    wanted_.reset();
  } else if (steps_ != 0) {
    busy_ = true;
    const int direction = steps_ > 0 ? 1 : -1;
    steps_ -= direction;
    rough_ = false;
    QMetaObject::invokeMethod(
        frames_, [worker = frames_, clip = clip_, direction] { worker->step(clip, direction); });
  }
}

double ClipPlayer::clock() const {
  return start_ + static_cast<double>(elapsed_.elapsed()) / 1000.0 * speed_;
}

void ClipPlayer::start_clock() {
  start_ = position_;
  elapsed_.start();
}

void ClipPlayer::tick() {
  const double now = clock();
  if (now >= duration()) {
    pause();
    seek(duration());
    ended_ = true;
    return;
  }
  set_position(now);
  want(now);
}

void ClipPlayer::play() {
  if (playing_ || !info_ || info_->duration <= 0)
    return;
  if (ended_ || poster_)
    set_position(0);
  ended_ = poster_ = false;
  playing_ = true;
  start_clock();
  start_sound();
  ticks_.start();
  Q_EMIT playingChanged(true);
}

void ClipPlayer::pause() {
  if (!playing_)
    return;
  playing_ = false;
  ticks_.stop();
  stop_sound();
  Q_EMIT playingChanged(false);
  if (info_ && info_->has_video)
    want(position_);
}

void ClipPlayer::showPoster(double seconds) {
  seek(seconds);
  poster_ = true;
}

void ClipPlayer::seek(double seconds, bool hurry) {
  poster_ = false;
  const double target = std::clamp(seconds, 0.0, duration());
  set_position(target);
  ended_ = target >= duration();
  want(target, hurry);
  if (playing_) {
    start_clock();
    start_sound();
  }
}

void ClipPlayer::step(int frames) {
  if (!info_)
    return;
  if (playing_)
    pause();
  if (!info_->has_video) {
    seek(position_ + frames * 0.1);
    return;
  }
  ended_ = poster_ = false;
  steps_ += frames;
  ask();
}

void ClipPlayer::setSpeed(double speed) {
  if (speed == speed_)
    return;
  if (playing_)
    position_ = clock();
  speed_ = speed;
  if (playing_) {
    start_clock();
    start_sound();
  }
}

void ClipPlayer::setVolume(double volume) {
  const bool from_silence = volume_ <= 0;
  volume_ = volume;
  if (playing_ && from_silence)
    start_sound();
  else if (sounding_)
    QMetaObject::invokeMethod(sound_, [worker = sound_, volume] { worker->setVolume(volume); });
}

// At other speeds than the clip's own there is no sound: it would be at the wrong pitch.
void ClipPlayer::start_sound() {
  stop_sound();
  if (!info_ || !info_->has_audio || speed_ != 1.0 || volume_ <= 0)
    return;
  if (!sound_thread_.isRunning())
    sound_thread_.start(); // not before it is wanted: opening the sound system takes a while
  sounding_ = true;
  QMetaObject::invokeMethod(sound_,
                            [worker = sound_, file = file_, from = position_, volume = volume_,
                             cancel = cancel_] { worker->start(file, from, volume, cancel); });
}

void ClipPlayer::stop_sound() {
  if (std::exchange(sounding_, false))
    QMetaObject::invokeMethod(sound_, [worker = sound_] { worker->stop(); });
}

void ClipPlayer::set_position(double seconds) {
  if (seconds == position_)
    return;
  position_ = seconds;
  Q_EMIT positionChanged(seconds);
}

} // namespace affect::ui
