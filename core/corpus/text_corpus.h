#pragma once

#include "corpus/text_lines.h"

#include "base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace affect {

/// The lines a text encoder learns from, and those it is only scored on.
struct TextCorpus {
  std::vector<TextLine> lines;
  std::vector<TextLine> held_out_chinese; ///< about one in twenty of the shopping and hotel reviews
  std::vector<TextLine> held_out_english; ///< TweetEval's sentiment validation file
  std::vector<std::string>
      summary; ///< "semeval_tweets.csv: 48044 lines", for the log and the model card
};

/// Reads the sentiment sets of a folder (CSV with header text,label[,…]; sets that are not there
/// are left out) and, without labels, the texts of an MVSA folder's posts in `mvsa_split`. Lines
/// that occur twice are taken once; lines of other sets that repeat a text of the MVSA folder
/// (whatever its split) are left out, for their labels would leak. Errors: not_found where the
/// folder holds no set at all.
Result<TextCorpus> load_text_corpus(const std::filesystem::path &folder,
                                    const std::filesystem::path &mvsa_root,
                                    const std::filesystem::path &mvsa_split, std::uint64_t seed);

/// One text in twenty, the same ones everywhere: of sets that are held out from, these are only
/// scored.
bool is_held_out(const std::string &text);

/// Lower case, links and white space aside: two lines of one key say the same.
std::string text_key(const std::string &text);

} // namespace affect
