#include "media/faces.h"

#include "base/paths.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

namespace affect {
namespace {

namespace fs = std::filesystem;

constexpr const char *frontal_file = "haarcascade_frontalface_alt2.xml";
constexpr const char *profile_file = "haarcascade_profileface.xml";
constexpr const char *quick_file = "lbpcascade_frontalface.xml";

/// How a cascade scans a picture.
struct Sweep {
  double step;     ///< from one size of the window to the next
  int neighbours;  ///< windows that must agree on a face
  double smallest; ///< face, of the picture's shorter side
};

constexpr Sweep frontal_sweep{1.1, 5, 1.0 / 12};
constexpr Sweep profile_sweep{1.1, 8, 1.0 / 12}; ///< profiles have more false positives
/// With the same cascade, two fifths of the time of the thorough steps and 95 of a hundred of the
/// faces they find (docs/notes/multiscale.md).
constexpr Sweep glance_sweep{1.3, 2, 1.0 / 8};
/// Side of the crop, in sides of the box: the box that the cascade finds in a FER2013 picture is 46
/// of its 48 pixels wide (median of 257 faces).
constexpr double crop_margin = 48.0 / 46;

Error empty_picture() {
  return make_error(ErrorCode::usage, "There is no picture to look for faces in.");
}

bool is_sound(const Image &image) {
  return image.width > 0 && image.height > 0 &&
         image.rgb.size() ==
             3 * static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
}

cv::Mat view_of(const Image &image) {
  // OpenCV has no read-only view; nothing here writes to it.
  return {image.height, image.width, CV_8UC3, const_cast<std::uint8_t *>(image.rgb.data())};
}

cv::Mat grey_of(const cv::Mat &rgb) {
  cv::Mat grey;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  return grey;
}

/// The factor by which a picture is scaled down before the search; 1: not at all.
double shrink_of(const Image &image, FaceSearch search) {
  const double longer = std::max(image.width, image.height),
               shorter = std::min(image.width, image.height);
  if (search == FaceSearch::thorough)
    return std::min(1.0, FaceFinder::thorough_search_side / longer);
  return std::min(
      {1.0, FaceFinder::quick_search_side / shorter, 3.0 * FaceFinder::quick_search_side / longer});
}

/// The picture as the cascades get it: grey, scaled down, its histogram equalised.
cv::Mat looked_at(const Image &image, FaceSearch search) {
  const double shrink = shrink_of(image, search);
  cv::Mat small = view_of(image);
  if (shrink < 1) // first, so that a large picture costs little
    cv::resize(view_of(image), small,
               {std::max(1, static_cast<int>(std::lround(image.width * shrink))),
                std::max(1, static_cast<int>(std::lround(image.height * shrink)))},
               0, 0, cv::INTER_AREA);
  cv::Mat grey = grey_of(small);
  cv::equalizeHist(grey, grey);
  return grey;
}

std::vector<cv::Rect> detect(cv::CascadeClassifier &cascade, const cv::Mat &grey,
                             const Sweep &sweep) {
  const int least =
      std::max(24, static_cast<int>(std::lround(sweep.smallest * std::min(grey.rows, grey.cols))));
  std::vector<cv::Rect> found;
  if (grey.rows >= least && grey.cols >= least)
    cascade.detectMultiScale(grey, found, sweep.step, sweep.neighbours, 0, {least, least});
  return found;
}

/// Profiles that face left and, in the mirrored picture, right.
std::vector<cv::Rect> profiles(cv::CascadeClassifier &cascade, const cv::Mat &grey) {
  auto found = detect(cascade, grey, profile_sweep);
  cv::Mat mirrored;
  cv::flip(grey, mirrored, 1);
  for (cv::Rect box : detect(cascade, mirrored, profile_sweep)) {
    box.x = grey.cols - box.x - box.width;
    if (std::none_of(found.begin(), found.end(),
                     [&](const cv::Rect &other) { return (other & box).area() > 0; }))
      found.push_back(box);
  }
  return found;
}

FaceCrop crop_of(cv::Mat grey) {
  const bool shrinks = std::max(grey.rows, grey.cols) > face_side;
  cv::Mat small;
  cv::resize(grey, small, {face_side, face_side}, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_CUBIC);
  FaceCrop crop;
  std::copy_n(small.ptr<std::uint8_t>(), crop.grey.size(), crop.grey.begin());
  return crop;
}

bool is_file(const fs::path &file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored);
}

/// The cascades' files in this folder, the frontal one first; empty where one is missing.
std::vector<fs::path> files_in(const fs::path &folder, FaceSearch search) {
  if (search == FaceSearch::thorough) {
    const fs::path frontal = folder / frontal_file, profile = folder / profile_file;
    return is_file(frontal) && is_file(profile) ? std::vector{frontal, profile}
                                                : std::vector<fs::path>();
  }
  for (const fs::path &file : {folder / quick_file, folder / ".." / "lbpcascades" / quick_file})
    if (is_file(file))
      return {file};
  return {};
}

} // namespace

