#include "training/encoders/train_tokenizer.h"

#include "base/cpu.h"
#include "text/bert_tokenizer.h"
#include "text/sentencepiece_training.h"
#include "text/word_piece_training.h"
#include "text/xlm_roberta_tokenizer.h"

namespace affect {
namespace {

namespace fs = std::filesystem;

constexpr const char *sentencepiece_file = "sentencepiece.bpe.model";

} // namespace

Result<int> train_tokenizer(const std::vector<std::string> &lines, const fs::path &teacher,
                            int vocabulary, const fs::path &folder) {
  if (teacher.empty()) {
    SentencePieceTraining options;
    options.vocabulary = vocabulary;
    options.threads = processor_count();
    AFFECT_CHECK(train_sentencepiece(lines, options, folder / sentencepiece_file));
    return vocabulary;
  }
  AFFECT_TRY(from, BertTokenizer::open(teacher / word_piece_file));
  AFFECT_TRY(found, train_word_pieces(lines, *from, static_cast<std::size_t>(vocabulary),
                                      folder / word_piece_file));
  return static_cast<int>(found);
}

fs::path trained_tokenizer_file(const fs::path &folder) {
  std::error_code ignored;
  const fs::path words = folder / word_piece_file;
  return fs::exists(words, ignored) ? words : folder / sentencepiece_file;
}

Result<std::unique_ptr<Tokenizer>> open_trained_tokenizer(const fs::path &folder,
                                                          const fs::path &start) {
  std::error_code error;
  fs::path file = trained_tokenizer_file(folder);
  if (!start.empty() && !fs::exists(file, error)) {
    const fs::path source = trained_tokenizer_file(start);
    file = folder / source.filename();
    fs::copy_file(source, file, error);
    if (error)
      return make_error(ErrorCode::unreadable,
                        "The tokenizer cannot be copied: " + error.message() + ".", source);
  }
  if (file.filename() == word_piece_file) {
    AFFECT_TRY(words, BertTokenizer::open(file));
    return std::unique_ptr<Tokenizer>(std::move(words));
  }
  AFFECT_TRY(pieces, XlmRobertaTokenizer::open(file));
  return std::unique_ptr<Tokenizer>(std::move(pieces));
}

} // namespace affect
