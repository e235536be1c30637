#pragma once

#include "analysis/overlay.h"
#include "analysis/reading.h"

#include <QSettings>
#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace affect::ui {

/// Overlay on or off, opacity, threshold, colours, layer and head.
class OverlayControls : public QWidget {
  Q_OBJECT
public:
  explicit OverlayControls(QWidget *parent = nullptr);

  /// Layers and heads there are to choose from; 0: nothing to choose.
  void setAttention(int layers, int heads);
  bool shown() const;
  void setShown(bool shown);
  OverlayOptions options() const;
  int layer() const; ///< CrossAttention::all: mean
  int head() const;

  void save(QSettings &settings) const;
  void restore(const QSettings &settings);
  void reset();

Q_SIGNALS:
  void lookChanged();      ///< shown(), options()
  void attentionChanged(); ///< layer(), head()

protected:
  void changeEvent(QEvent *event) override;

private:
  QWidget *labelled(QLabel *&label, QWidget *control);
  QSlider *slider(int value);
  void fill(QComboBox *box, int count, const QString &mean, const QString &one);
  void fill_layers_and_heads();
  void retranslate();

  QToolButton *shown_;
  QSlider *opacity_, *threshold_;
  QComboBox *colormap_, *layer_, *head_;
  QToolButton *smooth_;
  QLabel *opacity_label_ = nullptr, *threshold_label_ = nullptr;
  int layers_ = 0, heads_ = 0;
};

} // namespace affect::ui
