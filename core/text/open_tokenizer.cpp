#include "text/open_tokenizer.h"

#include "text/bert_tokenizer.h"
#include "text/xlm_roberta_tokenizer.h"

namespace affect {

Result<std::unique_ptr<Tokenizer>> open_tokenizer(const std::filesystem::path &folder) {
  std::error_code ignored;
  if (std::filesystem::exists(folder / "sentencepiece.bpe.model", ignored)) {
    AFFECT_TRY(tokenizer, XlmRobertaTokenizer::open(folder / "sentencepiece.bpe.model"));
    return std::unique_ptr<Tokenizer>(std::move(tokenizer));
  }
  if (std::filesystem::exists(folder / "vocab.txt", ignored)) {
    AFFECT_TRY(tokenizer, BertTokenizer::open(folder / "vocab.txt"));
    return std::unique_ptr<Tokenizer>(std::move(tokenizer));
  }
  return make_error(ErrorCode::unsupported, "The model folder has no tokenizer that is read here.", folder);
}

} // namespace affect
