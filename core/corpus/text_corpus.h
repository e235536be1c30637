#pragma once

#include "corpus/text_lines.h"

#include "base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace affect {

/// The lines a text encoder is trained on, and those it is only evaluated on.
struct TextCorpus {
  std::vector<TextLine> lines;
  std::vector<TextLine> held_out_chinese; ///< about a twentieth of the shopping and hotel reviews
  std::vector<TextLine> held_out_english; ///< TweetEval's sentiment validation file
  /// "semeval_tweets.csv: 48044 lines", for the log and the model card.
  std::vector<std::string> summary;
};

/// Reads the sentiment sets of a folder (CSV with header text,label[,…]; missing sets are skipped)
/// and, without labels, the texts of those posts of an MVSA folder that `mvsa_split` lists.
/// Duplicate lines are used once. Lines of other sets that repeat a text of the MVSA folder,
/// whatever its split, are left out because their labels would leak. Errors: not_found where the
/// folder holds no set at all.
Result<TextCorpus> load_text_corpus(const std::filesystem::path &folder,
                                    const std::filesystem::path &mvsa_root,
                                    const std::filesystem::path &mvsa_split, std::uint64_t seed);

/// Whether a text is among the twentieth that is only evaluated on, in sets that have such a part.
/// It depends on the text alone, so that every run on every machine holds out the same texts.
bool is_held_out(const std::string &text);

/// The words of a text in lower case, without links: texts with equal keys count as duplicates.
std::string text_key(const std::string &text);

} // namespace affect
