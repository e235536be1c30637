#pragma once

#include "engine/post_session.h"

#include <QScrollArea>

class QLabel;
class QStackedWidget;

namespace affect::ui {

class ModalityRow;
class PolarityBars;
class Section;
class SemanticMapView;
class ValenceGauge;
class VerdictHeader;

/// Everything a reading says in numbers: polarity, each modality, agreement, expected words, and
/// what read it.
class ReadingPanel : public QScrollArea {
  Q_OBJECT
public:
  explicit ReadingPanel(PostSession *session, QWidget *parent = nullptr);
  QSize sizeHint() const override { return {320, 600}; }
  /// As wide as what is shown needs, for it is cut and not scrolled sideways.
  QSize minimumSizeHint() const override;

  /// Why there is nothing to show, e.g. that no model is installed; empty: the usual words.
  void setUnavailable(const QString &why);

protected:
  void changeEvent(QEvent *event) override;

private:
  QWidget *build_content();
  void build_probabilities();
  void build_modalities();
  void refresh();
  void show_page(int page);
  void show_reading(const Reading &reading, const Reading *before);
  void show_valence(const Reading &reading, const Reading *before);
  void show_faces(const Reading &reading);
  void show_agreement(const Reading &reading);
  void retranslate_titles();

  PostSession *session_;
  QStackedWidget *pages_ = nullptr;
  QLabel *empty_;
  VerdictHeader *verdict_;
  QLabel *valence_;
  ValenceGauge *gauge_;
  PolarityBars *bars_;
  ModalityRow *text_, *image_, *audio_;
  QLabel *faces_, *agreement_;
  SemanticMapView *map_;
  Section *probabilities_section_, *modalities_section_, *map_section_, *expected_section_,
      *facts_section_;
  QLabel *expected_, *facts_;
  QString unavailable_;
};

} // namespace affect::ui
