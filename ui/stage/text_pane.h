#pragma once

#include "analysis/overlay.h"
#include "attention/attention_focus.h"

#include <QWidget>

class QLabel;
class QScrollArea;

namespace affect::ui {

class ElidedLabel;
class WordChips;
enum class TextState { loading, present, missing, hidden };

/// The text as word chips, with a line that says what they show.
class TextPane : public QWidget {
  Q_OBJECT
public:
  explicit TextPane(AttentionFocus *focus, QWidget *parent = nullptr);

  /// A text that is not read yet.
  void setPlainText(const QString &text);
  void setReading(const ReadingPtr &reading, TextState state);
  void setColormap(Colormap colormap);
  WordChips *chips() const { return chips_; }
  QSize sizeHint() const override { return {360, 124}; }

protected:
  void changeEvent(QEvent *event) override;

private:
  void refresh();
  QString hint() const;

  AttentionFocus *focus_;
  QLabel *title_;
  ElidedLabel *hint_;
  QScrollArea *scroll_;
  WordChips *chips_;
  ReadingPtr reading_;
  TextState state_ = TextState::loading;
  Colormap colormap_ = Colormap::viridis;
};

} // namespace affect::ui
