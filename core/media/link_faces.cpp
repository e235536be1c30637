#include "media/faces.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace affect {
namespace {

constexpr double max_distance = 1.0; ///< between centres, in widths of the larger box
constexpr double max_size_ratio = 2; ///< of two widths of one face in frames that follow each other
constexpr std::size_t max_gap = 1;   ///< frames

double area(const FaceBox &box) { return box.width * box.height; }

double overlap(const FaceBox &a, const FaceBox &b) {
  const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  if (width <= 0 || height <= 0)
    return 0;
  const double common = width * height;
  return common / (area(a) + area(b) - common);
}

/// How unlikely it is that two boxes of neighbouring frames are one face; infinite: they are not.
double cost(const FaceBox &a, const FaceBox &b) {
  constexpr double never = std::numeric_limits<double>::infinity();
  const double larger = std::max(a.width, b.width), smaller = std::min(a.width, b.width);
  if (smaller <= 0 || larger > max_size_ratio * smaller)
    return never;
  const double dx = (a.x + a.width / 2 - b.x - b.width / 2) / larger;
  const double dy = (a.y + a.height / 2 - b.y - b.height / 2) / std::max(a.height, b.height);
  const double distance = std::hypot(dx, dy);
  return distance > max_distance ? never : distance + 1 - overlap(a, b);
}

FaceBox between(const FaceBox &a, const FaceBox &b) {
  return {(a.x + b.x) / 2, (a.y + b.y) / 2, (a.width + b.width) / 2, (a.height + b.height) / 2};
}

/// A track while it grows.
struct GrowingTrack {
  FaceTrack track;
  std::size_t last = 0; ///< frame of its last box

  const FaceBox &box() const { return *track.boxes[last]; }
  void add(std::size_t frame, const FaceBox &next) {
    if (frame == last + 2)
      track.boxes[last + 1] = between(box(), next);
    track.boxes[frame] = next;
    last = frame;
  }
};

struct Pair {
  double cost;
  std::size_t track, face;
};

/// The pairs of an open track and a face of this frame that may be the same, the likeliest first.
std::vector<Pair> likely_pairs(const std::vector<GrowingTrack> &tracks,
                               const std::vector<FaceBox> &faces, std::size_t frame) {
  std::vector<Pair> pairs;
  for (std::size_t t = 0; t < tracks.size(); ++t)
    for (std::size_t f = 0; f < faces.size() && frame - tracks[t].last <= max_gap + 1; ++f)
      if (const double price = cost(tracks[t].box(), faces[f]); std::isfinite(price))
        pairs.push_back({price, t, f});
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair &a, const Pair &b) { return a.cost < b.cost; });
  return pairs;
}

double area(const FaceTrack &track) {
  double sum = 0;
  for (const auto &box : track.boxes)
    sum += box ? area(*box) : 0;
  return sum;
}

} // namespace

std::vector<FaceTrack> link_faces(std::span<const std::vector<FaceBox>> found) {
  std::vector<GrowingTrack> open;
  for (std::size_t frame = 0; frame < found.size(); ++frame) {
    std::vector<bool> face_taken(found[frame].size()), track_taken(open.size());
    for (const Pair &pair : likely_pairs(open, found[frame], frame)) {
      if (face_taken[pair.face] || track_taken[pair.track])
        continue;
      face_taken[pair.face] = track_taken[pair.track] = true;
      open[pair.track].add(frame, found[frame][pair.face]);
    }
    for (std::size_t f = 0; f < found[frame].size(); ++f)
      if (!face_taken[f]) {
        open.push_back({{std::vector<std::optional<FaceBox>>(found.size())}, frame});
        open.back().track.boxes[frame] = found[frame][f];
      }
  }
  std::vector<FaceTrack> tracks;
  for (GrowingTrack &one : open)
    tracks.push_back(std::move(one.track));
  std::stable_sort(tracks.begin(), tracks.end(),
                   [](const FaceTrack &a, const FaceTrack &b) { return area(a) > area(b); });
  return tracks;
}

} // namespace affect
