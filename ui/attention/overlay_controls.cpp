#include "attention/overlay_controls.h"

#include "theme/icon.h"
#include "widgets/flow_layout.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

namespace affect::ui {
namespace {

constexpr int usual_opacity = 60, usual_threshold = 0;

} // namespace

OverlayControls::OverlayControls(QWidget *parent) : QWidget(parent) {
  auto *row = new FlowLayout(6, 4, this);
  row->setContentsMargins(0, 0, 0, 0);
  shown_ = new QToolButton;
  shown_->setCheckable(true);
  shown_->setChecked(true);
  shown_->setIcon(icon(QStringLiteral("overlay")));
  shown_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  smooth_ = new QToolButton;
  smooth_->setIcon(icon(QStringLiteral("smooth")));
  smooth_->setCheckable(true);
  smooth_->setChecked(true);
  opacity_ = slider(usual_opacity);
  threshold_ = slider(usual_threshold);
  colormap_ = new QComboBox;
  colormap_->addItem(QStringLiteral("viridis"), static_cast<int>(Colormap::viridis));
  colormap_->addItem(QStringLiteral("cividis"), static_cast<int>(Colormap::cividis));
  layer_ = new QComboBox;
  head_ = new QComboBox;
  row->addWidget(shown_);
  row->addWidget(labelled(opacity_label_, opacity_));
  row->addWidget(labelled(threshold_label_, threshold_));
  row->addWidget(colormap_);
  row->addWidget(smooth_);
  row->addWidget(layer_);
  row->addWidget(head_);
  connect(shown_, &QToolButton::toggled, this, &OverlayControls::lookChanged);
  connect(smooth_, &QToolButton::toggled, this, &OverlayControls::lookChanged);
  for (QSlider *each : {opacity_, threshold_})
    connect(each, &QSlider::valueChanged, this, &OverlayControls::lookChanged);
  connect(colormap_, &QComboBox::currentIndexChanged, this, &OverlayControls::lookChanged);
  for (QComboBox *each : {layer_, head_})
    connect(each, &QComboBox::currentIndexChanged, this, &OverlayControls::attentionChanged);
  setAttention(0, 0);
  retranslate();
}

QSlider *OverlayControls::slider(int value) {
  auto *slider = new QSlider(Qt::Horizontal);
  slider->setRange(0, 100);
  slider->setPageStep(10);
  slider->setValue(value);
  slider->setFixedWidth(60);
  return slider;
}

QWidget *OverlayControls::labelled(QLabel *&label, QWidget *control) {
  auto *pair = new QWidget;
  auto *row = new QHBoxLayout(pair);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  label = new QLabel;
  label->setObjectName(QStringLiteral("muted"));
  label->setBuddy(control);
  row->addWidget(label);
  row->addWidget(control);
  return pair;
}

void OverlayControls::fill(QComboBox *box, int count, const QString &mean, const QString &one) {
  const QSignalBlocker quiet(box);
  const int chosen = std::max(0, box->currentIndex());
  box->clear();
  box->addItem(mean, CrossAttention::all);
  for (int i = 0; i < count; ++i)
    box->addItem(one.arg(i + 1), i);
  box->setCurrentIndex(chosen <= count ? chosen : 0);
  box->setEnabled(count > 1);
}

void OverlayControls::setAttention(int layers, int heads) {
  if (layers == layers_ && heads == heads_ && layer_->count() > 0)
    return;
  // A post without attention between two others must not lose the choice.
  if (layers > 0) {
    layers_ = layers;
    heads_ = heads;
  }
  fill_layers_and_heads();
}

void OverlayControls::fill_layers_and_heads() {
  fill(layer_, layers_, tr("Layers: mean"), tr("Layer %1"));
  fill(head_, heads_, tr("Heads: mean"), tr("Head %1"));
}

bool OverlayControls::shown() const { return shown_->isChecked(); }

void OverlayControls::setShown(bool shown) { shown_->setChecked(shown); }

OverlayOptions OverlayControls::options() const {
  OverlayOptions options;
  options.opacity = opacity_->value() / 100.0;
  options.threshold = threshold_->value() / 100.0;
  options.colormap = static_cast<Colormap>(colormap_->currentData().toInt());
  options.smooth = smooth_->isChecked();
  return options;
}

int OverlayControls::layer() const { return layer_->currentData().toInt(); }

int OverlayControls::head() const { return head_->currentData().toInt(); }

void OverlayControls::save(QSettings &settings) const {
  settings.setValue(QStringLiteral("overlay/shown"), shown_->isChecked());
  settings.setValue(QStringLiteral("overlay/smooth"), smooth_->isChecked());
  settings.setValue(QStringLiteral("overlay/opacity"), opacity_->value());
  settings.setValue(QStringLiteral("overlay/threshold"), threshold_->value());
  settings.setValue(QStringLiteral("overlay/colormap"), colormap_->currentText());
}

void OverlayControls::restore(const QSettings &settings) {
  shown_->setChecked(settings.value(QStringLiteral("overlay/shown"), true).toBool());
  smooth_->setChecked(settings.value(QStringLiteral("overlay/smooth"), true).toBool());
  opacity_->setValue(settings.value(QStringLiteral("overlay/opacity"), usual_opacity).toInt());
  threshold_->setValue(
      settings.value(QStringLiteral("overlay/threshold"), usual_threshold).toInt());
  const int colormap =
      colormap_->findText(settings.value(QStringLiteral("overlay/colormap")).toString());
  colormap_->setCurrentIndex(std::max(0, colormap));
}

void OverlayControls::reset() {
  shown_->setChecked(true);
  smooth_->setChecked(true);
  opacity_->setValue(usual_opacity);
  threshold_->setValue(usual_threshold);
  colormap_->setCurrentIndex(0);
  layer_->setCurrentIndex(0);
  head_->setCurrentIndex(0);
}

void OverlayControls::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QWidget::changeEvent(event);
}

void OverlayControls::retranslate() {
  const auto name = [](QWidget *widget, QLabel *label, const QString &text, const QString &tip) {
    if (label)
      label->setText(text);
    widget->setAccessibleName(text);
    widget->setToolTip(tip);
  };
  shown_->setText(tr("Overlay"));
  name(shown_, nullptr, tr("Overlay"), tr("Show or hide attention over the picture"));
  smooth_->setText(tr("Smooth"));
  name(smooth_, nullptr, tr("Smooth"), tr("Blend between regions, or show them as they are"));
  name(opacity_, opacity_label_, tr("Opacity"), tr("How strongly the overlay covers the picture"));
  name(threshold_, threshold_label_, tr("Threshold"),
       tr("Regions below this share of the maximum stay clear"));
  name(colormap_, nullptr, tr("Colours"),
       tr("Colour map; cividis looks the same to colour-blind eyes"));
  name(layer_, nullptr, tr("Layer"), tr("Attention layer of the model, or the mean of all"));
  name(head_, nullptr, tr("Head"), tr("Attention head, or the mean of all"));
  fill_layers_and_heads();
}

} // namespace affect::ui
