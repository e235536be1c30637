#include "features/resample.h"

#include <algorithm>
#include <cmath>
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

std::uint8_t to_byte(int sum) { return static_cast<std::uint8_t>(std::clamp(sum >> precision_bits, 0, 255)); }

/// For each wanted output position along one axis: the first input position and the weights from there on.
struct Weights {
  int longest = 0;
  std::vector<int> first, count, values; // values: positions × longest

  const int *of(int position) const { return values.data() + static_cast<std::size_t>(position) * longest; }
};

Weights make_weights(int in, std::int64_t out, std::int64_t start, int wanted, Interpolation interpolation) {
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

/// One row of the first pass.
void resample_row(const std::uint8_t *in, std::uint8_t *out, const Weights &weights) {
  for (std::size_t position = 0; position < weights.first.size(); ++position) {
    const std::uint8_t *pixel = in + static_cast<std::size_t>(weights.first[position]) * channels;
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

/// The first pass over rows [first, first + count) of `image`.
std::vector<std::uint8_t> across(const Image &image, int first, int count, std::int64_t width,
                                 Interpolation interpolation, const PixelWindow &window) {
  const auto in_stride = static_cast<std::size_t>(image.width) * channels;
  const auto out_stride = static_cast<std::size_t>(window.width) * channels;
  std::vector<std::uint8_t> rows(count * out_stride);
  const std::uint8_t *in = image.rgb.data() + first * in_stride;
  if (width == image.width) { // Pillow leaves out a pass that changes nothing
    for (int row = 0; row < count; ++row)
      std::copy_n(in + row * in_stride + window.x * channels, out_stride, rows.data() + row * out_stride);
    return rows;
  }
  const Weights weights = make_weights(image.width, width, window.x, window.width, interpolation);
  for (int row = 0; row < count; ++row)
    resample_row(in + row * in_stride, rows.data() + row * out_stride, weights);
  return rows;
}

/// The second pass: each output row is a weighted sum of the first pass's rows.
std::vector<std::uint8_t> down(const std::vector<std::uint8_t> &rows, int first_row, std::size_t stride,
                               const Weights &weights) {
  std::vector<std::uint8_t> out(weights.first.size() * stride);
  std::vector<int> sums(stride);
  for (std::size_t position = 0; position < weights.first.size(); ++position) {
    std::fill(sums.begin(), sums.end(), 1 << (precision_bits - 1));
    const int *weight = weights.of(static_cast<int>(position));
    for (int k = 0; k < weights.count[position]; ++k) {
      const std::uint8_t *row = rows.data() + (weights.first[position] - first_row + k) * stride;
      for (std::size_t i = 0; i < stride; ++i)
        sums[i] += row[i] * weight[k];
    }
    std::transform(sums.begin(), sums.end(), out.begin() + position * stride, to_byte);
  }
  return out;
}

} // namespace

Result<Image> resample(const Image &image, std::int64_t width, std::int64_t height, Interpolation interpolation,
                       const PixelWindow &window) {
  const auto bytes = static_cast<std::size_t>(std::max(image.width, 0)) * std::max(image.height, 0) * channels;
  if (bytes == 0 || image.rgb.size() != bytes)
    return make_error(ErrorCode::usage, "The picture has no pixels to resize.");
  if (window.x < 0 || window.y < 0 || window.width < 1 || window.height < 1 || window.width > width - window.x ||
      window.height > height - window.y)
    return make_error(ErrorCode::usage, "The wanted part lies outside the resized picture.");

  Image result;
  result.width = window.width;
  result.height = window.height;
  if (height == image.height) {
    result.rgb = across(image, static_cast<int>(window.y), window.height, width, interpolation, window);
    return result;
  }
  const Weights weights = make_weights(image.height, height, window.y, window.height, interpolation);
  const int first = weights.first.front();
  const int last = weights.first.back() + weights.count.back();
  const auto rows = across(image, first, last - first, width, interpolation, window);
  result.rgb = down(rows, first, static_cast<std::size_t>(window.width) * channels, weights);
  return result;
}

Result<Image> resample(const Image &image, int width, int height, Interpolation interpolation) {
  return resample(image, width, height, interpolation, PixelWindow{0, 0, width, height});
}

} // namespace affect
