#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "media/frame_reader.h"
#include "media/image.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace affect {

/// Where a face is, as fractions of the picture's width and height; within the picture.
struct FaceBox {
  double x = 0, y = 0, width = 0, height = 0;
};

/// One face over the frames of a clip.
struct FaceTrack {
  std::vector<std::optional<FaceBox>> boxes; ///< one a frame; empty where the face is not seen
};

/// Side in pixels of the square pictures from which expressions are classified: FER2013's.
inline constexpr int face_side = 48;

/// A face cut out: grey levels, row by row.
struct FaceCrop {
  std::array<std::uint8_t, static_cast<std::size_t>(face_side) * face_side> grey{};
};

/// How faces are searched for.
enum class FaceSearch {
  /// Haar cascades (Viola & Jones 2001; Lienhart & Maydt 2002) for frontal faces and, where there
  /// is none, profiles, in a picture of FaceFinder::thorough_search_side: for clips, whose subject
  /// is the face.
  thorough,
  /// An LBP cascade (Liao et al. 2007) for frontal faces only, in a picture whose shorter side is
  /// at most FaceFinder::quick_search_side: a thirtieth of the time, for pictures of anything,
  /// which may have a face in them.
  quick
};

/// All that decides which faces a search finds and how crop_face() crops them, as text: the cache
/// key of what is computed from them.
std::string face_search_key(FaceSearch search);

/// Finds faces by OpenCV's cascades. Not for use by two threads at once.
class FaceFinder {
public:
  /// Reads the cascades from the first of `folders` that has them. Errors: not_found (none has:
  /// faces are then a missing modality), bad_format.
  static Result<FaceFinder>
  open(FaceSearch search = FaceSearch::thorough,
       const std::vector<std::filesystem::path> &folders = cascade_folders());
  FaceFinder(FaceFinder &&) noexcept;
  FaceFinder &operator=(FaceFinder &&) noexcept;
  ~FaceFinder();

  /// The faces of a picture, the largest first, at most most_faces. A face must be at least a
  /// twelfth (quick search: an eighth) of the picture's shorter side high. The picture is scaled
  /// down first (thorough_search_side, quick_search_side), so that time is bounded whatever its
  /// size. Errors: usage (an empty picture), cancelled.
  Result<std::vector<FaceBox>> find(const Image &image, const CancelToken &cancel = {});

  static constexpr int thorough_search_side = 480; ///< pixels, of the longer side at most
  static constexpr int quick_search_side =
      224; ///< pixels, of the shorter side at most; the longer has three times that
  static constexpr std::size_t most_faces = 8;

  /// Where the cascades may lie, best first: $AFFECTSCOPE_CASCADES, a folder haarcascades of the
  /// program's resources, those of Debian's package opencv-data and of OpenCV's own installation.
  /// The LBP cascade lies in one of these or, as OpenCV has it, in the folder lbpcascades beside
  /// it.
  static std::vector<std::filesystem::path> cascade_folders();

private:
  struct Cascades;
  explicit FaceFinder(std::unique_ptr<Cascades> cascades);
  std::unique_ptr<Cascades> cascades_;
};

/// Links the faces found in each frame to tracks: by overlap or, where a face moves between frames,
/// by the distance of the centres and the ratio of the sizes. A face that is missed in one frame
/// and found in the next is interpolated. The tracks are ordered by area over all frames, the
/// largest first: the main face.
std::vector<FaceTrack> link_faces(std::span<const std::vector<FaceBox>> found);

/// find() in every frame and link_faces() over them. No frame or no face gives no track. Errors: as
/// find.
Result<std::vector<FaceTrack>> track_faces(FaceFinder &finder, std::span<const Frame> frames,
                                           const ProgressFn &progress = {},
                                           const CancelToken &cancel = {});

/// Crops a face with the margin that FER2013's pictures have around what the cascade finds, in grey
/// (BT.601), scaled to 48 × 48 with antialiasing; outside the picture its border is repeated.
/// Errors: usage (an empty picture or box).
Result<FaceCrop> crop_face(const Image &image, const FaceBox &box);

/// A picture that is a face already, as FER2013's are: all of it.
Result<FaceCrop> whole_face(const Image &image);

} // namespace affect
