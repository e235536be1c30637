#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace affect::ui {

class ClipPlayer;

/// Play, step, go from analysed frame to analysed frame, speed, volume, and the time.
class ClipControls : public QWidget {
  Q_OBJECT
public:
  explicit ClipControls(ClipPlayer *player, QWidget *parent = nullptr);

  /// Whether there are analysed frames to go to.
  void setFrames(bool any);
  double volume() const; ///< 0 … 1
  void setVolume(double volume);
  QSize minimumSizeHint() const override; ///< that of the buttons that stay where it is narrow

Q_SIGNALS:
  void frameRequested(int direction);
  void volumeChanged(double volume);

protected:
  void resizeEvent(QResizeEvent *event) override;
  void changeEvent(QEvent *event) override;

private:
  QToolButton *button(const QString &icon_name);
  void refresh();
  void refresh_time();
  void retranslate();

  ClipPlayer *player_;
  QToolButton *play_, *back_, *forward_, *frame_before_, *frame_after_, *mute_;
  QComboBox *speed_;
  QSlider *volume_;
  QLabel *time_;
  bool no_device_ = false;
};

} // namespace affect::ui
