#include "evaluation/behaviour/behaviour_json.h"

#include <nlohmann/json.hpp>

namespace affect {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(const BehaviourCount &count) {
  return {{"tests", count.tests}, {"failed", count.failed}, {"failure_rate", count.failure_rate()}};
}

ordered_json json_of(const BehaviourFailure &failure, const BehaviourTest &test,
                     const std::vector<TextProbabilities> &readings) {
  ordered_json json = ordered_json::parse(line_of(test));
  json["line"] = test.line;
  json["worst_text"] = failure.text;
  json["excess"] = failure.excess;
  for (const TextProbabilities &of : readings)
    json["probabilities"].push_back(of ? ordered_json(*of) : ordered_json());
  return json;
}

} // namespace

ordered_json to_json(const BehaviourReport &report, const std::vector<BehaviourTest> &tests,
                     const std::vector<std::vector<TextProbabilities>> &readings) {
  ordered_json json;
  json["mean_failure_rate"] = report.mean_failure_rate;
  json["mean_failure_rate_by_language"] = ordered_json::object();
  for (const auto &[language, mean] : report.mean_by_language)
    json["mean_failure_rate_by_language"][language] = mean;
  json["capabilities"] = ordered_json::object();
  for (const CapabilityScore &one : report.capabilities) {
    ordered_json capability = json_of(one.all);
    for (const auto &[language, count] : one.languages)
      capability["languages"][language] = json_of(count);
    json["capabilities"][one.capability] = std::move(capability);
  }
  json["failures"] = ordered_json::array();
  for (const BehaviourFailure &failure : report.failures)
    json["failures"].push_back(json_of(failure, tests[failure.test], readings[failure.test]));
  return json;
}

} // namespace affect
