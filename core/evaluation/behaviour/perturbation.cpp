#include "evaluation/behaviour/perturbation.h"

#include <array>
#include <utility>
#include <vector>

namespace affect {
namespace {

constexpr std::size_t shortest_word = 4;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

char changed_case(char c, bool capitals) {
  if (capitals)
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Runs of ASCII letters, as begin and end, of the words between blanks that hold nothing but
// letters and what stands around them.
std::vector<std::pair<std::size_t, std::size_t>> plain_words(const std::string &text) {
  std::vector<std::pair<std::size_t, std::size_t>> words;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    std::size_t first = begin, last = end;
    while (first < last && std::string_view(",.!?;:()\"'").find(text[first]) != std::string::npos)
      ++first;
    while (last > first &&
           std::string_view(",.!?;:()\"'").find(text[last - 1]) != std::string::npos)
      --last;
    bool plain = last > first;
    for (std::size_t i = first; i < last && plain; ++i)
      plain = is_letter(text[i]);
    if (plain)
      words.emplace_back(first, last);
    begin = end + 1;
  }
  return words;
}

// The first letter stays, as it does in most slips.
std::optional<std::string> with_typo(const std::string &text, Random &random) {
  std::vector<std::size_t> places;
  for (const auto &[begin, end] : plain_words(text))
    for (std::size_t i = begin + 1; end - begin >= shortest_word && i + 1 < end; ++i)
      if (changed_case(text[i], false) != changed_case(text[i + 1], false))
        places.push_back(i);
  if (places.empty())
    return std::nullopt;
  const std::size_t place = places[random.below(places.size())];
  std::string result = text;
  std::swap(result[place], result[place + 1]);
  return result;
}

std::string random_name(std::size_t letters, Random &random) {
  constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
  std::string name;
  while (name.size() < letters)
    name += alphabet[random.below(alphabet.size())];
  return name;
}

std::optional<std::string> with_other_end(const std::string &text) {
  for (const std::string_view question : {"?", "？"})
    if (text.ends_with(question))
      return std::nullopt;
  constexpr std::array<std::string_view, 4> marks = {".", "!", "。", "！"};
  for (const std::string_view mark : marks)
    if (text.ends_with(mark) && text.size() > mark.size())
      return text.substr(0, text.size() - mark.size());
  const bool ascii = !text.empty() && static_cast<unsigned char>(text.back()) < 0x80;
  return text + std::string(ascii ? "." : "。");
}

std::optional<std::string> with_other_case(const std::string &text, bool capitals) {
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = std::string_view(text).substr(begin, end - begin);
    const bool stays = word.find_first_of("@#/") != std::string_view::npos;
    for (const char c : word)
      result += stays ? c : changed_case(c, capitals);
    if (end < text.size())
      result += ' ';
    begin = end + 1;
  }
  return result == text ? std::nullopt : std::optional(result);
}

} // namespace

std::optional<Perturbation> perturbation_called(std::string_view name) {
  constexpr std::array<std::string_view, 5> names = {"typo", "link", "handle", "punctuation",
                                                     "case"};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name)
      return static_cast<Perturbation>(i);
  return std::nullopt;
}

std::optional<std::string> perturbed(const std::string &text, Perturbation how, Random &random) {
  switch (how) {
  case Perturbation::typo:
    return with_typo(text, random);
  case Perturbation::link:
    return text + " https://t.co/" + random_name(10, random);
  case Perturbation::handle: {
    std::string result = "@";
    result.append(random_name(7, random)).append(" ").append(text);
    return result;
  }
  case Perturbation::punctuation:
    return with_other_end(text);
  case Perturbation::letter_case: {
    const bool capitals = random.below(2) == 0;
    auto result = with_other_case(text, capitals);
    return result ? result : with_other_case(text, !capitals);
  }
  }
  return std::nullopt;
}

} // namespace affect
