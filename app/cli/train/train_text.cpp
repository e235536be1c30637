#include "commands.h"

#include "base/cpu.h"
#include "training/encoders/encoder_folder.h"
#include "training/encoders/train_text_encoder.h"
#include "training/encoders/train_tokenizer.h"

#include <iostream>
#include <memory>

namespace affect::cli {
namespace {

namespace fs = std::filesystem;

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
                     "language; or tests of behaviour, JSON Lines)");
  command.add_option("--mvsa-root", sources.texts.mvsa_root,
                     "MVSA folder, whose training texts are read without labels");
  command.add_option("--mvsa-split", sources.texts.mvsa_split,
                     "File of the MVSA ids that may be read");
  command.add_option("--out", sources.out, "Folder of the encoder")->required();
  command.add_option("--seed", sources.seed, "Seed of everything drawn")->capture_default_str();
}

// Makes the encoder's folder and reads the lines.
Result<TextCorpus> corpus_of(const Sources &sources) {
  AFFECT_CHECK(make_encoder_folder(sources.out));
  return load_text_corpus(sources.texts, sources.seed);
}

Result<void> tokenizer(const Sources &sources, const fs::path &teacher, int vocabulary) {
  AFFECT_TRY(corpus, corpus_of(sources));
  std::vector<std::string> lines;
  for (const TextLine &line : corpus.lines)
    lines.push_back(line.text);
  AFFECT_TRY(pieces, train_tokenizer(lines, teacher, vocabulary, sources.out));
  std::cout << "tokenizer: " << pieces << " pieces from " << lines.size() << " lines" << std::endl;
  return {};
}

Result<void> text_encoder(const Sources &sources, TextEncoderTraining training) {
  AFFECT_TRY(corpus, corpus_of(sources));
  for (const std::string &line : corpus.summary)
    std::cout << line << std::endl;
  training.training.folder = sources.out;
  training.training.seed = sources.seed;
  training.started_from_teacher = [](int64_t found, int64_t pieces) {
    std::cout << "embeddings started from the teacher: " << found << " of " << pieces << std::endl;
  };
  AFFECT_TRY(trained, train_text_encoder(corpus, training, progress_line(true), interrupt_token()));
  std::cout << trained.metrics.dump(1) << std::endl;
  return write_text_encoder(sources.out, trained);
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
    run = [=] { return exit_code_of(tokenizer(*sources, *teacher, *vocabulary)); };
  });
}

void add_train_text_encoder(CLI::App &encoder, Run &run) {
  auto *command = encoder.add_subcommand(
      "text", "Train the compact text encoder (distillation, then sentiment)");
  auto sources = std::make_shared<Sources>();
  auto training = std::make_shared<TextEncoderTraining>();
  TextTrainingOptions &options = training->training;
  auto threads = std::make_shared<int>(0);
  auto precision = std::make_shared<std::string>("auto");
  add_sources(*command, *sources);
  command->add_option("--teacher", training->teacher,
                      "Folder of the BERT encoder to start from and learn from");
  command->add_option("--start", training->start,
                      "Go on from the encoder in this folder, with the tokenizer in --out or else "
                      "its own");
  command->add_option("--distil-epochs", options.distil_epochs)->capture_default_str();
  command->add_option("--sentiment-epochs", options.sentiment_epochs)->capture_default_str();
  command
      ->add_option("--language-epochs", options.language_epochs,
                   "Passes for the masked-language head alone, after the others")
      ->capture_default_str();
  command->add_option("--language-rate", options.language_rate)->capture_default_str();
  command->add_option("--distil-rate", options.distil_rate)->capture_default_str();
  command->add_option("--sentiment-rate", options.sentiment_rate)->capture_default_str();
  command
      ->add_option("--language-weight", options.language_weight,
                   "How much of the masked-language loss beside sentiment reaches the encoder; its "
                   "head always learns")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command
      ->add_option("--teacher-weight", options.teacher_weight,
                   "Of the teacher's vector, beside sentiment")
      ->capture_default_str();
  command->add_option("--batch", options.batch_size)
      ->capture_default_str()
      ->check(CLI::Range(1, 4096));
  command->add_option("--max-tokens", options.max_tokens)
      ->capture_default_str()
      ->check(CLI::Range(8, 256));
  command->add_option("--chinese-lines", options.chinese_lines)->capture_default_str();
  command->add_option("--threads", *threads, "0: all processors")->capture_default_str();
  command->add_option("--precision", *precision, "auto, fp32 or bf16")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "fp32", "bf16"}));
  command->add_flag("--resume", options.resume, "Go on from the checkpoint in --out");
  command->callback([=, &run] {
    run = [=] {
      if (training->teacher.empty() && training->start.empty())
        return exit_code_of(
            make_error(ErrorCode::usage, "Name the encoder to start from: --teacher or --start."));
      if (sources->texts.sets.empty() && sources->texts.more.empty())
        return exit_code_of(
            make_error(ErrorCode::usage, "Name the lines to learn from: --texts or --more."));
      use_threads(*threads);
      training->training.bf16 = *precision == "bf16" || (*precision == "auto" && has_fast_bf16());
      return exit_code_of(text_encoder(*sources, *training));
    };
  });
}

} // namespace affect::cli
