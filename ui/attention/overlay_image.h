#pragma once

#include "analysis/overlay.h"

#include <QImage>

namespace affect::ui {

/// The overlay as a picture to be drawn over one of the given size. It is made at most 512 pixels
/// long and scaled when painted, so that it follows the pointer within a frame. Null where there is
/// nothing to show.
QImage overlay_image(const std::vector<float> &values, const RegionGrid &grid, const QSize &picture,
                     const OverlayOptions &options);

/// What is exported: picture, overlay and a legend below them, on white.
struct OverlayPicture {
  QImage picture, overlay;
  QString caption; ///< what the colours mean
  double most = 0; ///< value at the top of the scale
  Colormap colormap = Colormap::viridis;
  double threshold = 0;
};
QImage composed(const OverlayPicture &parts);

} // namespace affect::ui
