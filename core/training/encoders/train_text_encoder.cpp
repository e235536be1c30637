#include "training/encoders/train_text_encoder.h"

#include "base/json_file.h"
#include "nn/bert_folder.h"
#include "text/bert_tokenizer.h"
#include "training/encoders/train_tokenizer.h"

namespace affect {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

// Goes on from an encoder that an earlier run wrote, or from another folder of BERT's kind; heads
// that it lacks start anew.
Result<TextStudent> continue_student(const fs::path &folder, const Tokenizer &pieces,
                                     std::uint64_t seed) {
  AFFECT_TRY(start, load_bert_folder(folder));
  BertConfig config = start.encoder->config();
  if (config.vocab_size < pieces.size())
    return make_error(ErrorCode::bad_format,
                      "The encoder has fewer embeddings than its tokenizer has pieces.", folder);
  config.pooler = false;
  torch::manual_seed(static_cast<int64_t>(seed));
  TextStudent student = make_text_student(config);
  StateDict found = state_of(*start.encoder);
  found.merge(start.others);
  StateDict state = student.state();
  for (auto &[name, tensor] : state)
    if (const auto own = found.find(name);
        own != found.end() && own->second.sizes() == tensor.sizes())
      tensor = own->second;
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

// A BERT encoder to start from or to learn from, with its tokenizer; null where there is none.
struct Teacher {
  BertEncoder encoder{nullptr};
  std::unique_ptr<BertTokenizer> pieces;
};

Result<Teacher> open_teacher(const fs::path &folder) {
  Teacher teacher;
  if (folder.empty())
    return teacher;
  AFFECT_TRY(opened, load_bert_folder(folder));
  AFFECT_TRY(pieces, BertTokenizer::open(folder / word_piece_file));
  teacher.encoder = opened.encoder;
  teacher.pieces = std::move(pieces);
  return teacher;
}

ordered_json score_held_out(TextStudent &student, const Tokenizer &pieces,
                            const std::vector<TextLine> &lines) {
  std::vector<std::string> texts;
  for (const TextLine &line : lines)
    texts.push_back(line.text);
  if (texts.empty())
    return {{"lines", 0}};
  const ClassificationMetrics metrics =
      score_sentiment(predict_sentiment(student, pieces, texts), lines);
  return {
      {"lines", metrics.n}, {"accuracy", metrics.accuracy}, {"macro_recall", metrics.macro_recall}};
}

} // namespace

ClassificationMetrics score_sentiment(const torch::Tensor &probabilities,
                                      const std::vector<TextLine> &lines) {
  auto asked = probabilities.clone();
  std::vector<std::int64_t> labels;
  for (const TextLine &line : lines) {
    if (line.kind == LabelKind::two_classes)
      asked[static_cast<int64_t>(labels.size())][1] = 0;
    labels.push_back(line.label);
  }
  return score(asked, torch::tensor(labels));
}

Result<TrainedTextEncoder> train_text_encoder(const TextCorpus &corpus,
                                              const TextEncoderTraining &training,
                                              const ProgressFn &progress,
                                              const CancelToken &cancel) {
  const TextTrainingOptions &options = training.training;
  AFFECT_TRY(pieces, open_trained_tokenizer(options.folder, training.start));
  AFFECT_TRY(teacher, open_teacher(training.teacher));
  if (training.start.empty() && !teacher.encoder)
    return make_error(ErrorCode::usage, "An encoder needs one to start from.");
  Result<TextStudent> student =
      training.start.empty() ? start_student(training, *pieces, teacher.encoder, *teacher.pieces)
                             : continue_student(training.start, *pieces, options.seed);
  if (!student.ok())
    return student.error();
  TextTraining loop(*student, *pieces, options);
  if (teacher.encoder) {
    teacher.encoder->prepare(options.bf16 ? torch::kBFloat16 : torch::kFloat32);
    loop.set_teacher(teacher.encoder, teacher.pieces.get());
  }
  AFFECT_CHECK(loop.run(corpus.lines, progress, cancel));
  ordered_json metrics;
  for (const HeldOutLines &held_out : corpus.held_out)
    metrics["held_out"][held_out.set] = score_held_out(loop.student(), *pieces, held_out.lines);
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
  AFFECT_CHECK(write_json_file(folder / "metrics.json", trained.metrics));
  ordered_json tokenizer;
  if (trained_tokenizer_file(folder).filename() != word_piece_file)
    tokenizer["tokenizer_class"] = "XLMRobertaTokenizer";
  else
    tokenizer = {
        {"tokenizer_class", "BertTokenizer"}, {"do_lower_case", true}, {"cut_unknown_words", true}};
  tokenizer["model_max_length"] = 256;
  return write_json_file(folder / "tokenizer_config.json", tokenizer);
}

} // namespace affect
