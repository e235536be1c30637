#include "batch/rows/json_row.h"

#include "batch/rows/highlights.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace affect {
namespace {

using Json = nlohmann::ordered_json;

// Six decimals: what a float holds of a share, without the digits of its binary form. No number
// becomes null.
Json number(double value) {
  return std::isfinite(value) ? Json(std::round(value * 1e6) / 1e6) : Json();
}

Json probabilities(const PolarityProbabilities &values) {
  return {{"negative", number(values[0])},
          {"neutral", number(values[1])},
          {"positive", number(values[2])}};
}

const char *name_of_presence(Presence presence) {
  static constexpr const char *names[] = {"present", "missing", "translated"};
  return names[static_cast<int>(presence)];
}

const char *name_of_code(ErrorCode code) {
  static constexpr const char *names[] = {"not_found", "unreadable",  "bad_format",
                                          "too_large", "unsupported", "missing_pair",
                                          "cancelled", "usage",       "internal"};
  return names[static_cast<int>(code)];
}

Json modalities(const Reading &reading) {
  Json list = Json::array();
  for (const UnimodalReading &one : reading.modalities) {
    Json object = {{"modality", name_of(one.modality)},
                   {"presence", name_of_presence(one.presence)}};
    if (one.probabilities) {
      object["polarity"] = name_of(polarity_of(*one.probabilities));
      object["probabilities"] = probabilities(*one.probabilities);
    }
    if (one.weight)
      object["weight"] = number(*one.weight);
    if (one.uncertainty)
      object["uncertainty"] = number(*one.uncertainty);
    if (one.intensity)
      object["intensity"] = number(*one.intensity);
    if (one.generated)
      object["generated_label"] = number(*one.generated);
    list.push_back(std::move(object));
  }
  return list;
}

Json highlights(const std::vector<Highlight> &values, const char *key) {
  Json list = Json::array();
  for (const Highlight &one : values)
    list.push_back({{key, one.name}, {"attention", number(one.value)}});
  return list;
}

Json tokens(const Reading &reading) {
  Json list = Json::array();
  for (const TokenSpan &token : reading.tokens)
    list.push_back(
        {{"piece", token.piece}, {"begin", token.begin}, {"end", token.end}, {"word", token.word}});
  return list;
}

Json words(const Reading &reading) {
  Json list = Json::array();
  for (const WordSpan &word : reading.words) {
    const bool inside = word.begin <= word.end && word.end <= reading.text.size();
    list.push_back(
        {{"text", inside ? reading.text.substr(word.begin, word.end - word.begin) : std::string()},
         {"begin", word.begin},
         {"end", word.end},
         {"first_token", word.first_token},
         {"last_token", word.last_token}});
    if (word.by_itself)
      list.back()["by_itself"] = number(*word.by_itself);
  }
  return list;
}

Json list_of(const auto &values) {
  Json list = Json::array();
  for (const auto &value : values)
    list.push_back(number(static_cast<double>(value)));
  return list;
}

Json over_time(const Reading &reading) {
  Json list = Json::array();
  for (const TimeAttention &one : reading.time_attention) {
    Json layers = Json::array();
    for (int layer = 0; layer < one.layers; ++layer)
      layers.push_back(list_of(one.over_steps(layer)));
    list.push_back({{"modality", name_of(one.modality)},
                    {"times", list_of(one.times)},
                    {"attention", std::move(layers)}});
  }
  return list;
}

Json semantic_map(const SemanticMap &map) {
  Json object;
  for (const Modality modality : {Modality::text, Modality::image, Modality::audio}) {
    const auto begin = map.weights.begin() + static_cast<std::ptrdiff_t>(modality) * map.dimensions;
    object[name_of(modality)] = list_of(std::vector<float>(begin, begin + map.dimensions));
  }
  return object;
}

Json expected(const Reading &reading) {
  Json list = Json::array();
  for (const ExpectedWord &word : reading.expected_words) {
    Json candidates = Json::array();
    for (const ExpectedWord::Candidate &one : word.candidates)
      candidates.push_back({{"text", one.text}, {"probability", number(one.probability)}});
    list.push_back({{"word", word.word},
                    {"own_probability", number(word.own_probability)},
                    {"candidates", std::move(candidates)}});
  }
  return list;
}

Json faces(const Reading &reading) {
  Json list = Json::array();
  for (const SeenFace &face : reading.faces) {
    if (face.boxes.empty())
      continue;
    const SeenFace::Box box = face.mean();
    Json one = {{"read", face.read},
                {"x", number(box.x)},
                {"y", number(box.y)},
                {"width", number(box.width)},
                {"height", number(box.height)}};
    for (const SeenFace::Expression &expression : face.expressions)
      one["expressions"][expression.name] = number(expression.probability);
    if (reading.duration_s) {
      one["begin"] = number(face.boxes.front().time);
      one["end"] = number(face.boxes.back().time);
      one["frames"] = face.boxes.size();
    }
    list.push_back(std::move(one));
  }
  return list;
}

Json grid(const RegionGrid &grid) {
  return {{"rows", grid.rows},           {"columns", grid.columns},
          {"left", number(grid.left)},   {"top", number(grid.top)},
          {"right", number(grid.right)}, {"bottom", number(grid.bottom)}};
}

// What was read, and by what.
Json origin(const Reading &reading) {
  return {{"file", report_name(reading)},
          {"id", reading.id},
          {"kind", kind_of(reading)},
          {"status", "ok"},
          {"model", reading.model},
          {"system", reading.system},
          {"text_encoder", reading.text_encoder},
          {"image_encoder", reading.image_encoder},
          {"text_tuned_blocks", reading.text_tuned_blocks},
          {"image_tuned_blocks", reading.image_tuned_blocks},
          {"device", reading.device},
          {"precision", reading.precision},
          {"elapsed_ms", number(reading.elapsed_ms)},
          {"parameters", reading.parameters},
          {"encoder_parameters", reading.encoder_parameters}};
}

// What every reading says.
void add_results(Json &object, const Reading &reading) {
  object.update({{"polarity", name_of(polarity_of(reading.probabilities))},
                 {"probabilities", probabilities(reading.probabilities)},
                 {"intensity", number(intensity_of(reading))},
                 {"modalities", modalities(reading)},
                 {"missing", missing_modalities(reading)},
                 {"disagreement", reading.disagreement},
                 {"text", reading.text},
                 {"text_truncated", reading.text_truncated},
                 {"top_words", highlights(top_words(reading), "word")},
                 {"top_regions", highlights(top_regions(reading), "cell")},
                 {"top_times", highlights(top_times(reading), "seconds")},
                 {"grid", grid(reading.grid)}});
}

// What only some posts have or some systems say.
void add_optional_results(Json &object, const Reading &reading) {
  if (reading.duration_s) {
    object["duration_s"] = number(*reading.duration_s);
    object["frame_times"] = list_of(reading.frame_times);
  }
  if (reading.uncertainty)
    object["uncertainty"] = number(*reading.uncertainty);
  if (!reading.audio_encoder.empty())
    object["audio_encoder"] = reading.audio_encoder;
  if (!reading.face_encoder.empty())
    object["face_encoder"] = reading.face_encoder;
  if (!reading.faces.empty())
    object["faces"] = faces(reading);
  if (reading.faces_by_themselves)
    object["faces_by_themselves"] = number(*reading.faces_by_themselves);
  if (reading.faces_not_looked_for)
    object["faces_not_looked_for"] = true;
  if (!reading.time_attention.empty())
    object["time_attention"] = over_time(reading);
  if (reading.semantic_map)
    object["semantic_map"] = semantic_map(*reading.semantic_map);
}

// Bytes that are not UTF-8 become U+FFFD instead of an exception.
std::string line_of(const Json &object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

std::string json_row(const Reading &reading) {
  Json object = origin(reading);
  add_results(object, reading);
  add_optional_results(object, reading);
  object["tokens"] = tokens(reading);
  object["words"] = words(reading);
  if (!reading.expected_words.empty())
    object["expected_words"] = expected(reading);
  return line_of(object);
}

std::string json_failure_row(const Error &error, const std::filesystem::path &post, bool clip,
                             const std::string &model) {
  const Json object = {{"file", report_name((post.empty() ? error.file : post).string())},
                       {"kind", clip ? "clip" : "post"},
                       {"status", "failed"},
                       {"model", model},
                       {"error",
                        {{"code", name_of_code(error.code)},
                         {"message", error.message},
                         {"file", report_name(error.file.string())}}}};
  return line_of(object);
}

} // namespace affect
