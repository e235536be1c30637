#include "corpus/text_corpus.h"

#include "base/csv.h"
#include "base/input_file.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <functional>
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

// Emotion sets have two classes: joy and optimism against anger and sadness.
constexpr TextSet sets[] = {
    {"semeval_tweets.csv", LabelKind::three_classes, true, 100000, false},
    {"tweeteval_sentiment_test.csv", LabelKind::three_classes, true, 100000, false},
    {"mvsa_multiple_texts.csv", LabelKind::joint, true, 100000, false},
    {"meld_train.csv", LabelKind::three_classes, true, 6000, false},
    {"sst2_train.csv", LabelKind::two_classes, true, 14000, false},
    {"tweeteval_emotion_train.csv", LabelKind::two_classes, true, 100000, false},
    {"zh_hotel_reviews.csv", LabelKind::two_classes, false, 100000, true},
    {"zh_shopping_reviews.csv", LabelKind::two_classes, false, 34000, true},
    {"zh_takeaway_reviews.csv", LabelKind::two_classes, false, 100000, false}};

int label_of(const std::string &word) {
  if (word == "negative" || word == "anger" || word == "sadness")
    return 0;
  if (word == "neutral")
    return 1;
  if (word == "positive" || word == "joy" || word == "optimism")
    return 2;
  return -1;
}

std::vector<TextLine> read_set(const fs::path &file, LabelKind kind, bool english) {
  std::vector<TextLine> lines;
  std::ifstream in(file, std::ios::binary);
  CsvReader reader(in);
  std::vector<std::string> cells;
  reader.next(cells); // the header: text,label[,…]
  while (reader.next(cells))
    if (cells.size() >= 2 && !cells[0].empty())
      if (const int label = label_of(cells[1]); label >= 0)
        lines.push_back({cells[0], label, kind, english});
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
void add_set(TextCorpus &corpus, const TextSet &set, const fs::path &file, std::uint64_t seed,
             std::unordered_set<std::string> &seen) {
  std::vector<TextLine> lines = read_set(file, set.kind, set.english);
  Random random(seed + fingerprint(set.file));
  random.shuffle(lines);
  std::size_t taken = 0, held_out = 0;
  for (TextLine &line : lines) {
    if (!seen.insert(text_key(line.text)).second)
      continue;
    if (set.hold_out && is_held_out(line.text)) {
      corpus.held_out_chinese.push_back(std::move(line));
      ++held_out;
    } else if (taken < set.max_lines) {
      corpus.lines.push_back(std::move(line));
      ++taken;
    }
  }
  corpus.summary.push_back(std::string(set.file) + ": " + std::to_string(taken) + " lines" +
                           (held_out ? ", " + std::to_string(held_out) + " held out" : ""));
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

Result<TextCorpus> load_text_corpus(const fs::path &folder, const fs::path &mvsa_root,
                                    const fs::path &mvsa_split, std::uint64_t seed) {
  TextCorpus corpus;
  std::unordered_set<std::string> seen = post_keys(mvsa_root);
  std::error_code ignored;
  for (const TextSet &set : sets)
    if (const fs::path file = folder / set.file; fs::is_regular_file(file, ignored))
      add_set(corpus, set, file, seed, seen);
  if (corpus.lines.empty())
    return make_error(ErrorCode::not_found,
                      "The folder holds none of the text sets this training reads.", folder);
  corpus.held_out_english =
      read_set(folder / "tweeteval_sentiment_val.csv", LabelKind::three_classes, true);
  add_unlabelled_posts(corpus, mvsa_root, mvsa_split);
  return corpus;
}

} // namespace affect
