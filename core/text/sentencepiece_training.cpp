#include "text/sentencepiece_training.h"

#include "base/atomic_file.h"
#include "text/sentencepiece.h"
#include "text/sentencepiece_module/module.h"

namespace affect {
namespace {

struct Work {
  const std::vector<std::string> &lines;
  std::string model, error;
};

} // namespace

Result<void> train_sentencepiece(const std::vector<std::string> &lines,
                                 const SentencePieceTraining &options,
                                 const std::filesystem::path &model) {
  if (lines.size() < 100)
    return make_error(ErrorCode::usage,
                      "A tokenizer needs at least 100 lines of text to learn from.");
  AFFECT_TRY(library, sentencepiece());
  const std::string arguments =
      "--model_type=unigram --byte_fallback=true --normalization_rule_name=nmt_nfkc_cf"
      " --input_sentence_size=0 --max_sentence_length=8192 --minloglevel=1"
      // <pad> and <mask> are XLM-R's own and come on top of the model's pieces.
      " --vocab_size=" +
      std::to_string(options.vocabulary - 2) +
      " --character_coverage=" + std::to_string(options.coverage) +
      " --num_threads=" + std::to_string(options.threads);
  Work work{lines, {}, {}};
  const bool trained = library->train(
      arguments.c_str(), lines.size(), &work,
      [](void *context, std::size_t n, std::size_t *length) {
        const std::string &line = static_cast<Work *>(context)->lines[n];
        *length = line.size();
        return line.data();
      },
      [](void *context, const char *bytes, std::size_t length) {
        static_cast<Work *>(context)->model.assign(bytes, length);
      },
      [](void *context, const char *bytes, std::size_t length) {
        static_cast<Work *>(context)->error.assign(bytes, length);
      });
  if (!trained)
    return make_error(ErrorCode::internal, "Training the tokenizer failed: " + work.error + ".");
  return write_whole_file(model, work.model);
}

} // namespace affect