std::string face_search_key(FaceSearch search) {
  const auto key_of = [](const char *file, const Sweep &sweep) {
    return std::string(file) + " " + std::to_string(sweep.step) + " " +
           std::to_string(sweep.neighbours) + " " + std::to_string(sweep.smallest) + ", ";
  };
  const bool thorough = search == FaceSearch::thorough;
  return (thorough ? key_of(frontal_file, frontal_sweep) + key_of(profile_file, profile_sweep)
                   : key_of(quick_file, glance_sweep)) +
         "in " +
         std::to_string(thorough ? FaceFinder::thorough_search_side
                                 : FaceFinder::quick_search_side) +
         ", at most " + std::to_string(FaceFinder::most_faces) + ", cut out at " +
         std::to_string(crop_margin) + " and made " + std::to_string(face_side);
}

struct FaceFinder::Cascades {
  FaceSearch search = FaceSearch::thorough;
  cv::CascadeClassifier frontal, profile; ///< `profile` in the thorough search only

  bool load(const std::vector<fs::path> &files) {
    try {
      return frontal.load(files.front().string()) &&
             (files.size() == 1 || profile.load(files.back().string()));
    } catch (const cv::Exception &) {
      return false;
    }
  }
};

FaceFinder::FaceFinder(std::unique_ptr<Cascades> cascades) : cascades_(std::move(cascades)) {}
FaceFinder::FaceFinder(FaceFinder &&) noexcept = default;
FaceFinder &FaceFinder::operator=(FaceFinder &&) noexcept = default;
FaceFinder::~FaceFinder() = default;

std::vector<fs::path> FaceFinder::cascade_folders() {
  std::vector<fs::path> folders;
  if (const char *named = std::getenv("AFFECTSCOPE_CASCADES"); named && *named)
    folders.emplace_back(named);
  if (const fs::path resources = find_resources(); !resources.empty())
    folders.push_back(resources / "haarcascades");
  for (const char *installed :
       {"/usr/share/opencv4/haarcascades", "/usr/local/share/opencv4/haarcascades",
        "/usr/share/opencv/haarcascades"})
    folders.emplace_back(installed);
  return folders;
}

Result<FaceFinder> FaceFinder::open(FaceSearch search, const std::vector<fs::path> &folders) {
  for (const fs::path &folder : folders) {
    const auto files = files_in(folder, search);
    if (files.empty())
      continue;
    auto cascades = std::make_unique<Cascades>();
    cascades->search = search;
    if (cascades->load(files))
      return FaceFinder(std::move(cascades));
    return make_error(ErrorCode::bad_format,
                      "The face cascades here are damaged; install opencv-data anew.", folder);
  }
  return make_error(ErrorCode::not_found,
                    "No face cascades are installed, so that faces are not looked for; install the "
                    "package opencv-data.");
}

