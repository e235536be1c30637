#include "clip/timeline_lanes.h"

#include <algorithm>
#include <cmath>

namespace affect::ui {
namespace {

constexpr int gap = 3, gutter = 10;

// Heights in lines of text, in the order of Lane; a lane without content is one line that says so.
struct Heights {
  double ruler = 1.15, pictures = 2.5, sound = 1.5, words = 1.4, curve = 2.5, one_of_many = 2.1;
};

std::vector<int> heights(int line, const TimelineContent &content) {
  const Heights full;
  const double thin = 1.2;
  std::vector<double> lines{full.ruler, content.has_picture ? full.pictures : thin,
                            content.has_sound ? full.sound : thin,
                            has_timed_cues(content.transcript) ? full.words : thin};
  for (const TimelineCurve &curve : content.curves)
    lines.push_back(curve.values.empty()        ? thin
                    : content.curves.size() > 1 ? full.one_of_many
                                                : full.curve);
  if (content.curves.empty())
    lines.push_back(thin);
  std::vector<int> pixels;
  for (double each : lines)
    pixels.push_back(static_cast<int>(std::lround(each * line)));
  return pixels;
}

} // namespace

bool has_timed_cues(const Transcript &transcript) {
  return std::any_of(transcript.cues.begin(), transcript.cues.end(),
                     [](const Cue &cue) { return cue.timed(); });
}

int TimelineLayout::height_for(int line_height, const TimelineContent &content) {
  int sum = 0;
  for (int height : heights(line_height, content))
    sum += height + gap;
  return sum + gap;
}

void TimelineLayout::arrange(const QSize &size, int line_height, const TimelineContent &content,
                             double view_begin, double view_end) {
  left_ = gutter;
  right_ = std::max(size.width() - gutter, left_ + 1);
  begin_ = view_begin;
  end_ = std::max(view_end, view_begin + 1e-3);
  int y = gap;
  lanes_.clear();
  for (int height : heights(line_height, content)) {
    lanes_.emplace_back(left_, y, right_ - left_, height);
    y += height + gap;
  }
}

QRect TimelineLayout::lane(Lane which) const { return lanes_[static_cast<std::size_t>(which)]; }

QRect TimelineLayout::curve(std::size_t which) const {
  return fixed_lanes + which < lanes_.size() ? lanes_[fixed_lanes + which] : QRect();
}

int TimelineLayout::bottom() const { return lanes_.back().bottom(); }

double TimelineLayout::x_of(double seconds) const {
  return left_ + (seconds - begin_) / (end_ - begin_) * (right_ - left_);
}

double TimelineLayout::seconds_at(double x) const {
  return std::clamp(begin_ + (x - left_) / (right_ - left_) * (end_ - begin_), begin_, end_);
}

double TimelineLayout::tick(int pixels) const {
  static constexpr double steps[] = {0.1, 0.2, 0.5, 1,   2,   5,    10,   15,  30,
                                     60,  120, 300, 600, 900, 1800, 3600, 7200};
  const double least = pixels * (end_ - begin_) / (right_ - left_);
  for (double step : steps)
    if (step >= least)
      return step;
  return std::ceil(least / 7200) * 7200;
}

QString clock_text(double seconds, int decimals) {
  const double unit = std::pow(10.0, decimals);
  const double rounded = std::max(0.0, std::floor(seconds * unit + 0.5)) / unit;
  const auto whole = static_cast<qint64>(rounded);
  const qint64 hours = whole / 3600, minutes = whole / 60 % 60, rest = whole % 60;
  QString text = hours > 0
                     ? QStringLiteral("%1:%2:%3")
                           .arg(hours)
                           .arg(minutes, 2, 10, QLatin1Char('0'))
                           .arg(rest, 2, 10, QLatin1Char('0'))
                     : QStringLiteral("%1:%2").arg(minutes).arg(rest, 2, 10, QLatin1Char('0'));
  if (decimals > 0)
    text += QString::number(rounded - static_cast<double>(whole), 'f', decimals).mid(1);
  return text;
}

} // namespace affect::ui
