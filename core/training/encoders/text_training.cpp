#include "training/encoders/text_training.h"

#include "training/trainer/checkpoint.h"
#include "training/trainer/curves.h"
#include "training/trainer/schedule.h"

#include <ATen/Parallel.h>

#include <chrono>
#include <cmath>

namespace affect {
namespace {

constexpr int64_t steps_between_reports = 50;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Losses and speed since the last report.
class Meter {
public:
  void add(double loss, std::size_t lines) {
    loss_ += loss;
    lines_ += lines;
    ++steps_;
  }
  int64_t steps() const { return steps_; }
  double loss() const { return loss_ / static_cast<double>(steps_); }
  double lines_per_second() const { return static_cast<double>(lines_) / seconds_since(begin_); }

private:
  Clock::time_point begin_ = Clock::now();
  double loss_ = 0;
  std::size_t lines_ = 0;
  int64_t steps_ = 0;
};

} // namespace

TextTraining::TextTraining(TextStudent student, const Tokenizer &tokenizer,
                           TextTrainingOptions options)
    : student_(std::move(student)), tokenizer_(tokenizer), options_(std::move(options)) {}

void TextTraining::set_teacher(BertEncoder teacher, const Tokenizer *tokenizer) {
  teacher_ = std::move(teacher);
  teacher_tokenizer_ = tokenizer;
}

TextTraining::Corpus TextTraining::tokenize(const std::vector<TextLine> &lines,
                                            bool labelled) const {
  Corpus corpus;
  std::size_t chinese = 0;
  for (const TextLine &line : lines)
    if ((!labelled || line.label >= 0) && (line.english || ++chinese <= options_.chinese_lines))
      corpus.lines.push_back(&line);
  const auto count = static_cast<int64_t>(corpus.lines.size());
  corpus.student.resize(corpus.lines.size());
  if (teacher_ && (!labelled || options_.teacher_weight > 0))
    corpus.teacher.resize(corpus.lines.size());
  at::parallel_for(0, count, 256, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const auto at = static_cast<std::size_t>(i);
      corpus.student[at] = tokenize_line(tokenizer_, corpus.lines[at]->text, options_.max_tokens);
      if (!corpus.teacher.empty() && corpus.lines[at]->english)
        corpus.teacher[at] =
            tokenize_line(*teacher_tokenizer_, corpus.lines[at]->text, options_.max_tokens);
    }
  });
  return corpus;
}

// All batches of a stage, epoch after epoch. Each is of one language, so that the teacher reads
// whole batches.
std::vector<std::vector<std::size_t>> TextTraining::batches_of(int index, const Stage &stage,
                                                               const Corpus &corpus) const {
  std::vector<std::size_t> of_language[2];
  for (std::size_t i = 0; i < corpus.lines.size(); ++i)
    of_language[corpus.lines[i]->english ? 1 : 0].push_back(i);
  std::vector<std::vector<std::size_t>> batches;
  for (int epoch = 0; epoch < stage.epochs; ++epoch) {
    Random order(options_.seed * 1000 + static_cast<std::uint64_t>(index * 100 + epoch));
    std::vector<std::vector<std::size_t>> mixed;
    for (const auto &rows : of_language) {
      std::vector<std::size_t> lengths;
      for (std::size_t i : rows)
        lengths.push_back(corpus.student[i].ids.size());
      for (auto &batch : bucketed_batches(lengths, options_.batch_size, order)) {
        for (std::size_t &row : batch)
          row = rows[row];
        mixed.push_back(std::move(batch));
      }
    }
    order.shuffle(mixed);
    batches.insert(batches.end(), mixed.begin(), mixed.end());
  }
  return batches;
}

Result<double> TextTraining::run_step(int index, const Corpus &corpus,
                                      const std::vector<std::size_t> &rows, int64_t step,
                                      double rate) {
  Random random(options_.seed ^ static_cast<std::uint64_t>((index + 1) * 1'000'003 + step));
  torch::manual_seed(static_cast<int64_t>(random.next() >> 1));
  const auto loss = loss_of(index, corpus, rows, step, random);
  if (loss.requires_grad()) { // a few short lines may hold no masked word and no label
    loss.backward();
    optimizer_->step(rate);
  }
  const double value = loss.item<double>();
  if (!std::isfinite(value))
    return make_error(ErrorCode::internal,
                      "The training loss is not a number any more; lower the learning rate.");
  return value;
}

