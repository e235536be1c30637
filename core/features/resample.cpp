#include "features/resample.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace affect {
namespace {

constexpr int channels = 3;
constexpr int precision_bits = 22; // 32 bits less 8 of the pixel less 2 for the sum's overshoot

double bilinear(double x) {
  x = std::abs(x);
  return x < 1 ? 1 - x : 0;
}

double bicubic(double x) {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

std::uint8_t to_byte(int sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> precision_bits, 0, 255));
}

/// For each wanted output position along one axis: the first input position and the weights from
/// there on.
struct Weights {
  int longest = 0;
  std::vector<int> first, count, values; // values: positions × longest

  const int *of(int position) const {
    return values.data() + static_cast<std::size_t>(position) * longest;
  }
};

Weights make_weights(int in, std::int64_t out, std::int64_t start, int wanted,
                     Interpolation interpolation) {
  const double scale = static_cast<double>(in) / static_cast<double>(out);
  const double stretch = std::max(scale, 1.0);
  const double support = (interpolation == Interpolation::bicubic ? 2.0 : 1.0) * stretch;
  const auto filter = interpolation == Interpolation::bicubic ? bicubic : bilinear;

  Weights weights;
  weights.longest = static_cast<int>(std::ceil(support)) * 2 + 1;
  weights.first.resize(wanted);
  weights.count.resize(wanted);
  weights.values.resize(static_cast<std::size_t>(wanted) * weights.longest);
  std::vector<double> raw(weights.longest);
  const double inverse = 1.0 / stretch; // multiplied, not divided by: the last bit matters
  for (int position = 0; position < wanted; ++position) {
    const double centre = (static_cast<double>(start + position) + 0.5) * scale;
    const int first = std::max(static_cast<int>(centre - support + 0.5), 0);
    const int count = std::min(static_cast<int>(centre + support + 0.5), in) - first;
    double total = 0;
    for (int k = 0; k < count; ++k)
      total += raw[k] = filter((k + first - centre + 0.5) * inverse);
    int *values = weights.values.data() + static_cast<std::size_t>(position) * weights.longest;
    for (int k = 0; k < count; ++k) {
      const double scaled = (total != 0 ? raw[k] / total : raw[k]) * (1 << precision_bits);
      values[k] = static_cast<int>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
    weights.first[position] = first;
    weights.count[position] = count;
  }
  return weights;
}

/// One row of the pass along rows.
void resample_row(const std::uint8_t *in, int first_column, std::uint8_t *out,
                  const Weights &weights) {
  for (std::size_t position = 0; position < weights.first.size(); ++position) {
    const std::uint8_t *pixel =
        in + static_cast<std::size_t>(weights.first[position] - first_column) * channels;
    const int *weight = weights.of(static_cast<int>(position));
    int red = 1 << (precision_bits - 1), green = red, blue = red;
    for (int k = 0; k < weights.count[position]; ++k, pixel += channels) {
      red += pixel[0] * weight[k];
      green += pixel[1] * weight[k];
      blue += pixel[2] * weight[k];
    }
    out[0] = to_byte(red);
    out[1] = to_byte(green);
    out[2] = to_byte(blue);
    out += channels;
  }
}

/// Pixels in rows: `first_row` and `first_column` say which part of the whole picture they are.
struct Block {
  const std::uint8_t *pixels = nullptr;
  std::size_t stride = 0; // bytes from row to row
  int rows = 0, first_row = 0, first_column = 0;
};

/// The pass along rows.
std::vector<std::uint8_t> across(const Block &in, const Weights &weights) {
  const std::size_t out_stride = weights.first.size() * channels;
  std::vector<std::uint8_t> out(in.rows * out_stride);
  for (int row = 0; row < in.rows; ++row)
    resample_row(in.pixels + row * in.stride, in.first_column, out.data() + row * out_stride,
                 weights);
  return out;
}

/// The pass along columns: each output row is a weighted sum of input rows, of which it reads
/// `bytes`.
std::vector<std::uint8_t> down(const Block &in, std::size_t bytes, const Weights &weights) {
  std::vector<std::uint8_t> out(weights.first.size() * bytes);
  std::vector<int> sums(bytes);
  for (std::size_t position = 0; position < weights.first.size(); ++position) {
    std::fill(sums.begin(), sums.end(), 1 << (precision_bits - 1));
    const int *weight = weights.of(static_cast<int>(position));
    for (int k = 0; k < weights.count[position]; ++k) {
      const std::uint8_t *row =
          in.pixels + (weights.first[position] - in.first_row + k) * in.stride;
      for (std::size_t i = 0; i < bytes; ++i)
        sums[i] += row[i] * weight[k];
    }
    std::transform(sums.begin(), sums.end(), out.begin() + position * bytes, to_byte);
  }
  return out;
}

/// A pass that changes nothing is left out, as Pillow does: weights of one.
Weights unchanged(int start, int wanted) {
  Weights weights;
  weights.longest = 1;
  weights.first.resize(wanted);
  std::iota(weights.first.begin(), weights.first.end(), start);
  weights.count.assign(wanted, 1);
  weights.values.assign(wanted, 1 << precision_bits);
  return weights;
}

int end_of(const Weights &weights) { return weights.first.back() + weights.count.back(); }

/// Pillow's rule since version 13: the height goes first where it loses more than twice the rows
/// that the width loses columns. The two orders round differently, by a few steps of 255.
bool height_first(const Image &image, std::int64_t width, std::int64_t height) {
  return height < image.height && image.height - height > 2 * (image.width - width);
}

} // namespace

Result<Image> resample(const Image &image, std::int64_t width, std::int64_t height,
                       Interpolation interpolation, const PixelWindow &window) {
  const auto bytes =
      static_cast<std::size_t>(std::max(image.width, 0)) * std::max(image.height, 0) * channels;
  if (bytes == 0 || image.rgb.size() != bytes)
    return make_error(ErrorCode::usage, "The picture has no pixels to resize.");
  if (window.x < 0 || window.y < 0 || window.width < 1 || window.height < 1 ||
      window.width > width - window.x || window.height > height - window.y)
    return make_error(ErrorCode::usage, "The wanted part lies outside the resized picture.");

  Image result;
  result.width = window.width;
  result.height = window.height;
  const Weights columns = width == image.width ? unchanged(window.x, window.width)
                                               : make_weights(image.width, width, window.x,
                                                              window.width, interpolation);
  const Weights rows = height == image.height ? unchanged(window.y, window.height)
                                              : make_weights(image.height, height, window.y,
                                                             window.height, interpolation);
  const std::size_t stride = static_cast<std::size_t>(image.width) * channels;
  const int top = rows.first.front(), left = columns.first.front();
  const std::uint8_t *corner =
      image.rgb.data() + top * stride + static_cast<std::size_t>(left) * channels;
  const Block part{corner, stride, end_of(rows) - top, top, left};
  const std::size_t part_bytes = static_cast<std::size_t>(end_of(columns) - left) * channels;
  if (height_first(image, width, height)) {
    const auto low = down(part, part_bytes, rows);
    result.rgb = across({low.data(), part_bytes, window.height, 0, left}, columns);
  } else {
    const auto narrow = across(part, columns);
    const std::size_t bytes = columns.first.size() * channels;
    result.rgb = down({narrow.data(), bytes, part.rows, top, 0}, bytes, rows);
  }
  return result;
}

Result<Image> resample(const Image &image, int width, int height, Interpolation interpolation) {
  return resample(image, width, height, interpolation, PixelWindow{0, 0, width, height});
}

} // namespace affect
