#pragma once

#include "evaluation/behaviour/behaviour_test.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace affect {

/// A model's probabilities of a text (negative, neutral, positive); empty: it could not be read.
using TextProbabilities = std::optional<std::array<float, 3>>;

/// p(positive) − p(negative).
double score_of(const std::array<float, 3> &probabilities);

/// How many tests there were, and how many of them failed.
struct BehaviourCount {
  std::int64_t tests = 0, failed = 0;

  double failure_rate() const {
    return tests > 0 ? static_cast<double>(failed) / static_cast<double>(tests) : 0;
  }
};

struct CapabilityScore {
  std::string capability;
  BehaviourCount all;                              ///< of all languages
  std::map<std::string, BehaviourCount> languages; ///< by name; only those that it has tests in
};

/// A test that failed, by the text that failed worst.
struct BehaviourFailure {
  std::size_t test = 0; ///< index into the tests
  std::size_t text = 0; ///< index into the test's texts
  /// How far it is from what is demanded, in probability or score, from 0 to 2; the more, the
  /// worse.
  double excess = 0;
};

struct BehaviourReport {
  std::vector<CapabilityScore> capabilities; ///< in the order in which they first occur
  std::vector<BehaviourFailure> failures;    ///< by capability in that order, the worst first
  double mean_failure_rate = 0;              ///< over capabilities, each counting the same
  std::map<std::string, double> mean_by_language;
};

/// Why a test fails, if it does: the text that fails worst, and by how much. A text that could not
/// be read fails.
std::optional<BehaviourFailure> failure_of(const BehaviourTest &test,
                                           const std::vector<TextProbabilities> &readings);

/// `readings` [test][text].
BehaviourReport score_behaviours(const std::vector<BehaviourTest> &tests,
                                 const std::vector<std::vector<TextProbabilities>> &readings);

} // namespace affect
