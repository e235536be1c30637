#include "corpus/text_corpus.h"

#include "base/csv.h"
#include "base/input_file.h"
#include "evaluation/behaviour/behaviour_test.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <functional>
#include <limits>
#include <sstream>
#include <unordered_set>

namespace affect {
namespace {

namespace fs = std::filesystem;

struct TextSet {
  const char *file;
  LabelKind kind;
  bool english;
  std::size_t max_lines;
  bool hold_out; ///< a twentieth is only evaluated on
};

constexpr std::size_t all = 100000;

// Emotion sets have two classes: joy and optimism against anger and sadness.
constexpr TextSet sets[] = {
    {"semeval_tweets.csv", LabelKind::three_classes, true, all, false},
    {"mvsa_multiple_texts.csv", LabelKind::joint, true, all, false},
    {"meld_train.csv", LabelKind::three_classes, true, 6000, false},
    {"sst2_train.csv", LabelKind::two_classes, true, 14000, false},
    {"tweeteval_emotion_train.csv", LabelKind::two_classes, true, all, false},
    {"weibo_train.csv", LabelKind::three_classes, false, all, false},
    {"zh_hotel_reviews.csv", LabelKind::two_classes, false, all, true},
    {"zh_takeaway_reviews.csv", LabelKind::two_classes, false, all, false},
    {"zh_shopping_reviews.csv", LabelKind::two_classes, false, 34000, true}};

// Evaluated on whole.
constexpr TextSet held_out_sets[] = {
    {"tweeteval_sentiment_val.csv", LabelKind::three_classes, true, all, true},
    {"weibo_dev.csv", LabelKind::three_classes, false, all, true}};

int label_of(const std::string &word) {
  if (word == "negative" || word == "anger" || word == "sadness")
    return 0;
  if (word == "neutral")
    return 1;
  if (word == "positive" || word == "joy" || word == "optimism")
    return 2;
  return -1;
}

constexpr std::size_t no_column = std::numeric_limits<std::size_t>::max();

bool is_english(const std::vector<std::string> &cells, std::size_t language_column,
                bool otherwise) {
  return language_column < cells.size() ? cells[language_column] != "zh" : otherwise;
}

std::vector<TextLine> read_set(const fs::path &file, LabelKind kind, bool english) {
  std::vector<TextLine> lines;
  std::ifstream in(file, std::ios::binary);
  CsvReader reader(in);
  std::vector<std::string> cells;
  reader.next(cells); // the header: text,label[,…]
  const auto language =
      static_cast<std::size_t>(std::find(cells.begin(), cells.end(), "language") - cells.begin());
  const std::size_t language_column = language < cells.size() ? language : no_column;
  while (reader.next(cells))
    if (cells.size() >= 2 && !cells[0].empty())
      if (const int label = label_of(cells[1]); label >= 0)
        lines.push_back({cells[0], label, kind, is_english(cells, language_column, english)});
  return lines;
}

std::uint64_t fingerprint(const std::string &text) {
  std::uint64_t hash = 1469598103934665603u; // FNV-1a: the same on every machine
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

// Empty where there is no such file, or one that is longer than any post.
std::string read_post(const fs::path &file) {
  auto bytes = read_whole_file(file, 4u << 20);
  return bytes.ok() ? std::move(*bytes) : std::string();
}

// Keys of all texts of an MVSA folder, whatever their split.
std::unordered_set<std::string> post_keys(const fs::path &mvsa_root) {
  std::unordered_set<std::string> keys;
  std::error_code ignored;
  if (!mvsa_root.empty())
    for (const auto &entry : fs::directory_iterator(mvsa_root / "data", ignored))
      if (entry.path().extension() == ".txt")
        keys.insert(text_key(read_post(entry.path())));
  return keys;
}

// Adds the lines whose keys have not been seen yet, in an order drawn by the seed.
void add_lines(TextCorpus &corpus, const TextSet &set, std::vector<TextLine> lines,
               std::uint64_t seed, std::unordered_set<std::string> &seen) {
  Random random(seed + fingerprint(set.file));
  random.shuffle(lines);
  std::vector<TextLine> held_out;
  std::size_t taken = 0;
  for (TextLine &line : lines) {
    if (!seen.insert(text_key(line.text)).second)
      continue;
    if (set.hold_out && is_held_out(line.text)) {
      held_out.push_back(std::move(line));
    } else if (taken < set.max_lines) {
      corpus.lines.push_back(std::move(line));
      ++taken;
    }
  }
  corpus.summary.push_back(
      std::string(set.file) + ": " + std::to_string(taken) + " lines" +
      (held_out.empty() ? std::string() : ", " + std::to_string(held_out.size()) + " held out"));
  if (!held_out.empty())
    corpus.held_out.push_back({set.file, std::move(held_out)});
}

// The texts of those tests of behaviour that allow one label only.
Result<std::vector<TextLine>> read_behaviours(const fs::path &file) {
  AFFECT_TRY(bytes, read_whole_file(file, 256u << 20));
  const BehaviourTests read = parse_behaviour_tests(bytes);
  if (!read.errors.empty())
    return make_error(read.errors.front().code, read.errors.front().message, file);
  std::vector<TextLine> lines;
  for (const BehaviourTest &test : read.tests) {
    if (test.kind != BehaviourKind::is ||
        std::count(test.labels.begin(), test.labels.end(), true) != 1)
      continue;
    const auto label = std::find(test.labels.begin(), test.labels.end(), true);
    for (const std::string &text : test.texts)
      lines.push_back({text, static_cast<int>(label - test.labels.begin()),
                       LabelKind::three_classes, test.language != "zh"});
  }
  return lines;
}

// A file of the user's own, three classes, all of it.
Result<void> add_more(TextCorpus &corpus, const fs::path &file, std::uint64_t seed,
                      std::unordered_set<std::string> &seen) {
  const std::size_t before = corpus.lines.size();
  const std::string name = file.filename().string();
  const TextSet set{name.c_str(), LabelKind::three_classes, true, all, false};
  std::vector<TextLine> lines;
  if (file.extension() == ".jsonl") {
    AFFECT_TRY(tests, read_behaviours(file));
    lines = std::move(tests);
  } else {
    lines = read_set(file, set.kind, set.english);
  }
  add_lines(corpus, set, std::move(lines), seed, seen);
  if (corpus.lines.size() == before)
    return make_error(ErrorCode::bad_format,
                      "The file has no labelled lines; it must be a CSV file with the columns "
                      "text,label and, where some are Chinese, language (en or zh), or tests of "
                      "behaviour, JSON Lines.",
                      file);
  return {};
}

void add_unlabelled_posts(TextCorpus &corpus, const fs::path &mvsa_root,
                          const fs::path &mvsa_split) {
  if (mvsa_root.empty())
    return;
  std::ifstream split(mvsa_split);
  std::size_t posts = 0;
  for (std::string id; std::getline(split, id); ++posts)
    if (std::string text = read_post(mvsa_root / "data" / (id + ".txt")); !text.empty())
      corpus.lines.push_back({std::move(text), -1, LabelKind::none, true});
  if (posts > 0)
    corpus.summary.push_back("MVSA texts without labels: " + std::to_string(posts));
}

} // namespace

bool is_held_out(const std::string &text) { return fingerprint(text) % 20 == 0; }

std::string text_key(const std::string &text) {
  std::istringstream words(text);
  std::string key;
  for (std::string word; words >> word;) {
    if (word.starts_with("http"))
      continue;
    for (const char c : word)
      key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    key += ' ';
  }
  return key;
}

Result<TextCorpus> load_text_corpus(const TextSources &sources, std::uint64_t seed) {
  TextCorpus corpus;
  std::unordered_set<std::string> seen = post_keys(sources.mvsa_root);
  std::error_code ignored;
  for (const TextSet &set : held_out_sets)
    if (const fs::path file = sources.sets / set.file; fs::is_regular_file(file, ignored)) {
      corpus.held_out.push_back({set.file, read_set(file, set.kind, set.english)});
      for (const TextLine &line : corpus.held_out.back().lines)
        seen.insert(text_key(line.text));
    }
  if (!sources.sets.empty()) {
    for (const TextSet &set : sets)
      if (const fs::path file = sources.sets / set.file; fs::is_regular_file(file, ignored))
        add_lines(corpus, set, read_set(file, set.kind, set.english), seed, seen);
    if (corpus.lines.empty())
      return make_error(ErrorCode::not_found,
                        "The folder holds none of the text sets this training reads.",
                        sources.sets);
  }
  for (const fs::path &file : sources.more)
    AFFECT_CHECK(add_more(corpus, file, seed, seen));
  add_unlabelled_posts(corpus, sources.mvsa_root, sources.mvsa_split);
  return corpus;
}

} // namespace affect
