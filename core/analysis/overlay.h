#pragma once

#include "analysis/reading.h"
#include "media/image.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace affect {

enum class Colormap { cividis, viridis };

struct OverlayOptions {
  double opacity = 0.6;   ///< of the strongest cell, 0 … 1
  double threshold = 0.0; ///< cells under this share of the maximum stay clear, 0 … 1
  Colormap colormap = Colormap::viridis;
  bool smooth = true; ///< bilinear between cell centres; else hard cells
  double most = 0;    ///< value of the strongest colour; 0: the largest of the values
};

/// Colour of a value in [0, 1] on a map, RGB.
std::array<std::uint8_t, 3> colormap_at(Colormap map, double value);

/// An RGBA picture (straight alpha) of `width` × `height` that is laid over the image: `values`
/// (one a region, scaled so that their maximum is 1; all zeros stay clear) drawn on `grid`'s
/// rectangle. Size: width * height * 4 bytes.
std::vector<std::uint8_t> attention_overlay(const std::vector<float> &values,
                                            const RegionGrid &grid, int width, int height,
                                            const OverlayOptions &options);

} // namespace affect
