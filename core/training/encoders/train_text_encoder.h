#pragma once

#include "corpus/text_corpus.h"
#include "evaluation/metrics.h"
#include "training/encoders/text_training.h"

#include <nlohmann/json.hpp>

#include <functional>

namespace affect {

struct TextEncoderTraining {
  /// Folder of the BERT encoder to learn from, and to start from unless `start` is given; may be
  /// empty where that is.
  std::filesystem::path teacher;
  /// Folder of an encoder of BERT's kind to go on from; empty: start from the teacher.
  std::filesystem::path start;
  TextTrainingOptions training; ///< its folder holds the tokenizer, else `start` does
  /// Called where the teacher is started from, with the number of pieces whose embedding it has,
  /// and that of all.
  std::function<void(int64_t found, int64_t pieces)> started_from_teacher;
};

struct TrainedTextEncoder {
  TextStudent student;
  nlohmann::ordered_json metrics; ///< scores on what the corpus holds out, and its sources
};

/// Trains the compact text encoder, distillation first and then sentiment. Errors: as
/// open_trained_tokenizer, load_bert_folder, BertTokenizer::open, read_state and TextTraining::run.
Result<TrainedTextEncoder> train_text_encoder(const TextCorpus &corpus,
                                              const TextEncoderTraining &training,
                                              const ProgressFn &progress,
                                              const CancelToken &cancel);

/// Writes what a folder that has a tokenizer lacks to be an encoder, and metrics.json. Errors:
/// unreadable.
Result<void> write_text_encoder(const std::filesystem::path &folder,
                                const TrainedTextEncoder &trained);

/// Scores of sentiment probabilities [lines, 3] on labelled lines. Lines of sets that know only
/// negative and positive are never taken for neutral.
ClassificationMetrics score_sentiment(const torch::Tensor &probabilities,
                                      const std::vector<TextLine> &lines);

} // namespace affect
