#include "evaluation/behaviour/behaviour_test.h"

#include "base/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace affect {
namespace {

using nlohmann::json;

constexpr std::size_t max_line_bytes = 1u << 20;
constexpr std::size_t max_texts = 1000;
constexpr int max_depth = 3; ///< of an object with lists; deeper values are passed over
constexpr std::array<const char *, 4> kinds = {"is", "same", "up", "down"};
constexpr std::array<const char *, 8> fields = {"capability", "language",  "kind",  "label",
                                                "most",       "tolerance", "texts", "name"};

Error bad(std::string message) { return make_error(ErrorCode::bad_format, std::move(message)); }

// What a message can name of a text that may be of any length: whole characters.
std::string shortened(const std::string &text) {
  constexpr std::size_t most = 40;
  std::size_t end = std::min(text.size(), most);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return end == text.size() ? text : text.substr(0, end) + "…";
}

bool is_empty(const std::string &text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

Result<std::string> word(const json &object, const char *key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string() || is_empty(found->get<std::string>()))
    return bad(std::string("\"") + key + "\" is missing or no text; write it in quotes.");
  return found->get<std::string>();
}

Result<BehaviourKind> kind_of(const json &object) {
  AFFECT_TRY(name, word(object, "kind"));
  const auto found = std::find(kinds.begin(), kinds.end(), name);
  if (found == kinds.end())
    return bad("the kind \"" + shortened(name) + "\" is none of is, same, up and down.");
  return static_cast<BehaviourKind>(found - kinds.begin());
}

Result<void> allow(const json &label, std::array<bool, 3> &labels) {
  const std::string name = label.is_string() ? label.get<std::string>() : std::string();
  const auto found = std::find(behaviour_labels.begin(), behaviour_labels.end(), name);
  if (found == behaviour_labels.end())
    return bad("a label is negative, neutral or positive, or a list of these" +
               (name.empty() ? std::string(".") : ", not \"" + shortened(name) + "\"."));
  labels[static_cast<std::size_t>(found - behaviour_labels.begin())] = true;
  return {};
}

Result<std::array<bool, 3>> labels_of(const json &object) {
  std::array<bool, 3> labels{};
  const auto found = object.find("label");
  if (found == object.end() || (found->is_array() && found->empty()))
    return bad("\"label\" is missing; a test of the kind is names what its texts must be.");
  if (!found->is_array()) {
    AFFECT_CHECK(allow(*found, labels));
    return labels;
  }
  for (const json &label : *found)
    AFFECT_CHECK(allow(label, labels));
  return labels;
}

Result<double> bound(const json &value, const char *key) {
  const double number = value.is_number() ? value.get<double>() : -1;
  if (!std::isfinite(number) || number < 0 || number > 2)
    return bad(std::string("\"") + key + "\" is a number from 0 to 2, as scores differ by.");
  return number;
}

Result<std::vector<std::string>> texts_of(const json &object) {
  const auto found = object.find("texts");
  if (found == object.end() || !found->is_array() || found->empty() || found->size() > max_texts)
    return bad("\"texts\" is missing or no list of 1 to " + std::to_string(max_texts) + " texts.");
  std::vector<std::string> texts;
  for (const json &text : *found) {
    if (!text.is_string() || is_empty(text.get<std::string>()))
      return bad("text " + std::to_string(texts.size() + 1) + " is empty or not in quotes.");
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

// A field that does not belong to the kind would silently demand nothing.
Result<void> check_fields(const json &object, BehaviourKind kind) {
  const auto belongs = [&](const std::string &key) {
    if (key == "label")
      return kind == BehaviourKind::is;
    if (key == "most")
      return kind == BehaviourKind::same;
    return key != "tolerance" || kind == BehaviourKind::up || kind == BehaviourKind::down;
  };
  for (const auto &[key, value] : object.items()) {
    if (std::find(fields.begin(), fields.end(), key) == fields.end())
      return bad("the field \"" + shortened(key) +
                 "\" is unknown; there are capability, language, kind, label, most, tolerance, "
                 "texts and name.");
    if (!belongs(key))
      return bad("\"" + key + "\" does not belong to a test of the kind " +
                 kinds[static_cast<std::size_t>(kind)] + ".");
  }
  return {};
}

Result<BehaviourTest> test_of(const json &object) {
  BehaviourTest test;
  AFFECT_TRY(capability, word(object, "capability"));
  AFFECT_TRY(language, word(object, "language"));
  AFFECT_TRY(kind, kind_of(object));
  AFFECT_CHECK(check_fields(object, kind));
  AFFECT_TRY(texts, texts_of(object));
  test.capability = capability;
  test.language = language;
  test.kind = kind;
  test.texts = std::move(texts);
  if (object.contains("name")) {
    AFFECT_TRY(name, word(object, "name"));
    test.name = name;
  }
  if (kind == BehaviourKind::is) {
    AFFECT_TRY(labels, labels_of(object));
    test.labels = labels;
  }
  if (object.contains("most")) {
    AFFECT_TRY(most, bound(object.at("most"), "most"));
    test.most = most;
  }
  if (object.contains("tolerance")) {
    AFFECT_TRY(tolerance, bound(object.at("tolerance"), "tolerance"));
    test.tolerance = tolerance;
  }
  if (kind == BehaviourKind::same && test.texts.size() < 2)
    return bad("a test of the kind same has two texts or more.");
  if ((kind == BehaviourKind::up || kind == BehaviourKind::down) && test.texts.size() != 2)
    return bad(std::string("a test of the kind ") + name_of(kind) + " has two texts.");
  return test;
}

Result<BehaviourTest> test_of_line(std::string_view line) {
  if (line.size() > max_line_bytes)
    return bad("this is longer than a test can be (1 MB).");
  const auto shallow = [](int depth, json::parse_event_t, json &) { return depth < max_depth; };
  const json object = json::parse(line, shallow, /*allow_exceptions=*/false);
  if (!object.is_object())
    return bad("this is no JSON object in UTF-8; see docs/behaviour.md for what a line holds.");
  return test_of(object);
}

} // namespace

const char *name_of(BehaviourKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

BehaviourTests parse_behaviour_tests(std::string_view lines) {
  BehaviourTests result;
  if (lines.starts_with("\xEF\xBB\xBF"))
    lines.remove_prefix(3);
  for (std::size_t number = 1; !lines.empty(); ++number) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos)
      continue;
    if (auto test = test_of_line(line); test.ok()) {
      test->line = number;
      result.tests.push_back(std::move(*test));
    } else {
      Error error = test.error();
      error.message = "Line " + std::to_string(number) + ": " + error.message;
      result.errors.push_back(std::move(error));
    }
  }
  return result;
}

std::string line_of(const BehaviourTest &test) {
  nlohmann::ordered_json object;
  object["capability"] = test.capability;
  object["language"] = test.language;
  if (!test.name.empty())
    object["name"] = test.name;
  object["kind"] = name_of(test.kind);
  if (test.kind == BehaviourKind::is) {
    std::vector<std::string> allowed;
    for (std::size_t i = 0; i < behaviour_labels.size(); ++i)
      if (test.labels[i])
        allowed.emplace_back(behaviour_labels[i]);
    if (allowed.size() == 1)
      object["label"] = allowed[0];
    else
      object["label"] = allowed;
  }
  if (test.most)
    object["most"] = *test.most;
  if (test.tolerance != default_tolerance)
    object["tolerance"] = test.tolerance;
  object["texts"] = test.texts;
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace affect
