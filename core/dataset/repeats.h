#pragma once

#include <string>
#include <string_view>

namespace affect {

/// What two posts have in common that say the same words: the text without links, white space collapsed. Posts of
/// different splits with equal keys leak labels; results are reported without them as well.
std::string text_key(std::string_view text);

} // namespace affect
