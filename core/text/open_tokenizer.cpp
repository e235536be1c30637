#include "text/open_tokenizer.h"

#include "text/bert_tokenizer.h"
#include "text/byte_pair_tokenizer.h"
#include "text/siglip_tokenizer.h"
#include "text/tokenizer_config.h"
#include "text/tokenizer_file.h"
#include "text/tokenizer_json.h"
#include "text/xlm_roberta_tokenizer.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace affect {
namespace {

using Opened = Result<std::unique_ptr<Tokenizer>>;
using Style = BytePairTokenizer::Style;
namespace fs = std::filesystem;

enum class Family { bert, roberta, xlm_roberta, clip, siglip, unknown };

struct Known {
  const char *name;
  Family family;
};
constexpr Known classes[] = {{"BertTokenizer", Family::bert},
                             {"DistilBertTokenizer", Family::bert},
                             {"ElectraTokenizer", Family::bert},
                             {"RobertaTokenizer", Family::roberta},
                             {"XLMRobertaTokenizer", Family::xlm_roberta},
                             {"CLIPTokenizer", Family::clip},
                             {"SiglipTokenizer", Family::siglip}};
constexpr Known model_types[] = {{"bert", Family::bert},
                                 {"chinese_clip", Family::bert},
                                 {"chinese_clip_text_model", Family::bert},
                                 {"distilbert", Family::bert},
                                 {"electra", Family::bert},
                                 {"roberta", Family::roberta},
                                 {"xlm-roberta", Family::xlm_roberta},
                                 {"clip", Family::clip},
                                 {"clip_text_model", Family::clip},
                                 {"siglip", Family::siglip},
                                 {"siglip_text_model", Family::siglip}};

template <std::size_t n> Family family_in(const Known (&list)[n], const std::string &name) {
  for (const Known &known : list)
    if (name == known.name)
      return known.family;
  return Family::unknown;
}

bool has(const fs::path &file) {
  std::error_code ignored;
  return fs::exists(file, ignored);
}

Error lacks(const fs::path &file, const std::string &others) {
  return make_error(ErrorCode::not_found,
                    "The model folder has no tokenizer: it lacks this file" + others +
                        "; download the folder again.",
                    file);
}

template <typename T> Opened as_tokenizer(Result<std::unique_ptr<T>> opened) {
  if (!opened.ok())
    return opened.error();
  return std::unique_ptr<Tokenizer>(std::move(*opened));
}

Opened open_bert(const fs::path &folder, const TokenizerConfig &config) {
  BertOptions options;
  options.pad = config.name_or("pad_token", options.pad);
  options.unknown = config.name_or("unk_token", options.unknown);
  options.cls = config.name_or("cls_token", options.cls);
  options.sep = config.name_or("sep_token", options.sep);
  options.mask = config.name_or("mask_token", options.mask);
  options.added = config.added;
  if (has(folder / "vocab.txt")) {
    options.lower_case = config.lower_case.value_or(true);
    options.strip_accents = config.strip_accents;
    options.split_chinese = config.split_chinese.value_or(true);
    options.cut_unknown_words = config.cut_unknown_words.value_or(false);
    return as_tokenizer(BertTokenizer::open(folder / "vocab.txt", options));
  }
  const fs::path file = folder / "tokenizer.json";
  if (!has(file))
    return lacks(folder / "vocab.txt", " and tokenizer.json");
  AFFECT_TRY(read, read_tokenizer_json(file));
  if (read.kind != TokenizerFile::Kind::word_piece)
    return make_error(ErrorCode::bad_format,
                      "This is no tokenizer of BERT's kind, as the folder's other files say.",
                      file);
  options.lower_case = read.lower_case;
  options.strip_accents = read.strip_accents;
  options.split_chinese = read.split_chinese;
  options.unknown = read.unknown.empty() ? options.unknown : read.unknown;
  options.added = std::move(read.added);
  return as_tokenizer(BertTokenizer::make(std::move(read.vocabulary), options, file));
}

// The special tokens of a class, as its folder names them, in the order in which Hugging Face's
// tokenizers take them.
std::vector<AddedToken> special_tokens(const TokenizerConfig &config, Style style) {
  const std::pair<const char *, const char *> clip[] = {{"bos_token", "<|startoftext|>"},
                                                        {"eos_token", "<|endoftext|>"},
                                                        {"unk_token", "<|endoftext|>"},
                                                        {"pad_token", "<|endoftext|>"}};
  const std::pair<const char *, const char *> roberta[] = {
      {"bos_token", "<s>"},   {"eos_token", "</s>"}, {"unk_token", "<unk>"},  {"sep_token", "</s>"},
      {"pad_token", "<pad>"}, {"cls_token", "<s>"},  {"mask_token", "<mask>"}};
  std::vector<AddedToken> tokens;
  const auto take = [&](const char *name, const char *text) {
    AddedToken token;
    token.text = text;
    if (const auto found = config.named.find(name); found != config.named.end())
      token = found->second;
    if (std::string_view(name) == "mask_token") // RoBERTa's takes the space before it
      token.strip_left = true;
    tokens.push_back(std::move(token));
  };
  if (style == Style::clip)
    for (const auto &[name, text] : clip)
      take(name, text);
  else
    for (const auto &[name, text] : roberta)
      take(name, text);
  return tokens;
}

// A token named twice is one token, and its last entry counts.
std::vector<AddedToken> merged(std::vector<AddedToken> named,
                               const std::vector<AddedToken> &added) {
  named.insert(named.end(), added.begin(), added.end());
  std::vector<AddedToken> merged;
  for (AddedToken &token : named) {
    const auto same = std::find_if(merged.begin(), merged.end(), [&](const AddedToken &other) {
      return other.text == token.text;
    });
    if (same == merged.end())
      merged.push_back(std::move(token));
    else
      *same = std::move(token);
    if (merged.size() > 4096) // no model has so many, and a longer list would take long
      break;
  }
  return merged;
}

Opened open_byte_pairs(const fs::path &folder, const TokenizerConfig &config, Style style) {
  BytePairTokenizer::Options options;
  options.style = style;
  const bool clip = style == Style::clip;
  options.begin =
      config.name_or(clip ? "bos_token" : "cls_token", clip ? "<|startoftext|>" : "<s>");
  options.end = config.name_or(clip ? "eos_token" : "sep_token", clip ? "<|endoftext|>" : "</s>");
  options.pad = config.name_or("pad_token", clip ? "<|endoftext|>" : "<pad>");
  options.mask = clip ? "" : config.name_or("mask_token", "<mask>");
  BytePairs::Parts parts;
  parts.suffix = clip ? "</w>" : "";
  if (has(folder / "vocab.json")) {
    parts.file = folder / "vocab.json";
    AFFECT_TRY(object, read_tokenizer_object(parts.file, 32u << 20));
    AFFECT_TRY(vocabulary, vocabulary_of(object, parts.file));
    parts.vocabulary = std::move(vocabulary);
    AFFECT_TRY(merges, read_merges(folder / "merges.txt"));
    parts.merges = std::move(merges);
    parts.unknown = clip ? config.name_or("unk_token", "<|endoftext|>") : "";
    options.add_prefix_space = !clip && config.add_prefix_space.value_or(false);
    options.added = merged(special_tokens(config, style), config.added);
    return as_tokenizer(BytePairTokenizer::make(std::move(parts), std::move(options)));
  }
  parts.file = folder / "tokenizer.json";
  if (!has(parts.file))
    return lacks(folder / "vocab.json", ", merges.txt and tokenizer.json");
  AFFECT_TRY(read, read_tokenizer_json(parts.file));
  if (read.kind != (clip ? TokenizerFile::Kind::clip : TokenizerFile::Kind::roberta))
    return make_error(ErrorCode::bad_format,
                      std::string("This is no tokenizer of ") + (clip ? "CLIP" : "RoBERTa") +
                          "'s kind, as the folder's other files say.",
                      parts.file);
  parts.vocabulary = std::move(read.vocabulary);
  parts.merges = std::move(read.merges);
  parts.unknown = read.unknown;
  options.add_prefix_space = read.add_prefix_space;
  options.added = std::move(read.added);
  return as_tokenizer(BytePairTokenizer::make(std::move(parts), std::move(options)));
}

Opened open_sentencepiece(const fs::path &folder, const TokenizerConfig &config, Family family) {
  const fs::path file =
      folder / (family == Family::siglip ? "spiece.model" : "sentencepiece.bpe.model");
  if (!has(file)) {
    if (!has(folder / "tokenizer.json"))
      return lacks(file, "");
    return make_error(ErrorCode::not_found,
                      "The folder's tokenizer.json holds a SentencePiece vocabulary, which is read "
                      "only from this file; "
                      "download it into the folder.",
                      file);
  }
  if (family == Family::xlm_roberta)
    return as_tokenizer(XlmRobertaTokenizer::open(file));
  SiglipTokenizer::Options options;
  options.lower_case = config.lower_case.value_or(true);
  options.end = config.name_or("eos_token", options.end);
  options.unknown = config.name_or("unk_token", options.unknown);
  options.pad = config.name_or("pad_token", options.pad);
  options.added = config.added;
  return as_tokenizer(SiglipTokenizer::open(file, options));
}

// Where neither class nor model type says it: by the files that only one family has.
Family family_by_files(const fs::path &folder) {
  if (has(folder / "spiece.model"))
    return Family::siglip;
  if (has(folder / "sentencepiece.bpe.model"))
    return Family::xlm_roberta;
  if (has(folder / "vocab.txt"))
    return Family::bert;
  if (!has(folder / "vocab.json") && has(folder / "tokenizer.json")) {
    if (const auto read = read_tokenizer_json(folder / "tokenizer.json"); read.ok())
      return read->kind == TokenizerFile::Kind::word_piece ? Family::bert
             : read->kind == TokenizerFile::Kind::clip     ? Family::clip
                                                           : Family::roberta;
  }
  return Family::unknown;
}

} // namespace

