#include "batch_cli.h"
#include "commands.h"
#include "engine_options.h"

#include "analysis/reading.h"
#include "batch/journal/journal_files.h"
#include "batch/journal/journal_reader.h"
#include "batch/report/journal_report.h"
#include "batch/run/batch_run.h"

#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <thread>

#include <sys/resource.h>

namespace affect::cli {
namespace {

struct Options {
  BatchOptions run;
  bool times = false;
  std::string shard;
  ReportFiles reports;
};

// One line a reading, for people.
void print(const Reading &reading, bool named) {
  static constexpr const char *signs[] = {"-", "0", "+"};
  const auto polarity = polarity_of(reading.probabilities);
  std::printf("%s %-8s %3.0f %%  %s", signs[static_cast<int>(polarity)], name_of(polarity),
              100.0 * reading.probabilities[static_cast<std::size_t>(polarity)],
              reading.file.c_str());
  for (const UnimodalReading &one : reading.modalities)
    if (one.presence != Presence::present)
      std::printf("  [%s %s]", name_of(one.modality),
                  one.presence == Presence::missing ? "missing" : "missing, translated");
    else if (one.probabilities)
      std::printf("  %s %+.2f", name_of(one.modality), valence_of(*one.probabilities));
  std::printf("%s%s%s\n", reading.disagreement ? "  (its parts disagree)" : "", named ? "  " : "",
              named ? reading.model.c_str() : "");
}

void print_item(const PostSource &, const std::vector<Reading> &readings,
                const std::optional<Error> &error) {
  if (error)
    complain(*error);
  for (const Reading &reading : readings)
    print(reading, readings.size() > 1);
}

std::string words_of(const BatchProgress &progress) {
  std::string words = std::to_string(progress.done + progress.failed) + " of " +
                      std::to_string(progress.found) + (progress.scan_complete ? "" : "+");
  char figures[64];
  if (progress.items_per_second > 0) {
    std::snprintf(figures, sizeof figures, ", %.1f/s", progress.items_per_second);
    words += figures;
  }
  if (progress.seconds_left && progress.scan_complete) {
    const auto left = static_cast<long long>(*progress.seconds_left);
    std::snprintf(figures, sizeof figures, ", %lld:%02lld:%02lld left", left / 3600, left / 60 % 60,
                  left % 60);
    words += figures;
  }
  if (progress.failed > 0)
    words += ", " + std::to_string(progress.failed) + " failed";
  return words;
}

BatchProgress watch(BatchRun &run) {
  const CancelToken cancel = interrupt_token();
  const auto line = progress_line();
  BatchProgress progress;
  for (auto shown = std::chrono::steady_clock::time_point(); !(progress = run.progress()).over();) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (cancel.cancelled())
      run.cancel();
    const auto now = std::chrono::steady_clock::now();
    if (progress.phase == BatchPhase::loading || now - shown < std::chrono::milliseconds(500))
      continue;
    shown = now;
    const auto over = static_cast<double>(progress.done + progress.failed);
    const double share = progress.scan_complete && progress.found > 0
                             ? over / static_cast<double>(progress.found)
                             : -1;
    line({std::min(share, 0.99), words_of(progress)});
  }
  progress = run.wait();
  line({1, words_of(progress)});
  return progress;
}

void print_times(const BatchProgress &progress) {
  const BatchTimes &times = progress.times;
  const auto posts = static_cast<double>(progress.done_now + progress.failed_now);
  const double wall = std::max(times.wall, 1e-9);
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::fprintf(
      stderr,
      "%.0f posts in %.3f s (%.1f/s): inference %.1f %%, tokenising %.1f %%, writing %.1f %%, "
      "waiting for posts "
      "%.1f %% of it; beside and between that, decoders worked %.3f s; peak memory %.0f MB\n",
      posts, wall, posts / wall, 100 * times.inference / wall, 100 * times.tokenising / wall,
      100 * times.writing / wall, 100 * times.waiting / wall, times.decoding,
      static_cast<double>(used.ru_maxrss) / 1024);
}

// What an earlier run left in the journal is not reported again, so the exit code asks the journal.
Result<bool> all_fine(const std::filesystem::path &journal) {
  AFFECT_TRY(reader, JournalReader::open(journal));
  AFFECT_TRY(counts, reader->counts());
  return counts.failed == 0 && counts.waiting == 0;
}

Result<bool> analyze(Options options) {
  if (!options.shard.empty()) {
    AFFECT_TRY(shard, parse_shard(options.shard));
    options.run.scan.shard = shard;
  }
  AFFECT_CHECK(check_report_files(options.reports));
  const bool own_journal = options.run.journal.empty();
  if (own_journal) {
    AFFECT_TRY(identity, identity_of(options.run));
    options.run.journal = default_journal(identity);
    if (!options.run.resume)
      AFFECT_CHECK(remove_journal(options.run.journal));
  }
  BatchRun::Callbacks callbacks;
  callbacks.item = print_item;
  AFFECT_TRY(run, BatchRun::start(options.run, std::move(callbacks)));
  const BatchProgress progress = watch(*run);
  std::fflush(stdout);
  if (options.times)
    print_times(progress);
  const auto keep = [&] {
    std::cerr << "affectscope-cli: the journal is " << options.run.journal.string()
              << "; the same command with --resume continues it"
              << (progress.failed > 0 ? ", and with --retry-failed as well, tries again what failed"
                                      : "")
              << "." << std::endl;
  };
  if (progress.phase == BatchPhase::broken) {
    if (progress.done_now > 0)
      keep();
    else if (own_journal)
      AFFECT_CHECK(remove_journal(options.run.journal));
    return *progress.error;
  }
  if (progress.phase == BatchPhase::cancelled) {
    keep();
    return false;
  }
  AFFECT_CHECK(
      write_reports(options.run.journal, options.reports, progress_line(), interrupt_token()));
  print_agreements(options.run.journal);
  AFFECT_TRY(fine, all_fine(options.run.journal));
  if (own_journal && (fine || progress.found == progress.failed))
    AFFECT_CHECK(remove_journal(options.run.journal));
  else if (own_journal)
    keep();
  return fine;
}

} // namespace

