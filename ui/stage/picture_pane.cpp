#include "stage/picture_pane.h"

#include "attention/chip_layout.h"
#include "attention/color_bar.h"
#include "attention/overlay_controls.h"
#include "reading/report.h"
#include "stage/image_view.h"
#include "widgets/elided_label.h"

#include <QEvent>
#include <QHBoxLayout>

#include <algorithm>
#include <cmath>

namespace affect::ui {
namespace {

constexpr double same_frame = 1e-3; // seconds; frames are further apart
constexpr int gap = 8, side = 14, below_controls = 6, least_picture = 120,
              good_picture = 320; // pixels

// Whether it is the post that lacks a part. Else the model has no map: it reads words alone, or
// over time, or drew none of the parts it had, be it in translation.
bool lacks_a_part(const Reading &reading) {
  const UnimodalReading *text = reading.modality(Modality::text),
                        *image = reading.modality(Modality::image);
  if (!text || !image || !reading.time_attention.empty())
    return false;
  return text->presence == Presence::missing || image->presence == Presence::missing;
}

} // namespace

PicturePane::PicturePane(AttentionFocus *focus, QWidget *parent) : QWidget(parent), focus_(focus) {
  view_ = new ImageView;
  controls_ = new OverlayControls;
  bar_ = new ColorBar;
  caption_ = new ElidedLabel;
  value_ = new ElidedLabel;
  value_->setObjectName(QStringLiteral("muted"));

  legend_ = new QWidget;
  auto *legend = new QHBoxLayout(legend_);
  legend->setContentsMargins(0, 0, 0, 0);
  legend->setSpacing(10);
  legend->addWidget(bar_, 1);
  auto *words = new QVBoxLayout;
  words->setSpacing(0);
  words->addWidget(caption_);
  words->addWidget(value_);
  legend->addLayout(words, 2);

  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(gap);
  column->addWidget(view_, 1);
  auto *below = new QVBoxLayout;
  below->setContentsMargins(side, 0, side, below_controls);
  below->setSpacing(gap);
  below->addWidget(legend_);
  below->addWidget(controls_);
  column->addLayout(below);

  connect(focus_, &AttentionFocus::changed, this, &PicturePane::refresh);
  connect(controls_, &OverlayControls::lookChanged, this, [this] {
    refresh();
    Q_EMIT colormapChanged();
  });
  connect(controls_, &OverlayControls::attentionChanged, this, [this] {
    focus_->setLayer(controls_->layer());
    focus_->setHead(controls_->head());
  });
  connect(view_, &ImageView::regionsSelected, focus_, &AttentionFocus::setRegions);
  connect(view_, &ImageView::regionHovered, this, &PicturePane::show_value);
  refresh();
}

void PicturePane::setPicture(const QImage &picture) {
  picture_ = picture;
  moment_ = 0;
  view_->setPicture(picture);
  refresh();
}

void PicturePane::setFrame(const QImage &picture, double seconds) {
  picture_ = picture;
  moment_ = seconds;
  view_->setFrame(picture);
  refresh();
}

void PicturePane::setNotice(const QString &text, bool over_picture) {
  view_->setNotice(text, over_picture);
}

void PicturePane::refresh() {
  values_ = focus_->regionValues();
  const bool usable = focus_->onFrame() && !picture_.isNull();
  usable_ = focus_->available();
  const RegionGrid grid = usable ? focus_->reading()->grid : RegionGrid();
  view_->setGrid(grid);
  view_->setSelection(focus_->regions());
  if (usable)
    controls_->setAttention(focus_->reading()->attention->layers,
                            focus_->reading()->attention->heads);
  OverlayOptions options = controls_->options();
  options.most = most(); // the frames of a clip share one scale, so that they can be compared
  overlay_ = usable && controls_->shown() ? overlay_image(values_, grid, picture_.size(), options)
                                          : QImage();
  view_->setOverlay(overlay_);
  view_->setFaces(controls_->shown() ? faces_now() : std::vector<FaceMark>());

  // Kept in place where it has nothing to say, so that the picture does not jump from post to post.
  legend_->setEnabled(usable);
  controls_->setEnabled(usable);
  const int cells = usable ? focus_->reading()->attention->regions : 0;
  bar_->setScale(most(), cells > 0 ? 1.0 / cells : 0.0);
  bar_->setColormap(controls_->options().colormap);
  bar_->setThreshold(controls_->options().threshold);
  caption_->setFullText(caption());
  show_value(hovered_region_);
  fit_controls();
}

// Those seen in the frame on the screen, where that frame was looked at.
std::vector<FaceMark> PicturePane::faces_now() const {
  std::vector<FaceMark> marks;
  if (!focus_->reading() || picture_.isNull())
    return marks;
  for (const SeenFace &face : focus_->reading()->faces)
    for (const SeenFace::Box &box : face.boxes)
      if (std::abs(box.time - moment_) < same_frame)
        marks.push_back(
            {QRectF(box.x, box.y, box.width, box.height), face.read, expression_text(face)});
  return marks;
}

double PicturePane::most() const {
  return focus_->onFrame() ? static_cast<double>(focus_->most()) : 0.0;
}

QString PicturePane::caption() const {
  if (!focus_->reading())
    return {};
  if (!focus_->available() || picture_.isNull()) {
    return lacks_a_part(*focus_->reading())
               ? tr("No attention between words and regions: one of them is missing")
               : tr("This model has no map between words and regions");
  }
  if (!focus_->onFrame())
    return tr("The model did not read this frame; the timeline marks those it read");
  const std::vector<int> words = focus_->words();
  if (words.empty())
    return tr("Attention of all words to the regions (mean)");
  QStringList names;
  ChipLayout chips;
  chips.setPieces(chip_pieces(*focus_->reading()));
  for (int word : words)
    names << tr("“%1”").arg(chips.text_of(word));
  return tr("Attention of %1 to the regions").arg(names.join(QStringLiteral(", ")));
}

void PicturePane::show_value(int region) {
  hovered_region_ = region;
  if (region < 0 || region >= static_cast<int>(values_.size())) {
    bar_->setMarked(-1);
    const bool regions = focus_->onFrame() && !picture_.isNull();
    value_->setFullText(regions ? tr("Point at a word or drag over the picture") : QString());
    return;
  }
  const double value = static_cast<double>(values_[static_cast<std::size_t>(region)]);
  const RegionGrid &grid = focus_->reading()->grid;
  bar_->setMarked(value);
  value_->setFullText(tr("%1 in row %2, column %3")
                          .arg(QString::number(value, 'f', 4))
                          .arg(region / grid.columns + 1)
                          .arg(region % grid.columns + 1));
}

OverlayPicture PicturePane::overlayPicture() const {
  OverlayPicture parts;
  parts.picture = picture_;
  parts.overlay = overlay_;
  parts.caption = caption();
  parts.most = most();
  parts.colormap = controls_->options().colormap;
  parts.threshold = controls_->options().threshold;
  return parts;
}

QSize PicturePane::minimumSizeHint() const {
  return {QWidget::minimumSizeHint().width(), view_->minimumSizeHint().height() + gap +
                                                  legend_->minimumSizeHint().height() +
                                                  below_controls};
}

// A low pane shows the picture; how it is overlaid can be changed again where there is more room.
// Controls that do nothing now, which only keep the picture in its place, give way sooner.
void PicturePane::fit_controls() {
  const int controls = controls_->heightForWidth(width() - 2 * side);
  const int picture = usable_ ? least_picture : good_picture;
  controls_->setVisible(height() >= picture + gap + legend_->sizeHint().height() + gap + controls +
                                        below_controls);
}

void PicturePane::resizeEvent(QResizeEvent *event) {
  QWidget::resizeEvent(event);
  fit_controls();
}

void PicturePane::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange) {
    refresh();
  }
  QWidget::changeEvent(event);
}

} // namespace affect::ui
