#pragma once

#include "base/random.h"
#include "text/sentencepiece_training.h"

#include <string>
#include <vector>

/// Lines of English and Chinese put together from a few words; the same on every machine.
inline std::vector<std::string> generated_lines(std::size_t count) {
  const std::vector<std::string> english{
      "the",     "movie", "was",   "good",   "bad",     "surprisingly", "dull",
      "I",       "loved", "hated", "it",     "service", "hotel",        "room",
      "clean",   "dirty", "and",   "very",   "not",     "friends",      "watching",
      "Tuesday", "again", "never", "coffee", "#happy",  "@user",        "10"};
  const std::vector<std::string> chinese{"酒店", "服务", "很好", "房间", "干净",
                                         "味道", "不错", "太慢", "了",   "的"};
  affect::Random random(5);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < count; ++i) {
    std::string line;
    const bool latin = i % 3 != 0;
    for (std::uint64_t word = 0, words = 3 + random.below(8); word < words; ++word) {
      const auto &list = latin ? english : chinese;
      if (latin && !line.empty())
        line += ' ';
      line += list[random.below(list.size())];
    }
    lines.push_back(line + (latin ? "." : "。"));
  }
  return lines;
}

constexpr int trained_vocabulary = 400;

/// Trains the small model that tests use where no other is at hand.
inline affect::Result<void> train_small_model(const std::filesystem::path &file) {
  affect::SentencePieceTraining options;
  options.vocabulary = trained_vocabulary;
  options.coverage = 1.0;
  options.threads = 1;
  return affect::train_sentencepiece(generated_lines(400), options, file);
}
