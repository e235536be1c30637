#include "batch/report/html_faces.h"

#include "batch/report/html_parts.h"

#include <algorithm>

namespace affect::html {
namespace {

constexpr std::size_t most_boxes = 32, most_named = 3;

} // namespace

std::string face_boxes(const ReadingDetail &detail) {
  if (detail.clip)
    return {};
  std::string page;
  for (std::size_t i = 0; i < std::min(detail.faces.size(), most_boxes); ++i) {
    const StoredFace &face = detail.faces[i];
    page += "<span class=\"face\" style=\"left:" + share(face.x) + ";top:" + share(face.y) +
            ";width:" + share(face.width) + ";height:" + share(face.height) + "\"></span>";
  }
  return page;
}

std::string faces_text(const ReadingDetail &detail) {
  if (detail.faces.empty())
    return {};
  std::string named;
  std::size_t with_expression = 0;
  for (const StoredFace &face : detail.faces)
    if (!face.expression.empty() && with_expression++ < most_named)
      named += (named.empty() ? "" : ", ") + escaped(face.expression) + " " +
               percent(face.probability, 1);
  const std::size_t count = detail.faces.size();
  const std::string page =
      "<p class=\"faint\">" + (count == 1 ? "1 face" : std::to_string(count) + " faces");
  return page + (named.empty() ? "" : ": " + named) + (with_expression > most_named ? " …" : "") +
         "</p>";
}

} // namespace affect::html
