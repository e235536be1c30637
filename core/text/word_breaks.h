#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace affect {

/// Where words may begin or end in a UTF-8 text: byte offsets in rising order, 0 and the text's
/// length among them. By Unicode's rules (UAX 29) and, for writing without spaces, ICU's
/// dictionaries, which know Chinese and Japanese words. Empty where ICU cannot say.
std::vector<std::size_t> word_breaks(std::string_view text);

} // namespace affect
