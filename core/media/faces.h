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

/// Side of the square pictures that expressions are read off, pixels: FER2013's.
inline constexpr int face_side = 48;

/// A face cut out: grey levels, row by row.
struct FaceCrop {
  std::array<std::uint8_t, static_cast<std::size_t>(face_side) * face_side> grey{};
};

/// How faces are looked for.
enum class FaceSearch {
  /// Haar cascades (Viola & Jones 2001; Lienhart & Maydt 2002), frontal faces and, where there is
  /// none, profiles, in a
  /// picture of FaceFinder::looked_at_side: for faces that are the matter of a clip.
  thorough,
  /// An LBP cascade (Liao et al. 2007), frontal faces alone, in a picture whose shorter side is at
  /// most
  /// FaceFinder::glanced_at_side: a thirtieth of the time, for pictures of anything that may have a
  /// face in it.
  quick
};

/// All that decides which faces a search finds and how crop_face() cuts them out, as text: what is
/// computed of them is cached under it.
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

  /// The faces of a picture, the largest first, at most most_faces. Looked for are those at least a
  /// twelfth, at a glance an eighth, of the picture's shorter side high; it is made smaller before
  /// (looked_at_side, glanced_at_side), so that time is bounded whatever its size. Errors: usage
  /// (an empty picture), cancelled.
  Result<std::vector<FaceBox>> find(const Image &image, const CancelToken &cancel = {});

  static constexpr int looked_at_side = 480; ///< pixels, of the longer side at most
  static constexpr int glanced_at_side =
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

/// Links the faces found in each frame to tracks: by overlap, or where a face moved on between
/// frames, by the distance of the centres and likeness of size. A face that is missed in one frame
/// and found again is filled in half way. The first track is *the* face: the one with the largest
/// area over all frames; the others follow in that order.
std::vector<FaceTrack> link_faces(std::span<const std::vector<FaceBox>> found);

/// find() in every frame and link_faces() over them. No frame or no face gives no track. Errors: as
/// find.
Result<std::vector<FaceTrack>> track_faces(FaceFinder &finder, std::span<const Frame> frames,
                                           const ProgressFn &progress = {},
                                           const CancelToken &cancel = {});

/// The face cut out with the margin that FER2013's faces have around what the cascade finds, grey
/// (BT.601), made 48 × 48 with antialiasing; what lies outside the picture repeats its border.
/// Errors: usage (an empty picture or box).
Result<FaceCrop> crop_face(const Image &image, const FaceBox &box);

/// A picture that is a face already, as FER2013's are: all of it.
Result<FaceCrop> whole_face(const Image &image);

} // namespace affect
