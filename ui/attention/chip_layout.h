#pragma once

#include "analysis/reading.h"

#include <QFontMetrics>
#include <QRect>
#include <QString>

#include <vector>

namespace affect::ui {

/// A piece of the text in reading order: a word, or what stands between words.
struct ChipPiece {
  QString text;
  int word = -1; ///< index into Reading::words; -1: plain text without a chip
  bool space_before = false;
  bool break_before = false; ///< the text starts a new line here
};

/// Cuts a reading's text into words and what lies between them. Offsets are bytes of UTF-8; ones
/// that would cut a character apart, run backwards or past the end are brought into order.
std::vector<ChipPiece> chip_pieces(const Reading &reading);
/// A text that has not been read yet: plain pieces.
std::vector<ChipPiece> plain_pieces(const QString &text);

/// Where the pieces stand: rows as wide as the widget, words never split. Geometry only, no
/// painting.
class ChipLayout {
public:
  void setPieces(std::vector<ChipPiece> pieces);
  /// Places everything; returns the height.
  int arrange(int width, const QFontMetrics &metrics);

  const std::vector<ChipPiece> &pieces() const { return pieces_; }
  const QRect &rect(std::size_t piece) const { return rects_[piece]; }
  int words() const { return words_; }

  int word_at(const QPoint &point) const; ///< -1: none
  QRect rect_of(int word) const;          ///< null: there is no such word
  /// The word nearest below (`rows` = 1) or above (-1) the given one; itself where there is none.
  int neighbour(int word, int rows) const;
  QString text_of(int word) const;

  static constexpr int padding = 7;
  static constexpr int row_gap = 6;

private:
  std::size_t piece_of(int word) const;

  std::vector<ChipPiece> pieces_;
  std::vector<QRect> rects_;
  int words_ = 0;
};

} // namespace affect::ui
