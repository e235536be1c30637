#pragma once

#include "base/cancel.h"
#include "media/clip_info.h"

#include <QElapsedTimer>
#include <QImage>
#include <QObject>
#include <QThread>
#include <QTimer>

#include <filesystem>
#include <optional>

namespace affect::ui {

class FrameWorker;
class SoundWorker;

/// Plays one clip: frames come by signal, sound goes to the speakers. Decoding happens in threads
/// of its own and is latest-wins, so that dragging the playhead never queues up and the window
/// never waits.
class ClipPlayer : public QObject {
  Q_OBJECT
public:
  explicit ClipPlayer(QObject *parent = nullptr);
  ~ClipPlayer() override;

  void open(const std::filesystem::path &file);
  void close();
  void play();
  void pause();
  void toggle() { playing_ ? pause() : play(); }
  /// In a `hurry` (the playhead is being dragged) a frame near by will do; ask once more without it
  /// in the end.
  void seek(double seconds, bool hurry = false);
  /// Shows a frame that stands for the clip; play() still begins at the beginning.
  void showPoster(double seconds);
  void step(int frames); ///< pauses; -1: the frame before
  void setSpeed(double speed);
  void setVolume(double volume); ///< 0 … 1

  bool isOpen() const { return info_.has_value(); }
  bool isUntouched() const { return poster_; } ///< neither played nor moved since it was opened
  bool isPlaying() const { return playing_; }
  double position() const { return position_; } ///< seconds
  double duration() const { return info_ ? info_->duration : 0; }
  double speed() const { return speed_; }
  const std::optional<ClipInfo> &info() const { return info_; }

Q_SIGNALS:
  void opened(const affect::ClipInfo &info);
  void frameShown(const QImage &picture, double seconds);
  void positionChanged(double seconds);
  void playingChanged(bool playing);
  void soundMissing(); ///< there is no device to play sound on
  void failed(const affect::Error &error);

private:
  void connect_frames();
  void on_opened(quint64 clip, const ClipInfo &info);
  void on_shown(quint64 clip, const QImage &picture, double seconds);
  void answered();
  void want(double seconds, bool hurry = false);
  void ask();
  void tick();
  double clock() const;
  void start_clock();
  void start_sound();
  void stop_sound();
  void set_position(double seconds);

  QThread frame_thread_, sound_thread_;
  FrameWorker *frames_;
  SoundWorker *sound_;
  QTimer ticks_;
  QElapsedTimer elapsed_;
  CancelToken cancel_;
  std::filesystem::path file_;
  std::optional<ClipInfo> info_;
  quint64 clip_ = 0; // answers for an earlier clip are dropped
  bool busy_ = false;
  std::optional<double> wanted_;
  bool hurry_ = false, rough_ = false; // of what is wanted, and of what was asked for
  int steps_ = 0;
  bool playing_ = false, sounding_ = false;
  bool ended_ = false; // played to its end; the last frame may begin a good while before it
  bool poster_ = true; // nobody has gone anywhere yet
  double position_ = 0, start_ = 0, speed_ = 1, volume_ = 0.8;
};

} // namespace affect::ui
