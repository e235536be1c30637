#include "media/subtitles.h"

#include "media/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace affect {
namespace {

using nlohmann::json;

std::string text_of(const json &object) {
  for (const char *key : {"word", "text", "punctuated_word"})
    if (const auto found = object.find(key); found != object.end() && found->is_string())
      return trimmed(found->get_ref<const std::string &>());
  return {};
}

// Times of an object, 0 where it has none or none that make sense.
void times_of(const json &object, double &begin, double &end) {
  const auto number = [&](std::initializer_list<const char *> keys) {
    for (const char *key : keys)
      if (const auto found = object.find(key); found != object.end() && found->is_number())
        return found->get<double>();
    return -1.0;
  };
  begin = number({"start", "begin"});
  end = number({"end"});
  constexpr double most = 1e7;
  if (!(begin >= 0) || !(end >= begin) || end > most)
    begin = end = 0;
}

std::vector<TimedWord> words_of(const json &list) {
  std::vector<TimedWord> words;
  if (!list.is_array())
    return words;
  for (const json &one : list) {
    if (!one.is_object())
      continue;
    TimedWord word;
    word.text = text_of(one);
    times_of(one, word.begin, word.end);
    if (!is_blank(word.text) && word.end > 0)
      words.push_back(std::move(word));
  }
  return words;
}

// Words are joined by a space, except between two ideographs or kana.
bool parted(const std::string &left, const std::string &right) {
  const auto wide = [](unsigned char c) {
    return c >= 0xE3 && c <= 0xE9;
  }; // U+3000 … U+9FFF begin so
  const bool left_wide =
      left.size() >= 3 && wide(static_cast<unsigned char>(left[left.size() - 3]));
  return !(left_wide && wide(static_cast<unsigned char>(right.front())));
}

// One cue out of words, broken at pauses and at the length of a subtitle.
std::vector<Cue> grouped(std::vector<TimedWord> words) {
  constexpr double pause = 1.0;
  constexpr std::size_t most_words = 16;
  std::vector<Cue> cues;
  for (TimedWord &word : words) {
    if (cues.empty() || word.begin - cues.back().end > pause ||
        cues.back().words.size() >= most_words)
      cues.push_back({word.begin, word.end, "", {}});
    Cue &cue = cues.back();
    if (!cue.text.empty() && parted(cue.text, word.text))
      cue.text += ' ';
    cue.text += word.text;
    cue.end = std::max(cue.end, word.end);
    cue.words.push_back(std::move(word));
  }
  return cues;
}

Error not_understood() {
  return make_error(ErrorCode::bad_format, "This JSON holds no transcript: a list of segments or "
                                           "of words with start and end is expected.");
}

std::vector<Cue> segments_of(const json &list) {
  std::vector<Cue> cues;
  for (const json &one : list) {
    if (!one.is_object())
      continue;
    Cue cue;
    cue.text = text_of(one);
    times_of(one, cue.begin, cue.end);
    if (const auto words = one.find("words"); words != one.end())
      cue.words = words_of(*words);
    if (!is_blank(cue.text))
      cues.push_back(std::move(cue));
  }
  return cues;
}

} // namespace

Result<std::vector<Cue>> parse_transcript_json(std::string_view text) {
  const json root = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (root.is_array()) {
    auto words = words_of(root);
    if (words.empty() && !root.empty())
      return not_understood();
    return grouped(std::move(words));
  }
  if (!root.is_object())
    return not_understood();
  if (const auto segments = root.find("segments"); segments != root.end() && segments->is_array())
    return segments_of(*segments);
  if (const auto words = root.find("words"); words != root.end() && words->is_array())
    return grouped(words_of(*words));
  const std::string whole = text_of(root);
  if (is_blank(whole))
    return not_understood();
  return std::vector<Cue>{{0, 0, whole, {}}};
}

} // namespace affect
