#pragma once

#include "analysis/overlay.h"
#include "attention/chip_layout.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace affect::ui {

/// The text as word chips. Hovering, clicking and the arrow keys point at words; a tint shows what
/// regions look at, a line under a word what it adds by itself, in the colour of its polarity.
class WordChips : public QWidget {
  Q_OBJECT
public:
  explicit WordChips(QWidget *parent = nullptr);

  void setReading(const Reading &reading); ///< chips
  void setPlainText(const QString &text);  ///< not read yet: the same words without chips
  /// One value a word, scaled so that the largest is full; empty: no tint.
  void setTint(const std::vector<float> &values, Colormap colormap);
  void setPinned(const std::vector<int> &words);
  void setHighlighted(int word); ///< pointed at from elsewhere; -1: none
  void setInteractive(bool interactive);

  const ChipLayout &chips() const { return layout_; }
  QColor fill_of(int word) const; ///< as it is painted
  /// Of the line under a word; invisible where the word adds next to nothing by itself or the model
  /// does not say.
  QColor underline_of(int word) const;
  int currentWord() const { return current_; }

  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

Q_SIGNALS:
  void wordHovered(int word); ///< -1: none
  void wordClicked(int word, bool add);
  void cleared();
  /// The current word moved; the scroll area around keeps it in sight.
  void currentMoved(const QRect &rect);

protected:
  void paintEvent(QPaintEvent *event) override;
  void resizeEvent(QResizeEvent *event) override;
  void mouseMoveEvent(QMouseEvent *event) override;
  void mousePressEvent(QMouseEvent *event) override;
  void leaveEvent(QEvent *event) override;
  void keyPressEvent(QKeyEvent *event) override;
  void focusInEvent(QFocusEvent *event) override;
  void focusOutEvent(QFocusEvent *event) override;
  void changeEvent(QEvent *event) override;
  bool event(QEvent *event) override;

private:
  void set_pieces(std::vector<ChipPiece> pieces);
  void relayout();
  void set_hovered(int word);
  void move_to(int word);
  void paint_chip(QPainter &painter, const ChipPiece &piece, const QRect &rect) const;
  void describe();
  QString tip_of(int word) const;

  ChipLayout layout_;
  std::vector<float> tint_;
  std::vector<std::string> tokens_;             ///< a word's sub-tokens, for its tooltip
  std::vector<std::optional<float>> by_itself_; ///< WordSpan::by_itself
  std::vector<int> pinned_;
  Colormap colormap_ = Colormap::viridis;
  int hovered_ = -1, current_ = -1, highlighted_ = -1;
  bool interactive_ = true;
};

} // namespace affect::ui
