#include "training/encoders/train_text_encoder.h"

#include "evaluation/evaluation_json.h"
#include "nn/bert_folder.h"
#include "text/bert_tokenizer.h"
#include "training/encoders/train_tokenizer.h"

namespace affect {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

// Goes on from an encoder that an earlier run wrote; heads that were not shipped start anew.
Result<TextStudent> continue_student(const fs::path &folder, std::uint64_t seed) {
  AFFECT_TRY(config, read_bert_config(folder));
  config.pooler = false;
  torch::manual_seed(static_cast<int64_t>(seed));
  TextStudent student = make_text_student(config);
  AFFECT_TRY(state, read_state(folder / "model.safetensors"));
  for (const auto &[name, tensor] : student.state())
    state.try_emplace(name, tensor);
  AFFECT_CHECK(student.load(state));
  return student;
}

TextStudent start_student(const TextEncoderTraining &training, const Tokenizer &pieces,
                          BertEncoder &teacher, const Tokenizer &teacher_pieces) {
  const std::uint64_t seed = training.training.seed;
  torch::manual_seed(static_cast<int64_t>(seed));
  TextStudent student = make_text_student(compact_text_config(pieces));
  const int64_t found = start_from_teacher(student, pieces, teacher, teacher_pieces, seed);
  if (training.started_from_teacher)
    training.started_from_teacher(found, static_cast<int64_t>(pieces.size()));
  return student;
}

ordered_json score_held_out(TextStudent &student, const Tokenizer &pieces,
                            const std::vector<TextLine> &lines) {
  std::vector<std::string> texts;
  for (const TextLine &line : lines)
    texts.push_back(line.text);
  const double accuracy =
      texts.empty() ? 0 : sentiment_accuracy(predict_sentiment(student, pieces, texts), lines);
  return {{"lines", lines.size()}, {"accuracy", accuracy}};
}

} // namespace

double sentiment_accuracy(const torch::Tensor &probabilities, const std::vector<TextLine> &lines) {
  if (lines.empty())
    return 0;
  int64_t right = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto row = probabilities[static_cast<int64_t>(i)].clone();
    if (lines[i].kind == LabelKind::two_classes)
      row[1] = 0;
    right += row.argmax().item<int64_t>() == lines[i].label;
  }
  return static_cast<double>(right) / static_cast<double>(lines.size());
}

Result<TrainedTextEncoder> train_text_encoder(const TextCorpus &corpus,
                                              const TextEncoderTraining &training,
                                              const ProgressFn &progress,
                                              const CancelToken &cancel) {
  const TextTrainingOptions &options = training.training;
  AFFECT_TRY(pieces, open_trained_tokenizer(options.folder));
  AFFECT_TRY(teacher, load_bert_folder(training.teacher));
  AFFECT_TRY(teacher_pieces, BertTokenizer::open(training.teacher / word_piece_file));
  Result<TextStudent> student =
      training.start.empty() ? start_student(training, *pieces, teacher.encoder, *teacher_pieces)
                             : continue_student(training.start, options.seed);
  if (!student.ok())
    return student.error();
  teacher.encoder->prepare(options.bf16 ? torch::kBFloat16 : torch::kFloat32);
  TextTraining loop(*student, *pieces, options);
  loop.set_teacher(teacher.encoder, teacher_pieces.get());
  AFFECT_CHECK(loop.run(corpus.lines, progress, cancel));
  ordered_json metrics;
  metrics["held_out_chinese"] = score_held_out(loop.student(), *pieces, corpus.held_out_chinese);
  metrics["held_out_english"] = score_held_out(loop.student(), *pieces, corpus.held_out_english);
  metrics["sources"] = corpus.summary;
  return TrainedTextEncoder{loop.student(), std::move(metrics)};
}

Result<void> write_text_encoder(const fs::path &folder, const TrainedTextEncoder &trained) {
  const BertConfig &config = trained.student.encoder->config();
  AFFECT_CHECK(write_bert_config(folder, config));
  StateDict state = trained.student.state();
  std::erase_if(state, [](const auto &item) {
    return item.first.starts_with("joint.") || item.first.starts_with("recall.");
  });
  AFFECT_CHECK(write_state(folder / "model.safetensors", state, true, {{"format", "pt"}}));
  AFFECT_CHECK(write_json(folder / "metrics.json", trained.metrics));
  ordered_json tokenizer;
  if (config.roberta_positions)
    tokenizer["tokenizer_class"] = "XLMRobertaTokenizer";
  else
    tokenizer = {
        {"tokenizer_class", "BertTokenizer"}, {"do_lower_case", true}, {"cut_unknown_words", true}};
  tokenizer["model_max_length"] = 256;
  return write_json(folder / "tokenizer_config.json", tokenizer);
}

} // namespace affect