Result<void> TextTraining::run_stage(int index, const Stage &stage,
                                     const std::vector<TextLine> &lines, const ProgressFn &progress,
                                     const CancelToken &cancel) {
  const Corpus corpus = tokenize(lines, stage.labelled);
  const auto batches = batches_of(index, stage, corpus);
  const auto steps = static_cast<int64_t>(batches.size());
  const Schedule schedule(
      steps,
      {.decay = Schedule::Decay::linear, .warm_up = 0.05, .least_warm_up = 1, .floor = 0.05});
  Curves curves(options_.folder, "", true);
  Meter meter;
  auto saved = Clock::now();
  for (int64_t step = resumed_stage_ == index ? resumed_step_ : 0; step < steps; ++step) {
    if (cancel.cancelled()) {
      AFFECT_CHECK(save_checkpoint(index, step));
      return make_error(ErrorCode::cancelled, "Training was stopped; --resume goes on from here.");
    }
    const auto &rows = batches[static_cast<std::size_t>(step)];
    AFFECT_TRY(loss, run_step(index, corpus, rows, step, schedule.rate(stage.rate, step)));
    meter.add(loss, rows.size());
    if (meter.steps() == steps_between_reports || step + 1 == steps) {
      const double speed = meter.lines_per_second();
      curves.add(stage.name, step + 1, steps, meter.loss(), speed);
      if (progress)
        progress({static_cast<double>(step + 1) / static_cast<double>(steps),
                  std::string(stage.name) + ": loss " + std::to_string(meter.loss()) + ", " +
                      std::to_string(static_cast<int>(speed)) + " lines/s"});
      meter = Meter();
    }
    if (seconds_since(saved) > options_.checkpoint_minutes * 60) {
      AFFECT_CHECK(save_checkpoint(index, step + 1));
      saved = Clock::now();
    }
  }
  return save_checkpoint(index + 1, 0);
}

Result<void> TextTraining::run(const std::vector<TextLine> &lines, const ProgressFn &progress,
                               const CancelToken &cancel) {
  // Before they are rounded: the masters keep what the network began as.
  optimizer_ = std::make_unique<MasterAdamW>(student_.parameters());
  student_.to(options_.bf16 ? torch::kBFloat16 : torch::kFloat32);
  if (options_.resume)
    AFFECT_CHECK(load_checkpoint());
  const Stage stages[] = {{"distil", options_.distil_epochs, options_.distil_rate, false},
                          {"sentiment", options_.sentiment_epochs, options_.sentiment_rate, true},
                          {"language", options_.language_epochs, options_.language_rate, false}};
  for (int i = std::max(0, resumed_stage_); i < 3; ++i)
    AFFECT_CHECK(run_stage(i, stages[i], lines, progress, cancel));
  student_.to(torch::kFloat32);
  // The masters hold what bf16 rounds away.
  const auto masters = optimizer_->state();
  auto parameters = student_.parameters();
  torch::NoGradGuard frozen;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    parameters[i].copy_(masters[1 + 3 * i]);
  return {};
}

Result<void> TextTraining::save_checkpoint(int stage, int64_t step) const {
  Checkpoint checkpoint;
  checkpoint.put("optimizer.", optimizer_->state());
  checkpoint.put_value("stage", std::to_string(stage));
  checkpoint.put_value("step", std::to_string(step));
  return checkpoint.save(options_.folder);
}

Result<void> TextTraining::load_checkpoint() {
  AFFECT_TRY(checkpoint, Checkpoint::load(options_.folder));
  const auto moments = checkpoint.list("optimizer.");
  if (!optimizer_->fits(moments))
    return checkpoint.of_another_network();
  optimizer_->restore(moments);
  resumed_stage_ = static_cast<int>(checkpoint.number("stage"));
  resumed_step_ = checkpoint.number("step");
  return {};
}

torch::Tensor predict_sentiment(TextStudent &student, const Tokenizer &tokenizer,
                                const std::vector<std::string> &lines, std::size_t max_tokens) {
  torch::NoGradGuard frozen;
  std::vector<torch::Tensor> probabilities;
  for (std::size_t begin = 0; begin < lines.size(); begin += 64) {
    std::vector<TokenizedLine> tokens;
    std::vector<const TokenizedLine *> rows;
    for (std::size_t i = begin; i < std::min(begin + 64, lines.size()); ++i)
      tokens.push_back(tokenize_line(tokenizer, lines[i], max_tokens));
    for (const auto &line : tokens)
      rows.push_back(&line);
    const TokenBatch batch = pad_batch(rows, tokenizer.pad_id());
    const auto hidden = student.encoder(batch.ids, batch.mask).last_hidden_state;
    probabilities.push_back(torch::softmax(
        student.sentiment(mean_over_mask(hidden, batch.mask)).to(torch::kFloat32), -1));
  }
  return torch::cat(probabilities);
}

} // namespace affect
