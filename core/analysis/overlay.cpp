#include "analysis/overlay.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace affect {
namespace {

using Table = std::array<std::array<std::uint8_t, 3>, 256>;

Table make_table(int opencv_map) {
  cv::Mat levels(1, 256, CV_8U), colors;
  for (int i = 0; i < 256; ++i)
    levels.at<std::uint8_t>(0, i) = static_cast<std::uint8_t>(i);
  cv::applyColorMap(levels, colors, opencv_map);
  Table table;
  for (int i = 0; i < 256; ++i) {
    const cv::Vec3b bgr = colors.at<cv::Vec3b>(0, i);
    table[static_cast<std::size_t>(i)] = {bgr[2], bgr[1], bgr[0]};
  }
  return table;
}

const Table &table_of(Colormap map) {
  static const Table viridis = make_table(cv::COLORMAP_VIRIDIS);
  static const Table cividis = make_table(cv::COLORMAP_CIVIDIS);
  return map == Colormap::cividis ? cividis : viridis;
}

double clamped(double value) { return std::isnan(value) ? 0.0 : std::clamp(value, 0.0, 1.0); }

// The cells a pixel lies between along one axis; `second` has the share `weight`. `first` < 0:
// outside the grid.
struct Between {
  int first = -1;
  int second = 0;
  float weight = 0;
};

std::vector<Between> along_axis(int pixels, int cells, double from, double to, bool smooth) {
  std::vector<Between> result(static_cast<std::size_t>(pixels));
  for (int i = 0; i < pixels; ++i) {
    const double share = ((i + 0.5) / pixels - from) / (to - from);
    if (!(share >= 0.0 && share < 1.0))
      continue;
    Between &between = result[static_cast<std::size_t>(i)];
    if (!smooth) {
      between.first = between.second = std::min(static_cast<int>(share * cells), cells - 1);
      continue;
    }
    const double position = std::clamp(share * cells - 0.5, 0.0, static_cast<double>(cells - 1));
    between.first = static_cast<int>(position);
    between.second = std::min(between.first + 1, cells - 1);
    between.weight = static_cast<float>(position - between.first);
  }
  return result;
}

// Values with `top`, or where that is 0 their maximum, brought to 1; what is no number or negative
// counts as 0. Empty where nothing is left.
std::vector<float> scaled_to_one(const std::vector<float> &values, double top) {
  std::vector<float> scaled(values);
  float most = 0;
  for (float &value : scaled) {
    value = std::isfinite(value) ? std::max(value, 0.0f) : 0.0f;
    most = std::max(most, value);
  }
  if (most <= 0)
    return {};
  const float full = top > 0 ? static_cast<float>(top) : most;
  for (float &value : scaled)
    value = std::min(value / full, 1.0f);
  return scaled;
}

// RGBA of 256 levels; the opacity grows with the value, so that weak attention does not hide the
// picture.
std::array<std::array<std::uint8_t, 4>, 256> shades(const OverlayOptions &options) {
  std::array<std::array<std::uint8_t, 4>, 256> result;
  for (std::size_t i = 0; i < 256; ++i) {
    const auto &rgb = table_of(options.colormap)[i];
    const double alpha = clamped(options.opacity) * static_cast<double>(i);
    result[i] = {rgb[0], rgb[1], rgb[2], static_cast<std::uint8_t>(std::lround(alpha))};
  }
  return result;
}

} // namespace

std::array<std::uint8_t, 3> colormap_at(Colormap map, double value) {
  return table_of(map)[static_cast<std::size_t>(std::lround(clamped(value) * 255))];
}

std::vector<std::uint8_t> attention_overlay(const std::vector<float> &values,
                                            const RegionGrid &grid, int width, int height,
                                            const OverlayOptions &options) {
  if (width <= 0 || height <= 0)
    return {};
  std::vector<std::uint8_t> overlay(
      static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4, 0);
  const bool fits =
      grid.rows > 0 && grid.columns > 0 && grid.right > grid.left && grid.bottom > grid.top &&
      values.size() == static_cast<std::size_t>(grid.rows) * static_cast<std::size_t>(grid.columns);
  const std::vector<float> cells =
      fits ? scaled_to_one(values, options.most) : std::vector<float>();
  if (cells.empty())
    return overlay;

  const auto columns = along_axis(width, grid.columns, grid.left, grid.right, options.smooth);
  const auto rows = along_axis(height, grid.rows, grid.top, grid.bottom, options.smooth);
  const auto shade_of = shades(options);
  const auto threshold = static_cast<float>(clamped(options.threshold));
  std::vector<float> line(
      static_cast<std::size_t>(grid.columns)); // one row of cells at this height
  for (int y = 0; y < height; ++y) {
    const Between &row = rows[static_cast<std::size_t>(y)];
    if (row.first < 0)
      continue;
    const float *above = cells.data() + static_cast<std::ptrdiff_t>(row.first) * grid.columns;
    const float *below = cells.data() + static_cast<std::ptrdiff_t>(row.second) * grid.columns;
    for (std::size_t c = 0; c < line.size(); ++c)
      line[c] = above[c] + row.weight * (below[c] - above[c]);
    std::uint8_t *target =
        overlay.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * 4;
    for (int x = 0; x < width; ++x, target += 4) {
      const Between &column = columns[static_cast<std::size_t>(x)];
      if (column.first < 0)
        continue;
      const float left = line[static_cast<std::size_t>(column.first)];
      const float value =
          left + column.weight * (line[static_cast<std::size_t>(column.second)] - left);
      if (value < threshold)
        continue;
      const auto &shade = shade_of[static_cast<std::size_t>(value * 255.0f + 0.5f)];
      std::copy(shade.begin(), shade.end(), target);
    }
  }
  return overlay;
}

} // namespace affect
