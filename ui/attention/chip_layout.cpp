#include "attention/chip_layout.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace affect::ui {
namespace {

constexpr int word_gap = 6;  // where the text has a space
constexpr int tight_gap = 2; // between Chinese words, before punctuation
constexpr int vertical_padding = 3;
constexpr qsizetype longest_gap = 4000; // of a text beyond what the encoder reads

// UTF-8 continuation bytes: an offset there would cut a character apart.
std::size_t to_boundary(const std::string &text, std::size_t offset) {
  offset = std::min(offset, text.size());
  while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0) == 0x80)
    ++offset;
  return offset;
}

QString slice(const std::string &text, std::size_t begin, std::size_t end) {
  return QString::fromUtf8(text.data() + begin, static_cast<qsizetype>(end - begin));
}

// Text without chips, cut where a row may end: at spaces, and inside runs that have none (Chinese,
// addresses).
void add_plain(std::vector<ChipPiece> &pieces, const QString &plain, bool &space,
               bool &line_break) {
  constexpr qsizetype longest = 24, part = 6;
  for (const QString &run : plain.split(u' ', Qt::SkipEmptyParts)) {
    for (qsizetype at = 0; at < run.size();) {
      qsizetype length = run.size() <= longest ? run.size() : std::min(part, run.size() - at);
      if (at + length < run.size() && run[at + length].isLowSurrogate())
        ++length;
      pieces.push_back({run.mid(at, length), -1, space, line_break});
      space = line_break = false;
      at += length;
    }
    space = true;
  }
}

// What lies between two words: nothing but space mostly; anything else is shown as plain text.
void add_gap(std::vector<ChipPiece> &pieces, QString gap, bool &space, bool &line_break) {
  if (gap.size() > longest_gap)
    gap = gap.left(longest_gap) + QChar(u'\u2026');
  bool first_line = true;
  for (const QString &line : gap.split(u'\n')) {
    line_break = line_break || !first_line;
    first_line = false;
    space = space || (!line.isEmpty() && line.front().isSpace());
    const QString plain = line.simplified();
    if (plain.isEmpty())
      continue;
    add_plain(pieces, plain, space, line_break);
    space = line.back().isSpace();
  }
}

} // namespace

std::vector<ChipPiece> chip_pieces(const Reading &reading) {
  std::vector<ChipPiece> pieces;
  std::size_t at = 0;
  bool space = false, line_break = false;
  for (std::size_t i = 0; i < reading.words.size(); ++i) {
    const std::size_t begin = std::max(at, to_boundary(reading.text, reading.words[i].begin));
    const std::size_t end = std::max(begin, to_boundary(reading.text, reading.words[i].end));
    add_gap(pieces, slice(reading.text, at, begin), space, line_break);
    // An empty span keeps its place, so that chip and word numbers never part.
    QString text = slice(reading.text, begin, end).simplified();
    pieces.push_back(
        {text.isEmpty() ? QStringLiteral("\u00b7") : text, static_cast<int>(i), space, line_break});
    space = line_break = false;
    at = end;
  }
  add_gap(pieces, slice(reading.text, at, reading.text.size()), space, line_break);
  return pieces;
}

std::vector<ChipPiece> plain_pieces(const QString &text) {
  std::vector<ChipPiece> pieces;
  bool space = false, line_break = false;
  add_gap(pieces, text, space, line_break);
  return pieces;
}

void ChipLayout::setPieces(std::vector<ChipPiece> pieces) {
  pieces_ = std::move(pieces);
  rects_.assign(pieces_.size(), QRect());
  words_ = static_cast<int>(
      std::count_if(pieces_.begin(), pieces_.end(), [](const auto &p) { return p.word >= 0; }));
}

int ChipLayout::arrange(int width, const QFontMetrics &metrics) {
  const int height = metrics.height() + 2 * vertical_padding;
  int x = 0, y = 0;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const ChipPiece &piece = pieces_[i];
    const int wanted = metrics.horizontalAdvance(piece.text) + (piece.word >= 0 ? 2 * padding : 4);
    const int piece_width = std::min(wanted, std::max(width, 1));
    const int gap = x == 0 ? 0 : (piece.space_before ? word_gap : tight_gap);
    if (x > 0 && (piece.break_before || x + gap + piece_width > width)) {
      x = 0;
      y += height + row_gap;
    } else {
      x += gap;
    }
    rects_[i] = QRect(x, y, piece_width, height);
    x += piece_width;
  }
  return pieces_.empty() ? 0 : y + height;
}

std::size_t ChipLayout::piece_of(int word) const {
  const auto found = std::find_if(pieces_.begin(), pieces_.end(),
                                  [word](const auto &p) { return p.word == word; });
  return word < 0 ? pieces_.size() : static_cast<std::size_t>(found - pieces_.begin());
}

int ChipLayout::word_at(const QPoint &point) const {
  for (std::size_t i = 0; i < pieces_.size(); ++i)
    if (pieces_[i].word >= 0 &&
        rects_[i].adjusted(-1, -row_gap / 2, 1, row_gap / 2).contains(point))
      return pieces_[i].word;
  return -1;
}

QRect ChipLayout::rect_of(int word) const {
  const std::size_t piece = piece_of(word);
  return piece < pieces_.size() ? rects_[piece] : QRect();
}

QString ChipLayout::text_of(int word) const {
  const std::size_t piece = piece_of(word);
  return piece < pieces_.size() ? pieces_[piece].text : QString();
}

int ChipLayout::neighbour(int word, int rows) const {
  const QRect from = rect_of(word);
  if (from.isNull())
    return word;
  // The closest row in that direction which holds a word, then the closest word in it.
  int best = word, best_row = std::numeric_limits<int>::max(), best_distance = best_row;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const int row = (rects_[i].y() - from.y()) * rows;
    const int distance = std::abs(rects_[i].center().x() - from.center().x());
    if (pieces_[i].word < 0 || row <= 0 || row > best_row ||
        (row == best_row && distance >= best_distance))
      continue;
    best = pieces_[i].word;
    best_row = row;
    best_distance = distance;
  }
  return best;
}

} // namespace affect::ui
