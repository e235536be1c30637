#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Faces on the HTML report's cards; for the .cpp files of this folder.
namespace affect::html {

/// In fractions of the picture's width and height.
struct FaceOnPicture {
  double x = 0, y = 0, width = 0, height = 0;
  std::string expression; ///< the most probable; empty: not told
  double probability = 0; ///< its
};

struct FacesSeen {
  std::vector<FaceOnPicture> faces; ///< the largest first
  bool over_time =
      false; ///< of a clip: boxes are means over frames, and not those of the one shown
};

/// What a reading's line of the JSON Lines report says of faces; nothing where it says none, or is
/// damaged.
FacesSeen faces_of(std::string_view line);

/// A frame around each face of a picture, to lie over it; "" of a clip.
std::string face_boxes(const FacesSeen &seen);

/// "2 faces: happy 94 %, neutral 60 %" as a paragraph; "" without faces.
std::string faces_text(const FacesSeen &seen);

} // namespace affect::html
