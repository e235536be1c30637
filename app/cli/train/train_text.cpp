#include "commands.h"

#include "base/cpu.h"
#include "corpus/text_corpus.h"
#include "evaluation/metrics.h"
#include "nn/bert_folder.h"
#include "text/bert_tokenizer.h"
#include "text/sentencepiece_training.h"
#include "text/word_piece_training.h"
#include "text/xlm_roberta_tokenizer.h"
#include "training/encoders/text_training.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace affect::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char *sentencepiece_file = "sentencepiece.bpe.model",
                     *word_piece_file = "vocab.txt";

struct Sources {
  TextSources texts;
  fs::path out;
  std::uint64_t seed = 1;
};

void add_sources(CLI::App &command, Sources &sources) {
  command.add_option("--texts", sources.texts.sets,
                     "Folder of labelled text sets (CSV: text,label)");
  command.add_option("--more", sources.texts.more,
                     "Further labelled lines (CSV: text,label and, where some are Chinese, "
                     "language)");
  command.add_option("--mvsa-root", sources.texts.mvsa_root,
                     "MVSA folder, whose training texts are read without labels");
  command.add_option("--mvsa-split", sources.texts.mvsa_split,
                     "File of the MVSA ids that may be read");
  command.add_option("--out", sources.out, "Folder of the encoder")->required();
  command.add_option("--seed", sources.seed, "Seed of everything drawn")->capture_default_str();
}

Result<TextCorpus> corpus_of(const Sources &sources) {
  std::error_code error;
  fs::create_directories(sources.out, error);
  if (error)
    return make_error(ErrorCode::unreadable, "The folder cannot be made: " + error.message() + ".",
                      sources.out);
  return load_text_corpus(sources.texts, sources.seed);
}

// Of the sentiment head; sets of two classes are asked for those two.
nlohmann::ordered_json scores_of(TextStudent &student, const Tokenizer &pieces,
                                 const std::vector<TextLine> &lines) {
  std::vector<std::string> texts;
  for (const TextLine &line : lines)
    texts.push_back(line.text);
  auto probabilities = predict_sentiment(student, pieces, texts);
  std::vector<std::int64_t> labels;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].kind == LabelKind::two_classes)
      probabilities[static_cast<int64_t>(i)][1] = 0;
    labels.push_back(lines[i].label);
  }
  const ClassificationMetrics metrics = score(probabilities, torch::tensor(labels));
  return {
      {"lines", metrics.n}, {"accuracy", metrics.accuracy}, {"macro_recall", metrics.macro_recall}};
}

// SentencePiece, or with a teacher the part of its word pieces that the lines use.
Result<void> train_tokenizer(const Sources &sources, const fs::path &teacher, int vocabulary) {
  AFFECT_TRY(corpus, corpus_of(sources));
  std::vector<std::string> lines;
  for (const TextLine &line : corpus.lines)
    lines.push_back(line.text);
  if (teacher.empty()) {
    SentencePieceTraining options;
    options.vocabulary = vocabulary;
    options.threads = processor_count();
    AFFECT_CHECK(train_sentencepiece(lines, options, sources.out / sentencepiece_file));
  } else {
    AFFECT_TRY(from, BertTokenizer::open(teacher / word_piece_file));
    AFFECT_TRY(found, train_word_pieces(lines, *from, static_cast<std::size_t>(vocabulary),
                                        sources.out / word_piece_file));
    vocabulary = static_cast<int>(found);
  }
  std::cout << "tokenizer: " << vocabulary << " pieces from " << lines.size() << " lines"
            << std::endl;
  return {};
}

fs::path tokenizer_file_of(const fs::path &folder) {
  std::error_code ignored;
  const fs::path words = folder / word_piece_file;
  return fs::exists(words, ignored) ? words : folder / sentencepiece_file;
}

