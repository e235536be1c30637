#include "evaluation/behaviour/behaviour_scores.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace affect {
namespace {

using Probabilities = std::array<float, 3>;

constexpr double worst = 2; ///< of a text that could not be read

std::size_t label_of(const Probabilities &of) {
  return static_cast<std::size_t>(std::max_element(of.begin(), of.end()) - of.begin());
}

// How far the best of the allowed labels is behind the label; 0 where that is allowed.
std::optional<double> excess_of_label(const Probabilities &of, const std::array<bool, 3> &allowed) {
  if (allowed[label_of(of)])
    return std::nullopt;
  float best = 0;
  for (std::size_t i = 0; i < of.size(); ++i)
    if (allowed[i])
      best = std::max(best, of[i]);
  return of[label_of(of)] - best;
}

std::optional<double> excess_of_change(const BehaviourTest &test, const Probabilities &first,
                                       const Probabilities &of) {
  const double moved = std::abs(score_of(of) - score_of(first));
  if (label_of(of) != label_of(first))
    return std::max(moved, 1e-6); // another label without another score is a failure too
  return test.most && moved > *test.most ? std::optional(moved - *test.most) : std::nullopt;
}

std::optional<double> excess_of_direction(const BehaviourTest &test, const Probabilities &first,
                                          const Probabilities &second) {
  const double rise = score_of(second) - score_of(first);
  const double wrong = test.kind == BehaviourKind::up ? -rise : rise;
  return wrong > test.tolerance ? std::optional(wrong - test.tolerance) : std::nullopt;
}

bool is_finite(const Probabilities &of) {
  return std::all_of(of.begin(), of.end(), [](float p) { return std::isfinite(p); });
}

std::optional<double> excess_of(const BehaviourTest &test,
                                const std::vector<Probabilities> &readings, std::size_t text) {
  if (test.kind == BehaviourKind::is)
    return excess_of_label(readings[text], test.labels);
  if (text == 0)
    return std::nullopt;
  return test.kind == BehaviourKind::same ? excess_of_change(test, readings[0], readings[text])
                                          : excess_of_direction(test, readings[0], readings[text]);
}

void count(BehaviourCount &of, bool failed) {
  ++of.tests;
  of.failed += failed ? 1 : 0;
}

void set_means(BehaviourReport &report) {
  std::map<std::string, std::pair<double, int>> sums;
  for (const CapabilityScore &one : report.capabilities) {
    report.mean_failure_rate +=
        one.all.failure_rate() / static_cast<double>(report.capabilities.size());
    for (const auto &[language, tests] : one.languages) {
      sums[language].first += tests.failure_rate();
      ++sums[language].second;
    }
  }
  for (const auto &[language, sum] : sums)
    report.mean_by_language[language] = sum.first / sum.second;
}

} // namespace

double score_of(const std::array<float, 3> &probabilities) {
  return static_cast<double>(probabilities[2]) - static_cast<double>(probabilities[0]);
}

std::optional<BehaviourFailure> failure_of(const BehaviourTest &test,
                                           const std::vector<TextProbabilities> &readings) {
  assert(readings.size() == test.texts.size());
  std::vector<Probabilities> read;
  for (const TextProbabilities &one : readings) {
    if (!one || !is_finite(*one))
      return BehaviourFailure{0, read.size(), worst};
    read.push_back(*one);
  }
  std::optional<BehaviourFailure> failure;
  for (std::size_t i = 0; i < read.size(); ++i)
    if (const auto excess = excess_of(test, read, i);
        excess && (!failure || *excess > failure->excess))
      failure = BehaviourFailure{0, i, *excess};
  return failure;
}

BehaviourReport score_behaviours(const std::vector<BehaviourTest> &tests,
                                 const std::vector<std::vector<TextProbabilities>> &readings) {
  assert(readings.size() == tests.size());
  BehaviourReport report;
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    const auto [place, is_new] = places.emplace(tests[i].capability, places.size());
    if (is_new)
      report.capabilities.push_back({tests[i].capability, {}, {}});
    CapabilityScore &score = report.capabilities[place->second];
    auto failure = failure_of(tests[i], readings[i]);
    count(score.all, failure.has_value());
    count(score.languages[tests[i].language], failure.has_value());
    if (!failure)
      continue;
    failure->test = i;
    report.failures.push_back(*failure);
  }
  std::stable_sort(report.failures.begin(), report.failures.end(),
                   [&](const BehaviourFailure &a, const BehaviourFailure &b) {
                     const auto place_a = places.at(tests[a.test].capability);
                     const auto place_b = places.at(tests[b.test].capability);
                     return place_a != place_b ? place_a < place_b : a.excess > b.excess;
                   });
  set_means(report);
  return report;
}

} // namespace affect