void add_report_options(CLI::App &command, ReportFiles &files) {
  command.add_option("--csv", files.csv, "Write a CSV report (docs/report.md)");
  command.add_option("--jsonl", files.jsonl, "Write a JSON Lines report");
  command.add_option("--html", files.html,
                     "Write a report to look at: a file, or a folder for its index.html");
  command.add_flag("--bom", files.byte_order_mark,
                   "Begin the CSV with a byte order mark, for spreadsheets that need one");
}

void add_analyze(CLI::App &app, Run &run) {
  auto *command =
      app.add_subcommand("analyze", "Read posts and clips: files, folders or lists (.csv, .jsonl)");
  auto options = std::make_shared<Options>();
  command->add_option("paths", options->run.inputs, "Images, texts, clips, folders or lists")
      ->required();
  command
      ->add_option("--model", options->run.models,
                   "Bundles, by name or folder; several with commas between them")
      ->delimiter(',')
      ->allow_extra_args(false);
  add_report_options(*command, options->reports);
  command
      ->add_option("--include", options->run.scan.include,
                   "Only files whose names match a pattern such as '*.jpg'")
      ->allow_extra_args(false);
  command
      ->add_option("--exclude", options->run.scan.exclude,
                   "Skip files and folders whose names match a pattern")
      ->allow_extra_args(false);
  command->add_option("--journal", options->run.journal, "Keep the run's journal in this file");
  auto *resume =
      command->add_flag("--resume", options->run.resume, "Continue a run that was interrupted");
  command->add_flag("--retry-failed", options->run.retry_failed, "Try again what failed")
      ->needs(resume);
  command->add_option("--shard", options->shard, "Only part i of n (docs/cluster.md): i/n");
  add_engine(*command, options->run.device, options->run.precision);
  command->add_option("--threads", options->run.threads, "0: all processors")
      ->capture_default_str();
  command->add_flag("--times", options->times, "Print how fast it was and where the time went");
  command->callback([=, &run] { run = [=] { return exit_code_of(analyze(*options)); }; });
}

} // namespace affect::cli
