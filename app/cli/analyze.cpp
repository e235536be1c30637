#include "commands.h"

#include "analysis/analyzer.h"
#include "batch/csv_report.h"
#include "batch/jsonl_report.h"

#include <cstdio>
#include <iostream>
#include <memory>

namespace affect::cli {
namespace {

struct Options {
  std::vector<std::filesystem::path> paths;
  std::filesystem::path model, csv, jsonl;
  std::string device = "auto";
  std::string text;
  int threads = 0;
  bool bom = false;
};

// One line a post, for people.
void print(const Reading &reading) {
  static constexpr const char *signs[] = {"-", "0", "+"};
  const auto polarity = polarity_of(reading.probabilities);
  std::printf("%s %-8s %3.0f %%  %s", signs[static_cast<int>(polarity)], name_of(polarity),
              100.0 * reading.probabilities[static_cast<std::size_t>(polarity)], reading.file.c_str());
  for (const UnimodalReading &one : reading.modalities)
    if (one.presence != Presence::present)
      std::printf("  [%s %s]", name_of(one.modality),
                  one.presence == Presence::missing ? "missing" : "missing, translated");
    else if (one.probabilities)
      std::printf("  %s %+.2f", name_of(one.modality), valence_of(*one.probabilities));
  std::printf("%s\n", reading.disagreement ? "  (text and image disagree)" : "");
}

Result<std::vector<std::unique_ptr<Report>>> open_reports(const Options &options, const std::string &model) {
  std::vector<std::unique_ptr<Report>> reports;
  if (!options.csv.empty()) {
    CsvReportOptions csv;
    csv.byte_order_mark = options.bom;
    csv.model = model;
    AFFECT_TRY(report, CsvReport::create(options.csv, csv));
    reports.push_back(std::move(report));
  }
  if (!options.jsonl.empty()) {
    JsonlReportOptions jsonl;
    jsonl.model = model;
    AFFECT_TRY(report, JsonlReport::create(options.jsonl, jsonl));
    reports.push_back(std::move(report));
  }
  return reports;
}

Result<bool> analyze(const Options &options) {
  AnalyzerOptions engine;
  engine.bundle = options.model;
  engine.device = options.device;
  engine.threads = options.threads;
  AFFECT_TRY(analyzer, Analyzer::open(engine));
  AFFECT_TRY(reports, open_reports(options, analyzer->info().id));
  const auto progress = progress_line();
  const CancelToken cancel = interrupt_token();
  bool all_fine = true;
  const auto fail = [&](const Error &error, const std::filesystem::path &post, bool clip) -> Result<void> {
    all_fine = false;
    complain(error);
    for (const auto &report : reports)
      AFFECT_CHECK(report->add_failure(error, post, clip));
    return {};
  };
  for (const auto &path : options.paths) {
    PostScan scan = scan_posts(path);
    for (const Error &error : scan.errors)
      AFFECT_CHECK(fail(error, error.file, false));
    for (std::size_t i = 0; i < scan.posts.size() && !cancel.cancelled(); ++i) {
      const PostSource &source = scan.posts[i];
      auto post = load_post(source, {}, cancel);
      if (!post.ok()) {
        AFFECT_CHECK(fail(post.error(), source.path(), !source.clip.empty()));
        continue;
      }
      auto reading = analyzer->analyze(*post, {}, cancel);
      if (!reading.ok()) {
        AFFECT_CHECK(fail(reading.error(), source.path(), !source.clip.empty()));
        continue;
      }
      print(*reading);
      for (const auto &report : reports)
        AFFECT_CHECK(report->add(*reading));
      progress({static_cast<double>(i + 1) / static_cast<double>(scan.posts.size()), source.id});
    }
  }
  for (const auto &report : reports)
    AFFECT_CHECK(report->finish());
  return all_fine && !cancel.cancelled();
}

} // namespace

void add_analyze(CLI::App &app, Run &run) {
  auto *command = app.add_subcommand("analyze", "Read posts and clips: files, folders or lists (.csv, .jsonl)");
  auto options = std::make_shared<Options>();
  command->add_option("paths", options->paths, "Images, texts, clips, folders or lists")->required();
  command->add_option("--model", options->model, "Bundle, by name or folder");
  command->add_option("--csv", options->csv, "Write a CSV report (docs/report.md)");
  command->add_option("--jsonl", options->jsonl, "Write a JSON Lines report");
  command->add_flag("--bom", options->bom, "Begin the CSV with a byte order mark, for spreadsheets that need one");
  command->add_option("--device", options->device, "auto or cpu")->capture_default_str();
  command->add_option("--threads", options->threads, "0: all processors")->capture_default_str();
  command->callback([=, &run] {
    run = [=] {
      const auto result = analyze(*options);
      if (!result.ok()) {
        complain(result.error());
        return exit_some_failed;
      }
      return *result ? exit_fine : exit_some_failed;
    };
  });
}

} // namespace affect::cli
