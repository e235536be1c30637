#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "features/face_encoder.h"
#include "features/face_finder_pool.h"
#include "media/faces.h"
#include "media/image.h"

#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

namespace affect {

/// Where the faces of a picture are, and these cut out.
struct FoundFaces {
  std::vector<FaceBox> boxes; ///< the largest first
  std::vector<FaceCrop> crops;
  std::vector<double> widths; ///< shares of the picture's shorter side
};

/// The faces of a picture that may have any number of them.
struct PictureFaces {
  std::vector<FaceBox> boxes; ///< the largest first
  torch::Tensor expressions;  ///< [faces, classes] probabilities; undefined: there is no face
  torch::Tensor numbers;      ///< [PictureFaceReader::numbers()], what systems read
};

/// Looks for faces in pictures of anything and reads their expressions, for systems that read these
/// beside the picture (System::reads_faces). From any thread.
///
/// The numbers are: 1, how many faces there are, in eighths, the width of the largest as a share of
/// the picture's shorter side, the probabilities of its expressions, and the means of these over
/// all faces. All are 0 where no face is found. Chosen by logistic regression on MVSA-Single
/// (docs/notes/multiscale.md).
class PictureFaceReader {
public:
  /// Errors: as FaceFinder::open with FaceSearch::quick.
  static Result<std::shared_ptr<PictureFaceReader>>
  open(std::shared_ptr<const FaceEncoder> encoder,
       const std::vector<std::filesystem::path> &folders = FaceFinder::cascade_folders());

  /// What else is read at the same time changes nothing. Errors: usage (an empty picture),
  /// cancelled, internal.
  Result<PictureFaces> read(const Image &image, const CancelToken &cancel = {});
  /// The two halves of read(): what needs the picture, and what needs the network. Errors: as read.
  Result<FoundFaces> find(const Image &image, const CancelToken &cancel = {});
  Result<PictureFaces> express(const FoundFaces &found) const;

  int64_t numbers() const { return numbers_for(static_cast<int64_t>(encoder_->classes().size())); }
  static int64_t numbers_for(int64_t classes) { return 3 + 2 * classes; }
  const FaceEncoder &encoder() const { return *encoder_; }
  /// Names what read() gives in caches: by the encoder, how faces are searched for, and the
  /// numbers.
  std::string hash() const;

private:
  PictureFaceReader(std::shared_ptr<const FaceEncoder> encoder,
                    std::vector<std::filesystem::path> folders)
      : encoder_(std::move(encoder)), finders_(FaceSearch::quick, std::move(folders)) {}

  std::shared_ptr<const FaceEncoder> encoder_;
  FaceFinderPool finders_;
};

/// What PictureFaceReader says of faces of these widths (FoundFaces), at least one, and expressions
/// [faces, classes].
torch::Tensor face_numbers(const std::vector<double> &widths, const torch::Tensor &expressions);

} // namespace affect
