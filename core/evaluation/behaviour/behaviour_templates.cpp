#include "evaluation/behaviour/behaviour_templates.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace affect {
namespace {

using nlohmann::json;

constexpr std::size_t max_file_bytes = 64u << 20;
constexpr int max_depth = 8;   ///< of the pairs' texts
constexpr int max_count = 100; ///< words of a group

Error bad(std::string message) { return make_error(ErrorCode::bad_format, std::move(message)); }

bool is_list(const json &value) { return value.is_array() && !value.empty(); }

Result<void> read_words(const json &object, WordLists &words) {
  if (!object.is_object())
    return bad("\"words\" is missing or no object of lists.");
  for (const auto &[name, list] : object.items()) {
    if (!is_list(list))
      return bad("The list of words \"" + name + "\" is empty or no list.");
    std::vector<std::string> &into = words[name];
    for (const json &word : list) {
      if (!word.is_string() || word.get<std::string>().empty())
        return bad("The list of words \"" + name + "\" holds what is no word in quotes.");
      if (std::find(into.begin(), into.end(), word.get<std::string>()) != into.end())
        return bad("The list of words \"" + name + "\" has \"" + word.get<std::string>() +
                   "\" twice.");
      into.push_back(word.get<std::string>());
    }
  }
  return {};
}

// What the tests of a group share is spelled as in the JSON Lines, so their reader checks it.
Result<BehaviourTest> demand_of(const json &group, const BehaviourTest &common) {
  json line = {{"capability", common.capability}, {"language", common.language}};
  for (const char *key : {"kind", "label", "most", "tolerance", "name"})
    if (group.contains(key))
      line[key] = group.at(key);
  line["texts"] = {"one", "other"};
  auto parsed = parse_behaviour_tests(line.dump(-1, ' ', false, json::error_handler_t::replace));
  if (!parsed.errors.empty())
    return bad(parsed.errors[0].message.substr(parsed.errors[0].message.find(": ") + 2));
  BehaviourTest test = std::move(parsed.tests[0]);
  test.texts.clear();
  test.line = 0;
  return test;
}

Result<void> read_group_of(const json &group, BehaviourTemplate &into) {
  for (const auto &[key, value] : group.items())
    if (constexpr std::array<const char *, 10> known = {"kind", "label", "most", "tolerance",
                                                        "name", "texts", "pairs", "vary", "count",
                                                        "perturb"};
        std::find(known.begin(), known.end(), key) == known.end())
      return bad("the field \"" + key + "\" is unknown.");
  if (const auto found = group.find("vary"); found != group.end()) {
    const auto count = group.find("count");
    into.vary = found->is_string() ? found->get<std::string>() : std::string();
    const auto words = count == group.end()         ? std::int64_t{4}
                       : count->is_number_integer() ? count->get<std::int64_t>()
                                                    : std::int64_t{0};
    into.count = static_cast<int>(std::clamp<std::int64_t>(words, 0, max_count + 1));
    if (into.vary.empty() || into.count < 2 || into.count > max_count)
      return bad("\"vary\" names a slot, and \"count\" how many of its words: 2 to 100.");
  }
  if (const auto found = group.find("perturb"); found != group.end()) {
    into.perturbation =
        perturbation_called(found->is_string() ? found->get<std::string>() : std::string());
    if (!into.perturbation || !into.vary.empty())
      return bad(
          "\"perturb\" is typo, link, handle, punctuation or case, and not beside \"vary\".");
  }
  return {};
}

bool is_of_pairs(BehaviourKind kind) {
  return kind == BehaviourKind::up || kind == BehaviourKind::down;
}

Result<SlottedText> text_of(const json &text, const BehaviourTemplates &templates) {
  if (!text.is_string() || text.get<std::string>().empty())
    return bad("a text is empty or not in quotes.");
  const auto written = text.get<std::string>();
  auto parsed = parse_slots(written, templates.words);
  if (!parsed.ok())
    return bad("\"" + written + "\": " + parsed.error().message);
  for (const Slot &slot : parsed->slots)
    if (slot.article && templates.language != "en")
      return bad("\"" + written + "\": {a …} puts an English article.");
  return parsed;
}

Result<void> check_varied(const BehaviourTemplate &one) {
  const auto &slots = one.texts[0].slots;
  const bool found = std::any_of(slots.begin(), slots.end(),
                                 [&](const Slot &slot) { return slot.name == one.vary; });
  return found ? Result<void>() : bad("a text has no slot {" + one.vary + "} to vary.");
}

Result<void> read_group(const json &group, const BehaviourTest &common,
                        const BehaviourTemplates &templates, std::vector<BehaviourTemplate> &into) {
  if (!group.is_object())
    return bad("a test is no object.");
  BehaviourTemplate shared;
  AFFECT_CHECK(read_group_of(group, shared));
  AFFECT_TRY(demand, demand_of(group, common));
  shared.test = demand;
  const bool pairs = is_of_pairs(demand.kind);
  const char *key = pairs ? "pairs" : "texts";
  const bool grouped = !shared.vary.empty() || shared.perturbation;
  if (pairs == grouped && (pairs || demand.kind == BehaviourKind::same))
    return bad(pairs ? "a test of the kind up or down has pairs, and neither vary nor perturb."
                     : "a test of the kind same needs \"vary\" or \"perturb\".");
  if (!group.contains(key) || !is_list(group.at(key)))
    return bad(std::string("\"") + key + "\" is missing or no list.");
  for (const json &entry : group.at(key)) {
    BehaviourTemplate one = shared;
    const json texts = pairs ? entry : json::array({entry});
    if (!texts.is_array() || texts.size() != (pairs ? 2 : 1))
      return bad("a pair is a list of two texts.");
    for (const json &text : texts) {
      AFFECT_TRY(parsed, text_of(text, templates));
      one.texts.push_back(parsed);
    }
    if (!one.vary.empty())
      AFFECT_CHECK(check_varied(one));
    into.push_back(std::move(one));
  }
  return {};
}

Result<void> read_capability(const json &object, BehaviourTemplates &templates) {
  const auto name = object.is_object() ? object.find("name") : object.end();
  if (!object.is_object() || name == object.end() || !name->is_string() ||
      name->get<std::string>().empty())
    return bad("A capability has no name.");
  const auto place = "\"" + name->get<std::string>() + "\": ";
  const auto tests = object.find("tests");
  if (tests == object.end() || !is_list(*tests))
    return bad(place + "\"tests\" is missing or no list.");
  BehaviourTest common;
  common.capability = name->get<std::string>();
  common.language = templates.language;
  std::vector<BehaviourTemplate> into;
  for (const json &group : *tests)
    if (auto read = read_group(group, common, templates, into); !read.ok())
      return bad(place + read.error().message);
  templates.capabilities.push_back(std::move(into));
  return {};
}

} // namespace

Result<BehaviourTemplates> parse_behaviour_templates(std::string_view text) {
  if (text.size() > max_file_bytes)
    return make_error(ErrorCode::too_large, "Templates of more than 64 MB are not read.");
  const auto shallow = [](int depth, json::parse_event_t, json &) { return depth < max_depth; };
  const json file = json::parse(text, shallow, /*allow_exceptions=*/false);
  if (!file.is_object())
    return bad("This is no JSON object in UTF-8; see docs/behaviour.md for what templates are.");
  BehaviourTemplates templates;
  const auto language = file.find("language");
  if (language == file.end() || !language->is_string() || language->get<std::string>().empty())
    return bad("\"language\" is missing; \"en\" or \"zh\", for instance.");
  templates.language = language->get<std::string>();
  AFFECT_CHECK(read_words(file.value("words", json()), templates.words));
  const auto capabilities = file.find("capabilities");
  if (capabilities == file.end() || !is_list(*capabilities))
    return bad("\"capabilities\" is missing or no list.");
  for (const json &capability : *capabilities)
    AFFECT_CHECK(read_capability(capability, templates));
  return templates;
}

} // namespace affect
