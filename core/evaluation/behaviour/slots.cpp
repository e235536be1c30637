#include "evaluation/behaviour/slots.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace affect {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string with_capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string without_number(std::string name) {
  while (!name.empty() && is_digit(name.back()))
    name.pop_back();
  return name;
}

// A list's own name may end in a digit, and a list called Thing goes before a capital of `thing`.
bool find_list(Slot &slot, const WordLists &words) {
  for (const bool capital : {false, true}) {
    if (capital && (slot.name.empty() || slot.name[0] < 'A' || slot.name[0] > 'Z'))
      return false;
    if (capital)
      slot.name[0] = static_cast<char>(slot.name[0] - 'A' + 'a');
    for (const std::string &list : {slot.name, without_number(slot.name)})
      if (words.contains(list)) {
        slot.list = list;
        slot.capital = slot.capital || capital;
        return true;
      }
  }
  return false;
}

Result<Slot> slot_of(std::string_view inside, const WordLists &words) {
  Slot slot;
  if (inside.starts_with("a ") || inside.starts_with("A ")) {
    slot.article = true;
    slot.capital = inside[0] == 'A';
    inside.remove_prefix(2);
  }
  slot.name = inside;
  if (find_list(slot, words))
    return slot;
  return make_error(ErrorCode::bad_format,
                    "there is no list of words for {" + std::string(inside) + "}; add it.");
}

} // namespace

Result<SlottedText> parse_slots(std::string_view text, const WordLists &words) {
  SlottedText result;
  for (;;) {
    const std::size_t brace = text.find_first_of("{}");
    result.texts.emplace_back(text.substr(0, brace));
    if (brace == std::string_view::npos)
      return result;
    const std::size_t end = text.find_first_of("{}", brace + 1);
    if (text[brace] == '}' || end == std::string_view::npos || text[end] == '{')
      return make_error(ErrorCode::bad_format, "a brace of a slot is missing its other; mend it.");
    AFFECT_TRY(slot, slot_of(text.substr(brace + 1, end - brace - 1), words));
    result.slots.push_back(slot);
    text.remove_prefix(end + 1);
  }
}

std::string fill(const SlottedText &text, const std::map<std::string, std::string> &words) {
  std::string result = text.texts[0];
  for (std::size_t i = 0; i < text.slots.size(); ++i) {
    const Slot &slot = text.slots[i];
    std::string word = words.at(slot.name);
    if (slot.article)
      word.insert(0, std::string(article_of(word)).append(" "));
    result += slot.capital ? with_capital(word) : word;
    result += text.texts[i + 1];
  }
  return result;
}

std::string_view article_of(std::string_view word) {
  constexpr std::array<std::string_view, 4> silent_h = {"hour", "honest", "honour", "heir"};
  constexpr std::array<std::string_view, 14> consonants = {
      "unique", "unit", "univer", "union", "unifor", "unicorn", "unilat",
      "unis",   "use",  "usu",    "eu",    "one",    "once",    "ubiqu"};
  std::string lower(word.substr(0, 10));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto begins = [&](std::string_view with) { return lower.starts_with(with); };
  if (begins("8"))
    return "an";
  if (begins("11") || begins("18"))
    return lower.size() == 2 || !is_digit(lower[2]) ? "an" : "a";
  if (std::any_of(silent_h.begin(), silent_h.end(), begins))
    return "an";
  if (std::any_of(consonants.begin(), consonants.end(), begins))
    return "a";
  return !lower.empty() && std::string_view("aeiou").find(lower[0]) != std::string_view::npos ? "an"
                                                                                              : "a";
}

} // namespace affect
