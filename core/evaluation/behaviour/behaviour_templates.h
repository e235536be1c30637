#pragma once

#include "base/result.h"
#include "evaluation/behaviour/behaviour_test.h"
#include "evaluation/behaviour/perturbation.h"
#include "evaluation/behaviour/slots.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// A text with slots, or two with the same words, and what is demanded of the texts it makes.
struct BehaviourTemplate {
  BehaviourTest test;                       ///< without texts
  std::vector<SlottedText> texts;           ///< one; two of `up` and `down`
  std::string vary;                         ///< the list whose words make the group; empty: none
  int count = 0;                            ///< words of the group
  std::optional<Perturbation> perturbation; ///< the group is the text and the changed one
};

/// A file of templates (docs/behaviour.md).
struct BehaviourTemplates {
  std::string language;
  WordLists words;
  std::vector<std::vector<BehaviourTemplate>> capabilities; ///< in the file's order
};

/// Reads such a file, a JSON object in UTF-8. Errors: bad_format, with the place.
Result<BehaviourTemplates> parse_behaviour_templates(std::string_view json);

struct ExpansionOptions {
  std::size_t per_capability = 50; ///< tests at most
  std::uint64_t seed = 1;
};

/// Fills in words by chance: tests of each capability evenly over its templates, none twice; all
/// there are where that is fewer than asked for. A capability's tests depend on nothing but its own
/// templates, the words and the seed.
std::vector<BehaviourTest> expand(const BehaviourTemplates &templates,
                                  const ExpansionOptions &options = {});

} // namespace affect
