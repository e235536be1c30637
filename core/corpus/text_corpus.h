#pragma once

#include "corpus/text_lines.h"

#include "base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace affect {

/// Labelled lines that are only evaluated on, of one set.
struct HeldOutLines {
  std::string set; ///< "weibo_dev.csv"
  std::vector<TextLine> lines;
};

/// The lines a text encoder is trained on, and those it is only evaluated on.
struct TextCorpus {
  std::vector<TextLine> lines;
  /// About a twentieth of the shopping and hotel reviews, TweetEval's sentiment validation file and
  /// Weibo's dev file, as far as they are there.
  std::vector<HeldOutLines> held_out;
  /// "semeval_tweets.csv: 48044 lines", for the log and the model card.
  std::vector<std::string> summary;
};

struct TextSources {
  /// Folder of sentiment sets (CSV with header text,label[,…]); those that are missing are skipped.
  /// Empty: none.
  std::filesystem::path sets;
  /// Further files, CSV with the columns text,label[,language], or tests of behaviour (.jsonl), of
  /// which the texts are read that may have one label only. All their lines are read.
  std::vector<std::filesystem::path> more;
  /// MVSA's folder, of which the posts that `mvsa_split` lists are read, without labels. Empty:
  /// none.
  std::filesystem::path mvsa_root, mvsa_split;
};

/// Reads the sources' lines; duplicates are used once. Lines that repeat a text of the
/// MVSA folder, whatever its split, or of a held-out set are left out because their labels would
/// leak. Errors:
/// not_found where the folder holds no set at all, bad_format where a further file has no labelled
/// line or one that is no test; as read_whole_file.
Result<TextCorpus> load_text_corpus(const TextSources &sources, std::uint64_t seed);

/// Whether a text is among the twentieth that is only evaluated on, in sets that have such a part.
/// It depends on the text alone, so that every run on every machine holds out the same texts.
bool is_held_out(const std::string &text);

/// The words of a text in lower case, without links: texts with equal keys count as duplicates.
std::string text_key(const std::string &text);

} // namespace affect
