#pragma once

#include "base/result.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// Lists of words by the names of the slots that they fill.
using WordLists = std::map<std::string, std::vector<std::string>>;

/// A place in a template's text: {thing}, {thing2} (another word of the list `thing`), {a thing}
/// (with its article), {Thing} and {A thing} (with a capital).
struct Slot {
  std::string name; ///< "thing2": the same name in one template has the same word
  std::string list; ///< "thing"
  bool article = false, capital = false;
};

/// Text and slots by turns, beginning and ending with text, which may be empty.
struct SlottedText {
  std::vector<std::string> texts; ///< one more than there are slots
  std::vector<Slot> slots;
};

/// Errors: bad_format (a brace without its other, a slot of which there is no list).
Result<SlottedText> parse_slots(std::string_view text, const WordLists &words);

/// With these words by the slots' names. Every slot has one.
std::string fill(const SlottedText &text, const std::map<std::string, std::string> &words);

/// "a" or "an", by how the word sounds.
std::string_view article_of(std::string_view word);

} // namespace affect
