#include "evaluation/behaviour/behaviour_templates.h"

#include <algorithm>
#include <cstdint>
#include <set>

namespace affect {
namespace {

using Words = std::map<std::string, std::string>;

constexpr std::uint64_t most_enumerated = 4096; ///< choices of words that are gone through
constexpr int most_attempts = 40;               ///< to find one that was not had, of more

// FNV-1a: the same on every machine.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return hash;
}

// A template with what is left of its choices of words.
class Source {
public:
  Source(const BehaviourTemplate &of, const WordLists &lists, std::uint64_t seed)
      : template_(&of), lists_(&lists), random_(seed) {
    for (const SlottedText &text : of.texts)
      for (const Slot &slot : text.slots)
        slots_[slot.name] = slot.list;
    std::uint64_t choices = 1;
    for (const auto &[name, list] : slots_)
      choices = std::min(choices * lists.at(list).size(), most_enumerated + 1);
    if (choices > most_enumerated)
      return;
    enumerated_ = true;
    for (std::uint64_t i = 0; i < choices; ++i)
      left_.push_back(i);
    random_.shuffle(left_);
  }

  // The next test; empty: there is none any more.
  std::optional<BehaviourTest> next() {
    for (int attempt = 0; attempt < most_attempts || enumerated_; ++attempt) {
      auto words = next_words();
      if (!words)
        return std::nullopt;
      if (auto test = test_with(std::move(*words)))
        return test;
    }
    return std::nullopt;
  }

private:
  std::optional<Words> next_words() {
    if (!enumerated_)
      return drawn_words();
    while (!left_.empty()) {
      std::uint64_t choice = left_.back();
      left_.pop_back();
      Words words;
      for (const auto &[name, list] : slots_) {
        const auto &of = lists_->at(list);
        words[name] = of[choice % of.size()];
        choice /= of.size();
      }
      if (are_different(words))
        return words;
    }
    return std::nullopt;
  }

  // By chance; empty where a list has too few words for the slots that it fills.
  std::optional<Words> drawn_words() {
    std::map<std::string, std::vector<std::string>> left;
    Words words;
    for (const auto &[name, list] : slots_) {
      const auto [words_left, is_new] = left.try_emplace(list);
      std::vector<std::string> &of = words_left->second;
      if (is_new)
        of = lists_->at(list);
      if (of.empty())
        return std::nullopt;
      const auto place = of.begin() + static_cast<std::ptrdiff_t>(random_.below(of.size()));
      words[name] = *place;
      of.erase(place);
    }
    return words;
  }

  // {name} and {name2} are two.
  bool are_different(const Words &words) const {
    std::set<std::pair<std::string, std::string>> taken;
    return std::all_of(words.begin(), words.end(), [&](const auto &word) {
      return taken.emplace(slots_.at(word.first), word.second).second;
    });
  }

  std::optional<BehaviourTest> test_with(Words words) {
    BehaviourTest test = template_->test;
    for (const SlottedText &text : template_->texts)
      test.texts.push_back(fill(text, words));
    if (template_->perturbation) {
      auto changed = perturbed(test.texts[0], *template_->perturbation, random_);
      if (!changed)
        return std::nullopt;
      test.texts.push_back(std::move(*changed));
    }
    if (!template_->vary.empty() && !vary(std::move(words), test))
      return std::nullopt;
    return test;
  }

  bool vary(Words words, BehaviourTest &test) {
    std::vector<std::string> others = lists_->at(slots_.at(template_->vary));
    std::erase_if(others, [&](const std::string &word) {
      return std::any_of(words.begin(), words.end(), [&](const auto &taken) {
        return taken.second == word && slots_.at(taken.first) == slots_.at(template_->vary);
      });
    });
    random_.shuffle(others);
    if (others.size() + 1 < static_cast<std::size_t>(template_->count))
      return false;
    for (std::size_t i = 0; i + 1 < static_cast<std::size_t>(template_->count); ++i) {
      words[template_->vary] = others[i];
      test.texts.push_back(fill(template_->texts[0], words));
    }
    return true;
  }

  const BehaviourTemplate *template_;
  const WordLists *lists_;
  std::map<std::string, std::string> slots_; ///< their lists by their names
  Random random_;
  bool enumerated_ = false;
  std::vector<std::uint64_t> left_;
};

void expand_capability(const std::vector<BehaviourTemplate> &templates, const WordLists &words,
                       const ExpansionOptions &options, std::vector<BehaviourTest> &into) {
  const std::uint64_t seed =
      options.seed ^ hash_of(templates[0].test.language + "\n" + templates[0].test.capability);
  std::vector<Source> sources;
  sources.reserve(templates.size());
  for (std::size_t i = 0; i < templates.size(); ++i)
    sources.emplace_back(templates[i], words, Random(seed + i).next());
  Random random(seed);
  random.shuffle(sources); // which templates have one test more than the others
  std::set<std::vector<std::string>> had;
  for (std::size_t made = 0; made < options.per_capability && !sources.empty();) {
    for (std::size_t i = 0; i < sources.size() && made < options.per_capability;) {
      auto test = sources[i].next();
      for (int attempt = 0; test && !had.insert(test->texts).second; ++attempt)
        test = attempt < most_attempts ? sources[i].next() : std::nullopt;
      if (!test) {
        sources.erase(sources.begin() + static_cast<std::ptrdiff_t>(i));
        continue;
      }
      into.push_back(std::move(*test));
      ++made, ++i;
    }
  }
}

} // namespace

std::vector<BehaviourTest> expand(const BehaviourTemplates &templates,
                                  const ExpansionOptions &options) {
  std::vector<BehaviourTest> tests;
  for (const auto &capability : templates.capabilities)
    expand_capability(capability, templates.words, options, tests);
  return tests;
}

} // namespace affect
