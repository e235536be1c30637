#include "text/tokenizer_json.h"

#include "text/tokenizer_config.h"
#include "text/tokenizer_file.h"

#include <nlohmann/json.hpp>

namespace affect {
namespace {

using nlohmann::json;

class Reader {
public:
  Reader(const json &root, const std::filesystem::path &file) : root_(root), file_(file) {}

  Result<TokenizerFile> read() {
    const json &model = part(root_, "model");
    std::string type = string_or(model, "type", "");
    if (type.empty()) // files of older versions do not say it
      type = model.contains("merges") ? "BPE" : "WordPiece";
    if (type == "Unigram")
      return unsupported("It holds a SentencePiece vocabulary (Unigram), which is read only from "
                         "its own file; put "
                         "sentencepiece.bpe.model or spiece.model into the folder");
    if (type != "BPE" && type != "WordPiece")
      return unsupported("A tokenizer of the kind \"" + excerpt(type) +
                         "\" is not read here; use a model of the BERT, "
                         "RoBERTa or CLIP families");
    AFFECT_TRY(vocabulary, vocabulary_of(part(model, "vocab"), file_));
    made_.vocabulary = std::move(vocabulary);
    made_.unknown = string_or(model, "unk_token", "");
    AFFECT_CHECK(type == "BPE" ? read_byte_pairs(model) : read_word_piece(model));
    AFFECT_CHECK(read_added());
    return std::move(made_);
  }

private:
  // Null where there is no such part.
  static const json &part(const json &object, const char *key) {
    static const json none;
    const auto found = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && found != object.end() ? *found : none;
  }

  Error unsupported(const std::string &what) const {
    return make_error(ErrorCode::unsupported, what + ".", file_);
  }
  Error bad(const std::string &what) const {
    return make_error(ErrorCode::bad_format, what + "; download the file again.", file_);
  }
  Error other_step(const char *step) const {
    return unsupported(
        std::string("Its \"") + step +
        "\" is none of those of BERT, RoBERTa or CLIP; put the model's own vocabulary files "
        "(vocab.txt, or vocab.json and merges.txt) into the folder");
  }

  // The steps of a normalizer or pre_tokenizer, a sequence's one by one.
  std::vector<const json *> steps_of(const char *key, const char *inner) const {
    const json &whole = part(root_, key);
    std::vector<const json *> steps;
    if (whole.is_null())
      return steps;
    if (string_or(whole, "type", "") != "Sequence")
      return {&whole};
    for (const json &step : part(whole, inner))
      steps.push_back(&step);
    return steps;
  }

  static bool are(const std::vector<const json *> &steps, const std::vector<std::string> &types) {
    if (steps.size() != types.size())
      return false;
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (string_or(*steps[i], "type", "") != types[i])
        return false;
    return true;
  }

  Result<void> read_word_piece(const json &model) {
    const auto normalizers = steps_of("normalizer", "normalizers");
    if (!are(normalizers, {"BertNormalizer"}) || !flag_or(*normalizers[0], "clean_text", true))
      return other_step("normalizer");
    if (!are(steps_of("pre_tokenizer", "pretokenizers"), {"BertPreTokenizer"}))
      return other_step("pre_tokenizer");
    if (string_or(model, "continuing_subword_prefix", "##") != "##" ||
        part(model, "max_input_chars_per_word") != json(100))
      return other_step("model");
    const json &normalizer = *normalizers[0];
    made_.kind = TokenizerFile::Kind::word_piece;
    made_.lower_case = flag_or(normalizer, "lowercase", true);
    made_.split_chinese = flag_or(normalizer, "handle_chinese_chars", true);
    if (part(normalizer, "strip_accents").is_boolean())
      made_.strip_accents = part(normalizer, "strip_accents").get<bool>();
    return {};
  }

  Result<void> read_byte_pairs(const json &model) {
    const auto normalizers = steps_of("normalizer", "normalizers"),
               splitters = steps_of("pre_tokenizer", "pretokenizers");
    const std::string suffix = string_or(model, "end_of_word_suffix", "");
    if (are(normalizers, {"NFC", "Replace", "Lowercase"}) &&
        are(splitters, {"Split", "ByteLevel"}) && suffix == "</w>")
      made_.kind = TokenizerFile::Kind::clip;
    else if (normalizers.empty() && are(splitters, {"ByteLevel"}) && suffix.empty())
      made_.kind = TokenizerFile::Kind::roberta;
    else
      return other_step(normalizers.empty() ? "pre_tokenizer" : "normalizer");
    if (!flag_or(*splitters.back(), "use_regex", true))
      return other_step("pre_tokenizer");
    if (!string_or(model, "continuing_subword_prefix", "").empty() ||
        flag_or(model, "byte_fallback", false) || flag_or(model, "fuse_unk", false) ||
        flag_or(model, "ignore_merges", false))
      return other_step("model");
    made_.add_prefix_space = flag_or(*splitters.back(), "add_prefix_space", false);
    const json &merges = part(model, "merges");
    if (!merges.is_array())
      return bad("It lacks the merges");
    for (const json &merge : merges) {
      std::optional<std::pair<std::string, std::string>> pair;
      if (merge.is_string())
        pair = merge_of_line(merge.get_ref<const std::string &>());
      else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() &&
               merge[1].is_string())
        pair.emplace(merge[0].get<std::string>(), merge[1].get<std::string>());
      if (!pair)
        return bad("Merge " + std::to_string(made_.merges.size() + 1) + " is not two pieces");
      made_.merges.push_back(std::move(*pair));
    }
    return {};
  }

  Result<void> read_added() {
    const json &added = part(root_, "added_tokens");
    if (!added.is_array() && !added.is_null())
      return bad("\"added_tokens\" is no list");
    for (const json &value : added) {
      auto token = added_token_of(value);
      const json &id = part(value, "id");
      if (!token || !id.is_number_unsigned() || id.get<std::uint64_t>() > INT32_MAX)
        return bad("\"added_tokens\" holds something that is no token");
      if (flag_or(value, "single_word", false))
        return unsupported(
            "The token \"" + excerpt(token->text) +
            "\" counts only as a whole word, which is not done here; use a model without it");
      token->id = id.get<std::int64_t>();
      made_.added.push_back(std::move(*token));
    }
    return {};
  }

  const json &root_;
  const std::filesystem::path &file_;
  TokenizerFile made_;
};

} // namespace

Result<Vocabulary> vocabulary_of(const json &object, const std::filesystem::path &file) {
  if (!object.is_object() || object.empty())
    return make_error(ErrorCode::bad_format, "It holds no vocabulary; download the file again.",
                      file);
  Vocabulary vocabulary;
  vocabulary.ids.reserve(object.size());
  for (const auto &[text, id] : object.items()) {
    if (!id.is_number_unsigned())
      return make_error(
          ErrorCode::bad_format,
          "The id of \"" + excerpt(text) + "\" is no whole number; download the file again.", file);
    AFFECT_CHECK(vocabulary.place(text, id.get<std::uint64_t>(), file));
  }
  return vocabulary;
}

Result<TokenizerFile> read_tokenizer_json(const std::filesystem::path &file) {
  AFFECT_TRY(root, read_tokenizer_object(file, 32u << 20));
  return Reader(root, file).read();
}

} // namespace affect
