#pragma once

#include "attention/attention_focus.h"
#include "engine/post_session.h"
#include "media/clip_info.h"
#include "media/transcript.h"

#include <QImage>
#include <QSettings>
#include <QWidget>

#include <filesystem>

namespace affect::ui {

class ClipControls;
class ClipPlayer;
class LaneLoader;
class Timeline;

/// The clip on the Stage: player and timeline. It gives the focus the analysed frame that is on the
/// screen and goes to the frame a pinned word attends to most.
class ClipPane : public QWidget {
  Q_OBJECT
public:
  explicit ClipPane(AttentionFocus *focus, QWidget *parent = nullptr);

  void open(const std::filesystem::path &file);
  void close();
  void setTranscript(const Transcript &transcript);
  /// The what-if that is tried out; set it before the focus gets its reading.
  void setTried(const WhatIf &tried) { tried_ = tried; }

  ClipPlayer *player() const { return player_; }
  Timeline *timeline() const { return timeline_; }
  ClipControls *controls() const { return controls_; }
  /// Goes to the analysed frame before (-1) or after (1) the playhead.
  void goToFrame(int direction);
  /// Whether the frame on the screen was read; always so where nothing has been read yet.
  bool onAnalysedFrame() const;

  void save(QSettings &settings) const;
  void restore(const QSettings &settings);

Q_SIGNALS:
  void frameShown(const QImage &picture, double seconds);
  void failed(const affect::Error &error);

protected:
  void changeEvent(QEvent *event) override;

private:
  void on_opened(const ClipInfo &info);
  void on_frame(const QImage &picture, double seconds);
  void on_focus();
  void seek(double seconds, bool settled);
  void refresh_focus();
  void show_poster();

  AttentionFocus *focus_;
  ClipPlayer *player_;
  LaneLoader *loader_;
  ClipControls *controls_;
  Timeline *timeline_;
  std::filesystem::path file_;
  Transcript transcript_;
  WhatIf tried_;
  ReadingPtr reading_;
  std::vector<int> pinned_;
  double shown_ = -1; ///< moment of the frame on the screen; -1: none yet
  bool playing_before_drag_ = false, dragging_ = false;
};

} // namespace affect::ui
