#include "training/encoders/face_views.h"

#include "nn/face_net.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace affect {
namespace {

namespace F = torch::nn::functional;

double between(Random &random, double low, double high) {
  return low + (high - low) * random.uniform();
}

/// A rectangle of a twentieth to a fifth of the picture, at any place, becomes the mean grey.
void hide_part(torch::Tensor view, Random &random) {
  const auto side = static_cast<double>(view.size(1));
  const double area = between(random, 0.05, 0.2) * side * side,
               aspect = std::exp(between(random, -0.7, 0.7));
  const auto rows = std::min<int64_t>(view.size(1), std::lround(std::sqrt(area * aspect)));
  const auto columns = std::min<int64_t>(view.size(2), std::lround(std::sqrt(area / aspect)));
  const auto top =
      static_cast<int64_t>(random.below(static_cast<std::uint64_t>(view.size(1) - rows + 1)));
  const auto left =
      static_cast<int64_t>(random.below(static_cast<std::uint64_t>(view.size(2) - columns + 1)));
  view.narrow(1, top, rows).narrow(2, left, columns).zero_();
}

} // namespace

ViewOptions views_of_epoch(int epoch, int epochs, bool from_nothing, double erase) {
  ViewOptions views;
  views.erase = erase;
  if (!from_nothing) { // what it learnt from rough views is made finer
    views.nearest = 0.95;
    views.farthest = 1.15;
    views.turn = 8;
    views.shift = 1.5;
    views.contrast = 0.15;
    views.brightness = 0.2;
  }
  const double done = static_cast<double>(epoch) / epochs;
  if (from_nothing && done <= 0.4) { // the same field of view in fewer pixels
    views.side = 24;
    views.nearest = 1.45;
    views.farthest = 2.05;
  } else if (done <= (from_nothing ? 0.7 : 0.4)) {
    views.side = 32;
    views.nearest = 1.1;
    views.farthest = 1.54;
  } else if (done > (from_nothing ? 0.95 : 0.93)) { // nearly as it will be read
    views.side = 48;
    views.nearest = 0.88;
    views.farthest = 1.08;
    views.turn = 8;
    views.shift = 1.5;
    views.erase = erase / 3;
  }
  return views;
}

torch::Tensor face_views(const torch::Tensor &grey, const ViewOptions &options, Random &random) {
  torch::NoGradGuard frozen;
  const int64_t count = grey.size(0);
  const auto full = static_cast<double>(grey.size(2)), side = static_cast<double>(options.side);
  const auto theta = torch::empty({count, 2, 3}), levels = torch::empty({2, count, 1, 1, 1});
  auto map = theta.accessor<float, 3>();
  auto level = levels.accessor<float, 5>();
  for (int64_t i = 0; i < count; ++i) {
    const double scale = between(random, options.nearest, options.farthest) * side / full;
    const double angle = between(random, -options.turn, options.turn) * std::numbers::pi / 180;
    const double mirror = random.uniform() < 0.5 ? -1 : 1;
    // Where the view covers less than the face it may stand nearly anywhere within.
    const double reach = 0.6 * std::max(0.0, 1 - scale) + 2 * options.shift / full;
    map[i][0][0] = static_cast<float>(scale * mirror * std::cos(angle));
    map[i][0][1] = static_cast<float>(-scale * std::sin(angle));
    map[i][0][2] = static_cast<float>(between(random, -reach, reach));
    map[i][1][0] = static_cast<float>(scale * mirror * std::sin(angle));
    map[i][1][1] = static_cast<float>(scale * std::cos(angle));
    map[i][1][2] = static_cast<float>(between(random, -reach, reach));
    level[0][i][0][0][0] =
        static_cast<float>(1 + between(random, -options.contrast, options.contrast));
    level[1][i][0][0][0] =
        static_cast<float>(between(random, -options.brightness, options.brightness));
  }
  const auto grid =
      F::affine_grid(theta, {count, 1, options.side, options.side}, /*align_corners=*/false);
  auto faces = face_pixels(grey);
  if (2 * options.side <= grey.size(2)) // sampling reaches no further than the next pixels
    faces = torch::avg_pool2d(faces, 2);
  auto views = F::grid_sample(faces, grid,
                              F::GridSampleFuncOptions()
                                  .mode(torch::kBilinear)
                                  .padding_mode(torch::kBorder)
                                  .align_corners(false));
  views = views.mul_(levels[0]).add_(levels[1]);
  for (int64_t i = 0; i < count; ++i)
    if (random.uniform() < options.erase)
      hide_part(views[i], random);
  return views;
}

} // namespace affect
