#include "batch/journal/reading_detail.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace affect {
namespace {

using Json = nlohmann::json;

bool is_share(double value) { return value >= 0 && value <= 1; }

double number_in(const Json &object, const char *key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : std::nan("");
}

// The first of the most probable ones in alphabetical order.
void parse_expression(const Json &json, StoredFace &face) {
  const auto expressions = json.find("expressions");
  if (expressions == json.end() || !expressions->is_object())
    return;
  for (const auto &[name, value] : expressions->items()) {
    const double probability = value.is_number() ? value.get<double>() : std::nan("");
    if (is_share(probability) && probability > face.probability) {
      face.expression = name;
      face.probability = probability;
    }
  }
}

std::optional<StoredFace> parse_face(const Json &json) {
  if (!json.is_object())
    return std::nullopt;
  StoredFace face;
  face.x = number_in(json, "x");
  face.y = number_in(json, "y");
  face.width = number_in(json, "width");
  face.height = number_in(json, "height");
  for (const double share : {face.x, face.y, face.width, face.height})
    if (!is_share(share))
      return std::nullopt;
  parse_expression(json, face);
  return face;
}

} // namespace

ReadingDetail parse_detail(std::string_view heat, std::string_view compressed_row) {
  ReadingDetail detail;
  detail.heat = heat_from(heat);
  const auto row = decompressed(compressed_row);
  const Json json = row.ok() ? Json::parse(*row, nullptr, false) : Json();
  if (!json.is_object())
    return detail;
  detail.clip = json.contains("duration_s");
  const auto faces = json.find("faces");
  if (faces != json.end() && faces->is_array())
    for (const Json &one : *faces)
      if (auto face = parse_face(one))
        detail.faces.push_back(std::move(*face));
  return detail;
}

} // namespace affect