Opened open_tokenizer(const fs::path &folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    return make_error(ErrorCode::not_found, "There is no such model folder.", folder);
  AFFECT_TRY(config, read_tokenizer_config(folder));
  Family family = family_in(classes, config.tokenizer_class);
  // The classes that stand for any tokenizer.json say nothing.
  const bool silent = config.tokenizer_class.empty() ||
                      config.tokenizer_class == "PreTrainedTokenizer" ||
                      config.tokenizer_class == "TokenizersBackend";
  if (family == Family::unknown && !silent)
    return make_error(
        ErrorCode::unsupported,
        "The folder's tokenizer (" + excerpt(config.tokenizer_class) +
            ") is none of those read here; use a model of the BERT, RoBERTa, XLM-RoBERTa, CLIP, "
            "Chinese-CLIP or SigLIP families.",
        folder / "tokenizer_config.json");
  if (family == Family::unknown)
    family = family_in(model_types, config.model_type);
  if (family == Family::unknown && config.model_type.empty())
    family = family_by_files(folder);
  switch (family) {
  case Family::bert:
    return open_bert(folder, config);
  case Family::roberta:
    return open_byte_pairs(folder, config, Style::roberta);
  case Family::clip:
    return open_byte_pairs(folder, config, Style::clip);
  case Family::xlm_roberta:
  case Family::siglip:
    return open_sentencepiece(folder, config, family);
  case Family::unknown:
    break;
  }
  if (config.model_type.empty())
    return make_error(ErrorCode::not_found,
                      "The folder holds no tokenizer that is known here, and no config.json that "
                      "says which model it "
                      "is; choose the folder of a whole model.",
                      folder);
  return make_error(ErrorCode::unsupported,
                    "Models of the type \"" + excerpt(config.model_type) +
                        "\" have no tokenizer that is read here; use a model of the BERT, RoBERTa, "
                        "XLM-RoBERTa, CLIP, "
                        "Chinese-CLIP or SigLIP families.",
                    folder / "config.json");
}

} // namespace affect
