#include "batch/report/html_faces.h"

#include "batch/report/html_parts.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace affect::html {
namespace {

using Json = nlohmann::json;

constexpr std::size_t most_boxes = 32, most_named = 3;

double number_in(const Json &object, const char *key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : std::nan("");
}

// Nothing where it is no face as the reports write it.
std::optional<FaceOnPicture> face_from(const Json &json) {
  if (!json.is_object())
    return std::nullopt;
  FaceOnPicture face{number_in(json, "x"),
                     number_in(json, "y"),
                     number_in(json, "width"),
                     number_in(json, "height"),
                     {},
                     0};
  const auto inside = [](double value) { return value >= 0 && value <= 1; };
  if (!inside(face.x) || !inside(face.y) || !inside(face.width) || !inside(face.height))
    return std::nullopt;
  const auto expressions = json.find("expressions");
  if (expressions != json.end() && expressions->is_object())
    for (const auto &[name, probability] : expressions->items())
      if (probability.is_number() && inside(probability.get<double>()) &&
          probability.get<double>() > face.probability) {
        face.expression = name;
        face.probability = probability.get<double>();
      }
  return face;
}

} // namespace

FacesSeen faces_of(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  FacesSeen seen;
  if (!json.is_object() || !json.contains("faces") || !json["faces"].is_array())
    return seen;
  seen.over_time = json.contains("duration_s");
  for (const Json &one : json["faces"])
    if (const auto face = face_from(one))
      seen.faces.push_back(*face);
  return seen;
}

std::string face_boxes(const FacesSeen &seen) {
  if (seen.over_time)
    return {};
  std::string page;
  for (std::size_t i = 0; i < std::min(seen.faces.size(), most_boxes); ++i) {
    const FaceOnPicture &face = seen.faces[i];
    page += "<span class=\"face\" style=\"left:" + share(face.x) + ";top:" + share(face.y) +
            ";width:" + share(face.width) + ";height:" + share(face.height) + "\"></span>";
  }
  return page;
}

std::string faces_text(const FacesSeen &seen) {
  if (seen.faces.empty())
    return {};
  std::string named;
  std::size_t told = 0;
  for (const FaceOnPicture &face : seen.faces)
    if (!face.expression.empty() && told++ < most_named)
      named += (named.empty() ? "" : ", ") + escaped(face.expression) + " " +
               percent(face.probability, 1);
  const std::size_t count = seen.faces.size();
  const std::string page =
      "<p class=\"faint\">" + (count == 1 ? "1 face" : std::to_string(count) + " faces");
  return page + (named.empty() ? "" : ": " + named) + (told > most_named ? " …" : "") + "</p>";
}

} // namespace affect::html
