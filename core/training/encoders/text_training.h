#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "corpus/text_lines.h"
#include "nn/optimizer.h"
#include "training/encoders/text_student.h"

#include <filesystem>
#include <functional>

namespace affect {

struct TextTrainingOptions {
  std::uint64_t seed = 1;
  std::size_t batch_size = 128;
  std::size_t max_tokens = 48; ///< longer lines are cut
  std::size_t chinese_lines =
      28000; ///< at most so many of the Chinese lines are read in each stage
  double distil_rate = 2e-4;
  double sentiment_rate = 8e-5;
  int distil_epochs = 1;
  int sentiment_epochs = 1;
  double language_rate = 1e-3;
  int language_epochs = 0; ///< of the masked-language head alone, over the encoder as it then is
  double mask_share = 0.12;
  double language_weight =
      0.3; ///< how much of the masked-language loss beside sentiment reaches the encoder, 0 … 1
  double teacher_weight = 0; ///< of the teacher's sentence vector, beside sentiment
  bool bf16 = true;
  double checkpoint_minutes = 4;
  std::filesystem::path folder; ///< checkpoint.safetensors and curves.csv go here
  bool resume = false;
};

/// One text encoder's training: first distillation (sentence vector and word vectors of a teacher,
/// English lines) together with masked-language modelling (all lines), then sentiment on the
/// labelled lines with masked-language modelling beside it on every other batch and, where
/// teacher_weight says so, the teacher's sentence vector through a linear layer, so that what a
/// text is about is not forgotten over how it feels; last, where asked for, the masked-language
/// head alone. Resumable to the step.
class TextTraining {
public:
  TextTraining(TextStudent student, const Tokenizer &tokenizer, TextTrainingOptions options);

  /// The teacher of the first stage, prepared for inference; without one only masked-language
  /// training takes place.
  void set_teacher(BertEncoder teacher, const Tokenizer *tokenizer);

  /// Runs the stages. Errors: cancelled, unreadable (checkpoint), internal (the loss is not finite
  /// any more).
  Result<void> run(const std::vector<TextLine> &lines, const ProgressFn &progress,
                   const CancelToken &cancel);

  TextStudent &student() { return student_; }

private:
  struct Stage {
    const char *name;
    int epochs;
    double rate;
    bool labelled; ///< reads the labelled lines alone
  };
  struct Corpus {
    std::vector<const TextLine *> lines;
    std::vector<TokenizedLine> student, teacher;
  };
  Corpus tokenize(const std::vector<TextLine> &lines, bool labelled) const;
  Result<void> run_stage(int index, const Stage &stage, const std::vector<TextLine> &lines,
                         const ProgressFn &progress, const CancelToken &cancel);
  std::vector<std::vector<std::size_t>> batches_of(int index, const Stage &stage,
                                                   const Corpus &corpus) const;
  /// The loss of the step. Errors: internal (it is not finite).
  Result<double> run_step(int index, const Corpus &corpus, const std::vector<std::size_t> &rows,
                          int64_t step, double rate);
  // text_training_losses.cpp
  torch::Tensor distil_loss(const Corpus &corpus, const std::vector<std::size_t> &rows,
                            Random &random);
  /// Of a batch in one of the stages, by its index.
  torch::Tensor loss_of(int stage, const Corpus &corpus, const std::vector<std::size_t> &rows,
                        int64_t step, Random &random);
  torch::Tensor head_loss(const Corpus &corpus, const std::vector<std::size_t> &rows,
                          Random &random);
  torch::Tensor sentiment_loss(const Corpus &corpus, const std::vector<std::size_t> &rows,
                               Random &random, bool masked);
  /// The teacher's states of the lines. [lines, teacher's tokens, width], fp32.
  torch::Tensor teacher_states(const TokenBatch &batch);
  torch::Tensor language_loss(const torch::Tensor &hidden, const Masked &masked, double share = 1);
  Result<void> save_checkpoint(int stage, int64_t step) const;
  Result<void> load_checkpoint();

  TextStudent student_;
  const Tokenizer &tokenizer_;
  BertEncoder teacher_{nullptr};
  const Tokenizer *teacher_tokenizer_ = nullptr;
  TextTrainingOptions options_;
  std::unique_ptr<MasterAdamW> optimizer_;
  int resumed_stage_ = -1;
  int64_t resumed_step_ = 0;
};

/// Mean probability vectors of the sentiment head for lines of text. [lines, 3], fp32.
torch::Tensor predict_sentiment(TextStudent &student, const Tokenizer &tokenizer,
                                const std::vector<std::string> &lines, std::size_t max_tokens = 64);

} // namespace affect
