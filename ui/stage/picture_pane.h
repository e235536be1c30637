#pragma once

#include "attention/attention_focus.h"
#include "attention/overlay_image.h"
#include "stage/image_view.h"

#include <QWidget>

namespace affect::ui {

class ColorBar;
class ElidedLabel;
class ImageView;
class OverlayControls;

/// The picture with its overlay, the legend and the controls.
class PicturePane : public QWidget {
  Q_OBJECT
public:
  explicit PicturePane(AttentionFocus *focus, QWidget *parent = nullptr);

  void setPicture(const QImage &picture);
  /// The next frame of the clip that is shown, and its moment in seconds.
  void setFrame(const QImage &picture, double seconds);
  /// Said in place of the picture, or over it where it is hidden.
  void setNotice(const QString &text, bool over_picture = false);

  /// What the overlay shows, or why there is none.
  QString caption() const;
  ImageView *view() const { return view_; }
  OverlayControls *controls() const { return controls_; }
  /// What the overlay shows now, for copying and export. Its picture is null where there is none.
  OverlayPicture overlayPicture() const;
  const QImage &overlay() const { return overlay_; }

  /// That of the picture and its legend: the controls go where there is no room for them.
  QSize minimumSizeHint() const override;
  /// The controls wrap, but the pane's height is not theirs to say: below a clip's timeline has the
  /// first claim.
  bool hasHeightForWidth() const override { return false; }

Q_SIGNALS:
  void colormapChanged();

protected:
  void resizeEvent(QResizeEvent *event) override;
  void changeEvent(QEvent *event) override;

private:
  void fit_controls();
  void refresh();
  std::vector<FaceMark> faces_now() const;
  double most() const;
  void show_value(int region);

  AttentionFocus *focus_;
  ImageView *view_;
  OverlayControls *controls_;
  QWidget *legend_;
  ColorBar *bar_;
  ElidedLabel *caption_;
  ElidedLabel *value_;
  QImage picture_, overlay_;
  std::vector<float> values_;
  int hovered_region_ = -1;
  bool usable_ = false; ///< there is something to lay over the picture
  double moment_ = 0;   ///< of the frame on the screen, seconds; 0 of a picture
};

} // namespace affect::ui
