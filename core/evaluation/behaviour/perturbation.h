#pragma once

#include "base/random.h"

#include <optional>
#include <string>
#include <string_view>

namespace affect {

/// Changes of a text that leave what it says as it is.
enum class Perturbation {
  typo,        ///< two neighbouring letters of a word of four or more are swapped
  link,        ///< an address after it
  handle,      ///< a user's name before it
  punctuation, ///< the mark at its end taken away, or one put there
  letter_case  ///< all in capitals, or none
};

/// By the name that templates use: typo, link, handle, punctuation, case.
std::optional<Perturbation> perturbation_called(std::string_view name);

/// The changed text (UTF-8); empty where there is nothing to change: a typo or another case of
/// Chinese, the mark of a question. Words with @, # or / stay as they are.
std::optional<std::string> perturbed(const std::string &text, Perturbation how, Random &random);

} // namespace affect
