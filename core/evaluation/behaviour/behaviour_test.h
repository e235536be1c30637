#pragma once

#include "base/error.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// What a test demands of a model's readings (CheckList, Ribeiro et al., ACL 2020).
enum class BehaviourKind {
  is,   ///< minimum functionality: every text has one of the allowed labels
  same, ///< invariance: every text has the label of the first
  up,   ///< directional expectation: the second text's score is not lower than the first's
  down  ///< … not higher
};
const char *name_of(BehaviourKind kind);

/// Negative, neutral, positive.
inline constexpr std::array<const char *, 3> behaviour_labels = {"negative", "neutral", "positive"};
inline constexpr double default_tolerance = 0.1;

/// One test of a behaviour: a line of the JSON Lines format of docs/behaviour.md.
struct BehaviourTest {
  std::string capability; ///< "area/what"
  std::string language;   ///< "en", "zh", …
  std::string name;       ///< of the test, for its reader; may be empty
  BehaviourKind kind = BehaviourKind::is;
  std::array<bool, 3> labels{};         ///< `is`: those that are allowed
  std::optional<double> most;           ///< `same`: how far scores may lie from the first text's
  double tolerance = default_tolerance; ///< `up`, `down`
  std::vector<std::string> texts;       ///< UTF-8; two of `up` and `down`
  std::size_t line = 0;                 ///< in its file, from 1; 0: from none

  bool operator==(const BehaviourTest &) const = default;
};

struct BehaviourTests {
  std::vector<BehaviourTest> tests;
  std::vector<Error> errors; ///< bad_format: one a bad line, which is left out
};

/// Reads the lines of a file, UTF-8. Empty lines and a byte order mark are passed over. A line that
/// is no test is an error that names it, and does not lose the others.
BehaviourTests parse_behaviour_tests(std::string_view lines);

/// The test as such a line, without the line's end. Texts must be valid UTF-8.
std::string line_of(const BehaviourTest &test);

} // namespace affect