Result<std::vector<FaceBox>> FaceFinder::find(const Image &image, const CancelToken &cancel) {
  if (!is_sound(image))
    return empty_picture();
  const auto stopped = make_error(ErrorCode::cancelled, "Looking for faces was stopped.");
  if (cancel.cancelled())
    return stopped;
  std::vector<cv::Rect> rectangles;
  cv::Size size;
  try {
    const bool thorough = cascades_->search == FaceSearch::thorough;
    const cv::Mat grey = looked_at(image, cascades_->search);
    size = grey.size();
    rectangles = detect(cascades_->frontal, grey, thorough ? frontal_sweep : glance_sweep);
    if (cancel.cancelled())
      return stopped;
    if (rectangles.empty() && thorough)
      rectangles = profiles(cascades_->profile, grey);
  } catch (const cv::Exception &) {
    return make_error(ErrorCode::internal, "OpenCV could not look for faces in this picture.");
  }
  // Ties in size are ordered by position: OpenCV's threads find faces in any order.
  std::sort(rectangles.begin(), rectangles.end(), [](const cv::Rect &a, const cv::Rect &b) {
    return std::tuple(-a.area(), a.x, a.y) < std::tuple(-b.area(), b.x, b.y);
  });
  if (rectangles.size() > most_faces)
    rectangles.resize(most_faces);
  std::vector<FaceBox> boxes;
  for (const cv::Rect &box : rectangles)
    boxes.push_back({static_cast<double>(box.x) / size.width,
                     static_cast<double>(box.y) / size.height,
                     static_cast<double>(box.width) / size.width,
                     static_cast<double>(box.height) / size.height});
  return boxes;
}

Result<std::vector<FaceTrack>> track_faces(FaceFinder &finder, std::span<const Frame> frames,
                                           const ProgressFn &progress, const CancelToken &cancel) {
  std::vector<std::vector<FaceBox>> found;
  for (const Frame &frame : frames) {
    AFFECT_TRY(faces, finder.find(frame.image, cancel));
    found.push_back(std::move(faces));
    if (progress)
      progress({static_cast<double>(found.size()) / static_cast<double>(frames.size()),
                "Looking for faces"});
  }
  return link_faces(found);
}

Result<FaceCrop> crop_face(const Image &image, const FaceBox &box) {
  if (!is_sound(image))
    return empty_picture();
  const double side = crop_margin * std::max(box.width * image.width, box.height * image.height);
  if (!(box.width > 0) || !(box.height > 0) || !(box.x >= 0) || !(box.y >= 0) ||
      box.x + box.width > 1 + 1e-6 || box.y + box.height > 1 + 1e-6 || side < 1)
    return make_error(ErrorCode::usage, "A face's box lies outside of the picture.");
  const double middle_x = (box.x + box.width / 2) * image.width,
               middle_y = (box.y + box.height / 2) * image.height;
  const int length = std::max(1, static_cast<int>(std::lround(side)));
  const int left = static_cast<int>(std::floor(middle_x - length / 2.0));
  const int top = static_cast<int>(std::floor(middle_y - length / 2.0));
  const cv::Rect wanted(left, top, length, length);
  const cv::Rect within = wanted & cv::Rect(0, 0, image.width, image.height);
  try {
    cv::Mat square;
    cv::copyMakeBorder(grey_of(view_of(image)(within)), square, within.y - top,
                       top + length - within.y - within.height, within.x - left,
                       left + length - within.x - within.width, cv::BORDER_REPLICATE);
    return crop_of(square);
  } catch (const cv::Exception &) {
    return make_error(ErrorCode::internal, "OpenCV could not cut this face out.");
  }
}

Result<FaceCrop> whole_face(const Image &image) {
  if (!is_sound(image))
    return empty_picture();
  try {
    return crop_of(grey_of(view_of(image)));
  } catch (const cv::Exception &) {
    return make_error(ErrorCode::internal, "OpenCV could not read this face.");
  }
}

} // namespace affect
