#include "analysis/overlay.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace affect;

namespace {

struct Pixel {
  int red, green, blue, alpha;
};

Pixel at(const std::vector<std::uint8_t> &overlay, int width, int x, int y) {
  const std::size_t i = (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                         static_cast<std::size_t>(x)) *
                        4;
  return {overlay[i], overlay[i + 1], overlay[i + 2], overlay[i + 3]};
}

bool all_clear(const std::vector<std::uint8_t> &overlay) {
  for (std::size_t i = 3; i < overlay.size(); i += 4)
    if (overlay[i] != 0)
      return false;
  return true;
}

RegionGrid grid_of(int rows, int columns) {
  RegionGrid grid;
  grid.rows = rows;
  grid.columns = columns;
  return grid;
}

constexpr OverlayOptions hard{1.0, 0.0, Colormap::viridis, false};

} // namespace

class TestOverlay : public QObject {
  Q_OBJECT

private Q_SLOTS:
  // Ends and middle as published with the maps (Smith & van der Walt 2015; Nuñez, Anderton &
  // Renslow 2018).
  void colormaps() {
    const auto near = [](const std::array<std::uint8_t, 3> &a, int r, int g, int b) {
      return std::abs(a[0] - r) <= 3 && std::abs(a[1] - g) <= 3 && std::abs(a[2] - b) <= 3;
    };
    QVERIFY(near(colormap_at(Colormap::viridis, 0), 68, 1, 84));
    QVERIFY(near(colormap_at(Colormap::viridis, 0.5), 33, 145, 140));
    QVERIFY(near(colormap_at(Colormap::viridis, 1), 253, 231, 37));
    QVERIFY(near(colormap_at(Colormap::cividis, 0), 0, 34, 78));
    QVERIFY(near(colormap_at(Colormap::cividis, 0.5), 124, 123, 120));
    QVERIFY(near(colormap_at(Colormap::cividis, 1), 254, 232, 56));
  }

  void colormapOutsideItsRange() {
    QVERIFY(colormap_at(Colormap::viridis, -3) == colormap_at(Colormap::viridis, 0));
    QVERIFY(colormap_at(Colormap::viridis, 9) == colormap_at(Colormap::viridis, 1));
    QVERIFY(colormap_at(Colormap::viridis, std::nan("")) == colormap_at(Colormap::viridis, 0));
  }

  // Seen by people who cannot tell red from green: lightness alone tells the order.
  void colormapsGrowLighter() {
    for (Colormap map : {Colormap::viridis, Colormap::cividis}) {
      double before = -1;
      for (int i = 0; i <= 16; ++i) {
        const auto rgb = colormap_at(map, i / 16.0);
        const double light = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
        QVERIFY(light > before);
        before = light;
      }
    }
  }

  void hardCells() {
    const auto overlay = attention_overlay({0.f, 0.25f, 0.5f, 0.125f}, grid_of(2, 2), 8, 6, hard);
    QCOMPARE(overlay.size(), std::size_t{8 * 6 * 4});
    QCOMPARE(at(overlay, 8, 0, 0).alpha, 0);
    QCOMPARE(at(overlay, 8, 7, 0).alpha, 128); // half of the strongest
    QCOMPARE(at(overlay, 8, 4, 2).alpha, 128);
    QCOMPARE(at(overlay, 8, 3, 3).alpha, 255); // the strongest
    QCOMPARE(at(overlay, 8, 7, 5).alpha, 64);
    const auto top = colormap_at(Colormap::viridis, 1);
    const Pixel strongest = at(overlay, 8, 0, 5);
    QVERIFY(strongest.red == top[0] && strongest.green == top[1] &&
            strongest.blue == top[2]); // straight alpha
  }

  void aScaleFromOutside() {
    OverlayOptions options = hard;
    options.most = 0.5; // of the frame that is looked at most
    const auto overlay =
        attention_overlay({0.f, 0.25f, 0.125f, 1.0f}, grid_of(1, 4), 4, 1, options);
    QCOMPARE(at(overlay, 4, 0, 0).alpha, 0);
    QCOMPARE(at(overlay, 4, 1, 0).alpha, 128);
    QCOMPARE(at(overlay, 4, 2, 0).alpha, 64);
    QCOMPARE(at(overlay, 4, 3, 0).alpha, 255); // more than the top of the scale is the top
  }

