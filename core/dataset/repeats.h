#pragma once

#include <string>
#include <string_view>

namespace affect {

/// What two posts have in common that say the same words: the text's words (letters, digits, marks)
/// in lower case, one blank between them, without links. Posts of different splits with equal keys
/// leak labels, so results are reported without them as well. Empty where the text holds no word;
/// empty keys are no repeat of one another.
std::string repeat_key(std::string_view text);

} // namespace affect
