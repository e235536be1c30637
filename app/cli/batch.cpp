#include "batch_cli.h"
#include "commands.h"

#include "batch/journal/journal_merge.h"
#include "batch/journal/journal_reader.h"

#include <cstdio>
#include <iostream>
#include <memory>

namespace affect::cli {
namespace {

struct Options {
  std::vector<std::filesystem::path> journals;
  std::filesystem::path journal, into;
  ReportFiles reports;
};

Result<bool> merge(const Options &options) {
  AFFECT_TRY(merged,
             merge_journals(options.journals, options.into, progress_line(), interrupt_token()));
  std::printf("%lld posts of %zu journals are in %s.\n", static_cast<long long>(merged.items),
              options.journals.size(), options.into.c_str());
  for (const std::string &gap : merged.gaps)
    std::cerr << "affectscope-cli: " << gap << std::endl;
  return merged.gaps.empty();
}

Result<bool> report(const Options &options) {
  if (!options.reports.any())
    return make_error(ErrorCode::usage, "Say what to write: --csv, --jsonl or --html.");
  AFFECT_CHECK(write_reports(options.journal, options.reports, progress_line(), interrupt_token()));
  return true;
}

Result<bool> show(const Options &options) {
  AFFECT_TRY(reader, JournalReader::open(options.journal));
  AFFECT_TRY(complete, reader->scan_complete());
  AFFECT_TRY(summary, reader->summary());
  const JournalCounts &counts = summary.counts;
  const Shard shard = reader->identity().scan.shard;
  std::printf("found    %lld%s%s\ndone     %lld\nfailed   %lld\nwaiting  %lld\n",
              static_cast<long long>(counts.all()), complete ? "" : ", and there may be more",
              shard.alone() ? "" : (", shard " + shard.text()).c_str(),
              static_cast<long long>(counts.done), static_cast<long long>(counts.failed),
              static_cast<long long>(counts.waiting));
  for (std::size_t m = 0; m < summary.models.size(); ++m) {
    const ModelSummary &model = summary.models[m];
    std::printf(
        "%s: %lld negative, %lld neutral, %lld positive; the parts disagree in %lld\n",
        reader->identity().models[m].id.c_str(), static_cast<long long>(model.polarities[0]),
        static_cast<long long>(model.polarities[1]), static_cast<long long>(model.polarities[2]),
        static_cast<long long>(model.disagreements));
  }
  print_agreements(options.journal);
  for (const auto &[reason, count] : summary.failures)
    std::printf("%6lld  %s\n", static_cast<long long>(count), reason.c_str());
  return counts.waiting == 0 && counts.failed == 0;
}

} // namespace

void print_agreements(const std::filesystem::path &journal) {
  const auto reader = JournalReader::open(journal);
  if (!reader.ok() || (*reader)->identity().models.size() < 2)
    return;
  const auto summary = (*reader)->summary();
  if (!summary.ok())
    return;
  for (const ModelAgreement &pair : summary->agreements)
    if (pair.posts > 0)
      std::printf("%s and %s say the same of %lld of %lld posts (%.1f %%, Cohen's kappa %.2f)\n",
                  (*reader)->identity().models[pair.first].id.c_str(),
                  (*reader)->identity().models[pair.second].id.c_str(),
                  static_cast<long long>(pair.equal), static_cast<long long>(pair.posts),
                  100.0 * static_cast<double>(pair.equal) / static_cast<double>(pair.posts),
                  pair.kappa);
}

void add_batch(CLI::App &app, Run &run) {
  auto *all = app.add_subcommand("batch", "What to do with the journals of analyze --journal");
  all->require_subcommand(1);
  auto options = std::make_shared<Options>();

  auto *merging = all->add_subcommand("merge", "Join the journals of all shards of a run");
  merging->add_option("journals", options->journals, "Journals of analyze --shard")->required();
  merging->add_option("--into", options->into, "The joint journal, a new file")->required();
  merging->callback([=, &run] { run = [=] { return exit_code_of(merge(*options)); }; });

  auto *reporting = all->add_subcommand("report", "Write reports of what a journal has so far");
  reporting->add_option("journal", options->journal, "Journal")->required();
  add_report_options(*reporting, options->reports);
  reporting->callback([=, &run] { run = [=] { return exit_code_of(report(*options)); }; });

  auto *showing = all->add_subcommand("show", "How far a run is, and what failed");
  showing->add_option("journal", options->journal, "Journal")->required();
  showing->callback([=, &run] { run = [=] { return exit_code_of(show(*options)); }; });
}

} // namespace affect::cli
