#include "dataset/face_set.h"

#include "dataset/text_csv.h"
#include "media/image.h"

#include <algorithm>

namespace affect {
namespace {

constexpr ImageLimits limits{1 << 16, 1 << 12, 4u << 20};

Result<FaceCrop> read_face(const std::filesystem::path &file) {
  AFFECT_TRY(image, load_image(file, limits));
  return whole_face(image);
}

} // namespace

Result<FaceSet> load_faces(const std::filesystem::path &list, const ProgressFn &progress,
                           const CancelToken &cancel) {
  AFFECT_TRY(rows, read_text_csv(list, {"file", "emotion"}));
  FaceSet set;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "Reading the faces was stopped.", list);
    const auto label = std::find(face_expressions.begin(), face_expressions.end(), rows[i].label);
    if (label == face_expressions.end()) {
      set.errors.push_back(
          make_error(ErrorCode::bad_format,
                     "Line " + std::to_string(rows[i].line) + " names no known expression.", list));
      continue;
    }
    const auto face = read_face(list.parent_path() / rows[i].text);
    if (!face.ok()) {
      set.errors.push_back(face.error());
      continue;
    }
    set.faces.push_back(*face);
    set.labels.push_back(label - face_expressions.begin());
    if (progress && i % 256 == 0)
      progress({static_cast<double>(i) / static_cast<double>(rows.size()), "Reading faces"});
  }
  if (set.labels.empty())
    return make_error(ErrorCode::bad_format, "The list names no face that can be read.", list);
  return set;
}

} // namespace affect
