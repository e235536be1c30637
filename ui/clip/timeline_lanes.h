#pragma once

#include "media/audio_reader.h"
#include "media/transcript.h"

#include <QColor>
#include <QImage>
#include <QRect>
#include <QString>
#include <QStringList>

#include <vector>

namespace affect::ui {

/// One curve over the analysed frames or steps.
struct TimelineCurve {
  QString name;       ///< what the values are, for legend and tooltip
  QString absent;     ///< why there are no values, where the lane is to say so
  QStringList labels; ///< what each value belongs to, for the tooltip; empty: nothing to say
  QColor colour;
  std::vector<double> times; ///< seconds
  std::vector<float> values; ///< one a time, 0 or more
};

/// What the timeline draws; filled in as the loaders get on.
struct TimelineContent {
  double duration = 0; ///< seconds
  bool has_picture = false, has_sound = false;
  std::vector<QImage> strip; ///< pictures of even slices; null: not there yet
  std::vector<Peak> peaks;   ///< of even slices; high < low: not there yet
  Transcript transcript;
  std::vector<double> analysed;      ///< moments of the analysed frames
  std::vector<TimelineCurve> curves; ///< a lane each; none: one lane that says so
};

enum class Lane { ruler, pictures, sound, words };

/// Where the timeline's lanes lie, and which second stands where. Geometry only, no painting.
class TimelineLayout {
public:
  /// `view` is the part of the clip that is shown, in seconds.
  void arrange(const QSize &size, int line_height, const TimelineContent &content,
               double view_begin, double view_end);

  QRect lane(Lane which) const;
  QRect curve(std::size_t which) const;
  int curves() const { return static_cast<int>(lanes_.size()) - fixed_lanes; }
  int bottom() const; ///< of the last lane
  int left() const { return left_; }
  int right() const { return right_; }
  double x_of(double seconds) const;
  double seconds_at(double x) const; ///< within the view
  double view_begin() const { return begin_; }
  double view_end() const { return end_; }

  static int height_for(int line_height, const TimelineContent &content);
  /// Distance of the ruler's marks in seconds so that they are at least `pixels` apart.
  double tick(int pixels) const;

private:
  static constexpr int fixed_lanes = 4;
  std::vector<QRect> lanes_ = std::vector<QRect>(fixed_lanes + 1);
  int left_ = 0, right_ = 1;
  double begin_ = 0, end_ = 1;
};

/// Whether anything of it can be placed in time.
bool has_timed_cues(const Transcript &transcript);

/// "0:07", "1:02:03"; with tenths or hundredths where asked for.
QString clock_text(double seconds, int decimals = 0);

} // namespace affect::ui
