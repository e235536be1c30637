#pragma once

#include "base/result.h"
#include "nn/bert.h"
#include "nn/state.h"

#include <filesystem>

namespace affect {

/// A BERT-kind encoder from a Hugging Face folder (config.json of model_type bert, roberta or
/// xlm-roberta, weights in one file or in shards).
struct BertFolder {
  BertEncoder encoder{nullptr};
  StateDict others; ///< tensors of the file that are no part of the encoder: heads
};

/// Prefixes (`bert.`, `roberta.`) and old names (gamma, beta) are understood; a pooler is kept
/// where the weights have one. Errors: not_found, bad_format, unsupported (another model_type).
Result<BertFolder> load_bert_folder(const std::filesystem::path &folder);

/// The same from tensors that are open already, by the names a BertModel has. `file` is only for
/// the error's text. Errors: bad_format.
Result<BertFolder> load_bert(BertConfig config, const std::map<std::string, TensorView> &tensors,
                             const std::filesystem::path &file);

/// Reads config.json alone. Errors as above.
Result<BertConfig> read_bert_config(const std::filesystem::path &folder);

/// Writes config.json as Hugging Face transformers reads it: model_type xlm-roberta where positions
/// are RoBERTa's, else bert.
Result<void> write_bert_config(const std::filesystem::path &folder, const BertConfig &config);

} // namespace affect