// The encoder's tokenizer: what train_tokenizer() left in its folder, else that of the encoder from
// which the run starts, which is copied there.
Result<std::unique_ptr<Tokenizer>> tokenizer_of(const fs::path &folder, const fs::path &start) {
  std::error_code error;
  fs::path file = tokenizer_file_of(folder);
  if (!start.empty() && !fs::exists(file, error)) {
    const fs::path source = tokenizer_file_of(start);
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

// Goes on from an encoder that an earlier run wrote; heads that were not shipped start anew.
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
  StateDict state = state_of(*start.encoder);
  state.merge(start.others);
  StateDict own = student.state();
  for (auto &[name, tensor] : own)
    if (const auto found = state.find(name);
        found != state.end() && found->second.sizes() == tensor.sizes())
      tensor = found->second;
  AFFECT_CHECK(student.load(own));
  return student;
}

Result<TextStudent> start_student(const Tokenizer &pieces, BertEncoder &teacher,
                                  const Tokenizer &teacher_pieces, std::uint64_t seed) {
  torch::manual_seed(static_cast<int64_t>(seed));
  TextStudent student = make_text_student(compact_text_config(pieces));
  const int64_t found = start_from_teacher(student, pieces, teacher, teacher_pieces, seed);
  std::cout << "embeddings started from the teacher: " << found << " of " << pieces.size()
            << std::endl;
  return student;
}

Result<void> write_encoder(const fs::path &out, TextStudent &student,
                           const nlohmann::ordered_json &metrics) {
  const BertConfig &config = student.encoder->config();
  AFFECT_CHECK(write_bert_config(out, config));
  StateDict state = student.state();
  for (auto at = state.begin(); at != state.end();)
    at = at->first.starts_with("joint.") || at->first.starts_with("recall.") ? state.erase(at)
                                                                             : std::next(at);
  AFFECT_CHECK(write_state(out / "model.safetensors", state, true, {{"format", "pt"}}));
  std::ofstream(out / "metrics.json") << metrics.dump(1) << '\n';
  const bool word_pieces = tokenizer_file_of(out).filename() == word_piece_file;
  std::ofstream(out / "tokenizer_config.json")
      << (word_pieces ? "{\n \"tokenizer_class\": \"BertTokenizer\",\n \"do_lower_case\": true,\n "
                        "\"cut_unknown_words\": true,\n \"model_max_length\": 256\n}\n"
                      : "{\n \"tokenizer_class\": \"XLMRobertaTokenizer\",\n \"model_max_length\": "
                        "256\n}\n");
  return {};
}

// An encoder to start from or to learn from, with its tokenizer.
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

Result<void> train_text_encoder(const Sources &sources, const fs::path &teacher_folder,
                                const fs::path &start, TextTrainingOptions options) {
  AFFECT_TRY(corpus, corpus_of(sources));
  for (const std::string &line : corpus.summary)
    std::cout << line << std::endl;
  AFFECT_TRY(pieces, tokenizer_of(sources.out, start));
  AFFECT_TRY(teacher, open_teacher(teacher_folder));
  AFFECT_TRY(student, start.empty()
                          ? start_student(*pieces, teacher.encoder, *teacher.pieces, sources.seed)
                          : continue_student(start, *pieces, sources.seed));
  options.folder = sources.out;
  options.seed = sources.seed;
  TextTraining training(student, *pieces, options);
  if (teacher.encoder) {
    teacher.encoder->prepare(options.bf16 ? torch::kBFloat16 : torch::kFloat32);
    training.set_teacher(teacher.encoder, teacher.pieces.get());
  }
  AFFECT_CHECK(training.run(corpus.lines, progress_line(true), interrupt_token()));
  nlohmann::ordered_json metrics;
  for (const HeldOutLines &held_out : corpus.held_out)
    metrics["held_out"][held_out.set] = scores_of(training.student(), *pieces, held_out.lines);
  metrics["sources"] = corpus.summary;
  std::cout << metrics.dump(1) << std::endl;
  return write_encoder(sources.out, training.student(), metrics);
}

} // namespace

