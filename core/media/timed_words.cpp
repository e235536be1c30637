#include "media/subtitles.h"

#include <charconv>
#include <cmath>
#include <optional>

namespace affect {
namespace {

// "01:02:03.456" or "02:03.456" → seconds.
std::optional<double> clock_of(std::string_view text) {
  double seconds = 0;
  for (int parts = 0; parts < 3; ++parts) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    double value = 0;
    const auto [end, error] =
        std::from_chars(part.data(), part.data() + part.size(), value, std::chars_format::fixed);
    if (error != std::errc() || end != part.data() + part.size() || value < 0)
      return std::nullopt;
    seconds = seconds * 60 + value;
    if (colon == std::string_view::npos)
      return parts > 0 ? std::optional(seconds) : std::nullopt;
    text.remove_prefix(colon + 1);
  }
  return std::nullopt;
}

// Collects text between two moments; each stretch between two of them is one word.
class Stretches {
public:
  explicit Stretches(double begin) : begin_(begin) {}
  void add(char c) { text_ += c; }
  void cut(double at) {
    const std::string word = trimmed(text_);
    if (!word.empty())
      words_.push_back({begin_, std::max(begin_, at), word});
    text_.clear();
    begin_ = at;
  }
  std::vector<TimedWord> take(double end) {
    cut(end);
    return std::move(words_);
  }

private:
  double begin_;
  std::string text_;
  std::vector<TimedWord> words_;
};

} // namespace

std::vector<TimedWord> webvtt_words(std::string_view cue, double begin, double end) {
  Stretches words(begin);
  bool timed = false;
  for (std::size_t at = 0; at < cue.size(); ++at) {
    const std::size_t close = cue[at] == '<' ? cue.find('>', at) : std::string_view::npos;
    if (close == std::string_view::npos) {
      words.add(cue[at]);
      continue;
    }
    if (const auto time = clock_of(cue.substr(at + 1, close - at - 1))) {
      words.cut(std::min(std::max(*time, begin), end));
      timed = true;
    }
    at = close;
  }
  return timed ? words.take(end) : std::vector<TimedWord>();
}

std::vector<TimedWord> ass_words(std::string_view event, double begin, double end) {
  Stretches words(begin);
  bool timed = false;
  double at_time = begin, length = 0;
  for (std::size_t at = 0; at < event.size(); ++at) {
    const std::size_t close = event[at] == '{' ? event.find('}', at) : std::string_view::npos;
    if (close == std::string_view::npos) {
      const bool line_break = event[at] == '\\' && at + 1 < event.size() &&
                              (event[at + 1] == 'N' || event[at + 1] == 'n');
      words.add(line_break ? ' ' : event[at]);
      at += line_break ? 1 : 0;
      continue;
    }
    const std::string_view block = event.substr(at, close - at);
    at = close;
    std::size_t mark = block.find("\\k");
    if (mark == std::string_view::npos)
      mark = block.find("\\K");
    if (mark == std::string_view::npos)
      continue;
    const std::size_t digits = block.find_first_of("0123456789", mark);
    int hundredths = 0;
    if (digits == std::string_view::npos || digits > mark + 3 ||
        std::from_chars(block.data() + digits, block.data() + block.size(), hundredths).ec !=
            std::errc())
      continue;
    at_time = std::min(at_time + length, end);
    words.cut(at_time);
    length = hundredths / 100.0;
    timed = true;
  }
  return timed ? words.take(std::min(at_time + length, end)) : std::vector<TimedWord>();
}

} // namespace affect