  void opacityAndThreshold() {
    OverlayOptions options = hard;
    options.opacity = 0.6;
    options.threshold = 0.5;
    const auto overlay = attention_overlay({0.1f, 0.4f, 0.5f, 1.0f}, grid_of(1, 4), 4, 1, options);
    QCOMPARE(at(overlay, 4, 0, 0).alpha, 0);
    QCOMPARE(at(overlay, 4, 1, 0).alpha, 0);
    QVERIFY(std::abs(at(overlay, 4, 2, 0).alpha - 77) <= 1);
    QCOMPARE(at(overlay, 4, 3, 0).alpha, 153);
    options.opacity = 0;
    QVERIFY(all_clear(attention_overlay({0.1f, 1.0f}, grid_of(1, 2), 4, 4, options)));
  }

  void smoothBetweenCentres() {
    OverlayOptions options = hard;
    options.smooth = true;
    constexpr int width = 100;
    const auto overlay = attention_overlay({0.f, 1.f}, grid_of(1, 2), width, 1, options);
    QCOMPARE(at(overlay, width, 10, 0).alpha, 0); // before the first centre
    QCOMPARE(at(overlay, width, 90, 0).alpha, 255);
    QVERIFY(std::abs(at(overlay, width, 50, 0).alpha - 128) <=
            4); // half-way between the centres at 25 and 75
    for (int x = 1; x < width; ++x)
      QVERIFY(at(overlay, width, x, 0).alpha >= at(overlay, width, x - 1, 0).alpha);
  }

  void onlyTheGridsRectangleIsCovered() {
    RegionGrid grid = grid_of(2, 2);
    grid.left = 0.25;
    grid.right = 0.75;
    grid.top = 0.5;
    const auto overlay = attention_overlay({1, 1, 1, 1}, grid, 40, 20, hard);
    for (int y = 0; y < 20; ++y)
      for (int x = 0; x < 40; ++x)
        QCOMPARE(at(overlay, 40, x, y).alpha, x >= 10 && x < 30 && y >= 10 ? 255 : 0);
  }

  // A picture that was padded before it was divided: part of the grid lies outside.
  void gridLargerThanThePicture() {
    RegionGrid grid = grid_of(1, 4);
    grid.left = -0.5;
    grid.right = 1.5;
    const auto overlay = attention_overlay({1.f, 0.f, 1.f, 1.f}, grid, 40, 1, hard);
    QCOMPARE(at(overlay, 40, 0, 0).alpha, 0);
    QCOMPARE(at(overlay, 40, 39, 0).alpha, 255);
  }

  void nothingToShow() {
    QVERIFY(all_clear(attention_overlay({0, 0, 0, 0}, grid_of(2, 2), 8, 8, hard)));
    QVERIFY(all_clear(
        attention_overlay({1, 1, 1}, grid_of(2, 2), 8, 8, hard))); // values of another grid
    QVERIFY(all_clear(attention_overlay({}, RegionGrid{}, 8, 8, hard)));
    QVERIFY(attention_overlay({1}, grid_of(1, 1), 0, 8, hard).empty());
    QVERIFY(attention_overlay({1}, grid_of(1, 1), 8, -1, hard).empty());
    RegionGrid flat = grid_of(1, 1);
    flat.right = flat.left;
    QVERIFY(all_clear(attention_overlay({1}, flat, 8, 8, hard)));
  }

  void valuesThatAreNoNumbers() {
    const float infinite = std::numeric_limits<float>::infinity();
    const auto overlay =
        attention_overlay({std::nanf(""), infinite, -1.f, 2.f}, grid_of(1, 4), 4, 1, hard);
    for (int x = 0; x < 3; ++x)
      QCOMPARE(at(overlay, 4, x, 0).alpha, 0);
    QCOMPARE(at(overlay, 4, 3, 0).alpha, 255);
  }
};

QTEST_GUILESS_MAIN(TestOverlay)
#include "test_overlay.moc"
