#include "batch/report/html_parts.h"

#include "analysis/overlay.h"
#include "media/image.h"

#include <openssl/evp.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdio>

namespace affect::html {
namespace {

constexpr int longest_side = 320, overlay_side = 56, jpeg_quality = 80;

std::string data_uri(const char *type, const std::vector<unsigned char> &bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char *>(text.data()), bytes.data(),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(std::max(length, 0)));
  return std::string("data:") + type + ";base64," + text;
}

std::string small_jpeg(const Image &image) {
  const cv::Mat pixels(image.height, image.width, CV_8UC3,
                       const_cast<std::uint8_t *>(image.rgb.data()));
  const double scale =
      std::min(1.0, static_cast<double>(longest_side) / std::max(image.width, image.height));
  cv::Mat small;
  cv::resize(pixels, small,
             {std::max(1, static_cast<int>(image.width * scale)),
              std::max(1, static_cast<int>(image.height * scale))},
             0, 0, cv::INTER_AREA);
  cv::cvtColor(small, small, cv::COLOR_RGB2BGR);
  std::vector<unsigned char> bytes;
  cv::imencode(".jpg", small, bytes, {cv::IMWRITE_JPEG_QUALITY, jpeg_quality});
  return data_uri("image/jpeg", bytes);
}

// Drawn small over the whole of its picture; the browser stretches it over the rectangle the
// regions cover.
std::string overlay_png(const Heat &heat) {
  RegionGrid grid = heat.grid;
  grid.left = grid.top = 0;
  grid.right = grid.bottom = 1;
  auto rgba = attention_overlay(heat.values, grid, overlay_side, overlay_side, {});
  cv::Mat pixels(overlay_side, overlay_side, CV_8UC4, rgba.data());
  cv::cvtColor(pixels, pixels, cv::COLOR_RGBA2BGRA);
  std::vector<unsigned char> bytes;
  cv::imencode(".png", pixels, bytes);
  return data_uri("image/png", bytes);
}

std::shared_ptr<const Image> picture_of(const PostSource &source, const CancelToken &cancel) {
  if (!source.image.empty()) {
    auto image = load_image(source.image);
    return image.ok() ? std::make_shared<const Image>(std::move(*image)) : nullptr;
  }
  if (source.clip.empty())
    return nullptr;
  const auto post = load_post(source, {}, cancel);
  return post.ok() ? still_of(*post) : nullptr;
}

} // namespace

std::string share(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f%%", 100 * value);
  std::replace(text, text + sizeof text, ',', '.');
  return text;
}

std::string picture(const PostSource &source, const std::optional<Heat> &heat,
                    const std::string &over, const CancelToken &cancel) {
  const bool has_picture = !source.image.empty() || !source.clip.empty();
  const auto image = picture_of(source, cancel);
  if (!image)
    return std::string("<div class=\"picture none\">") +
           (has_picture ? "The picture cannot be shown: its file is not there any more."
                        : "No picture") +
           "</div>";
  try {
    std::string page =
        "<div class=\"picture\" tabindex=\"0\"><img alt=\"\" src=\"" + small_jpeg(*image) + "\">";
    if (heat) {
      const RegionGrid &grid = heat->grid;
      page += "<img class=\"over\" alt=\"\" style=\"left:" + share(grid.left) +
              ";top:" + share(grid.top) + ";width:" + share(grid.right - grid.left) +
              ";height:" + share(grid.bottom - grid.top) + "\" src=\"" + overlay_png(*heat) + "\">";
    }
    return page + over + "</div>";
  } catch (const cv::Exception &) {
    return "<div class=\"picture none\">The picture cannot be shown.</div>";
  }
}

} // namespace affect::html