void add_train_tokenizer(CLI::App &train, Run &run) {
  auto *command = train.add_subcommand(
      "tokenizer", "Make the tokenizer of the compact text encoder: a teacher's word pieces that "
                   "the texts use, or SentencePiece");
  auto sources = std::make_shared<Sources>();
  auto teacher = std::make_shared<fs::path>();
  auto vocabulary = std::make_shared<int>(20000);
  add_sources(*command, *sources);
  command->add_option("--vocabulary", *vocabulary, "Number of pieces")
      ->capture_default_str()
      ->check(CLI::Range(300, 250000));
  command->add_option(
      "--teacher", *teacher,
      "Folder of a BERT encoder: take the word pieces that the texts use from it instead, and the "
      "characters it lacks");
  command->callback([=, &run] {
    run = [=] { return exit_code_of(train_tokenizer(*sources, *teacher, *vocabulary)); };
  });
}

void add_train_text_encoder(CLI::App &encoder, Run &run) {
  auto *command = encoder.add_subcommand(
      "text", "Train the compact text encoder (distillation, then sentiment)");
  auto sources = std::make_shared<Sources>();
  auto teacher = std::make_shared<fs::path>(), start = std::make_shared<fs::path>();
  auto options = std::make_shared<TextTrainingOptions>();
  auto threads = std::make_shared<int>(0);
  auto precision = std::make_shared<std::string>("auto");
  add_sources(*command, *sources);
  command->add_option("--teacher", *teacher,
                      "Folder of the BERT encoder to start from and learn from");
  command->add_option("--start", *start,
                      "Go on from the encoder in this folder, with the tokenizer in --out or else "
                      "its own");
  command->add_option("--distil-epochs", options->distil_epochs)->capture_default_str();
  command->add_option("--sentiment-epochs", options->sentiment_epochs)->capture_default_str();
  command
      ->add_option("--language-epochs", options->language_epochs,
                   "Passes for the masked-language head alone, after the others")
      ->capture_default_str();
  command->add_option("--language-rate", options->language_rate)->capture_default_str();
  command->add_option("--distil-rate", options->distil_rate)->capture_default_str();
  command->add_option("--sentiment-rate", options->sentiment_rate)->capture_default_str();
  command
      ->add_option("--language-weight", options->language_weight,
                   "How much of the masked-language loss beside sentiment reaches the encoder; its "
                   "head always learns")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command
      ->add_option("--teacher-weight", options->teacher_weight,
                   "Of the teacher's vector, beside sentiment")
      ->capture_default_str();
  command->add_option("--batch", options->batch_size)
      ->capture_default_str()
      ->check(CLI::Range(1, 4096));
  command->add_option("--max-tokens", options->max_tokens)
      ->capture_default_str()
      ->check(CLI::Range(8, 256));
  command->add_option("--chinese-lines", options->chinese_lines)->capture_default_str();
  command->add_option("--threads", *threads, "0: all processors")->capture_default_str();
  command->add_option("--precision", *precision, "auto, fp32 or bf16")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "fp32", "bf16"}));
  command->add_flag("--resume", options->resume, "Go on from the checkpoint in --out");
  command->callback([=, &run] {
    run = [=] {
      if (teacher->empty() && start->empty())
        return exit_code_of(
            make_error(ErrorCode::usage, "Name the encoder to start from: --teacher or --start."));
      if (sources->texts.sets.empty() && sources->texts.more.empty())
        return exit_code_of(
            make_error(ErrorCode::usage, "Name the lines to learn from: --texts or --more."));
      use_threads(*threads);
      options->bf16 = *precision == "bf16" || (*precision == "auto" && has_fast_bf16());
      return exit_code_of(train_text_encoder(*sources, *teacher, *start, *options));
    };
  });
}

} // namespace affect::cli
