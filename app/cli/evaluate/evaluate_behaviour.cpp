#include "evaluate/evaluate_behaviour.h"

#include "commands.h"

#include "analysis/batch_analyzer.h"
#include "analysis/text_readings.h"
#include "base/atomic_file.h"
#include "evaluation/behaviour/behaviour_json.h"
#include "evaluation/behaviour/behaviour_scores.h"
#include "media/file_bytes.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <map>

namespace affect::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

Result<BehaviourTests> load_tests(const BehaviourOptions &options) {
  // Not load_text(): bad bytes in one line must not change how the others are decoded.
  AFFECT_TRY(bytes, read_file_bytes(options.file, "file of tests", 256u << 20));
  BehaviourTests loaded =
      parse_behaviour_tests({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
  for (Error &error : loaded.errors)
    error.file = options.file;
  if (loaded.tests.empty() && !loaded.errors.empty())
    return loaded.errors[0];
  if (!options.language.empty())
    std::erase_if(loaded.tests,
                  [&](const BehaviourTest &test) { return test.language != options.language; });
  if (loaded.tests.empty())
    return make_error(ErrorCode::bad_format,
                      options.language.empty()
                          ? "The file holds no test."
                          : "The file holds no test in the language \"" + options.language + "\".",
                      options.file);
  return loaded;
}

using Readings = std::vector<std::vector<TextProbabilities>>; ///< [test][text]

Result<Readings> read_tests(BatchAnalyzer &analyzer, const std::vector<BehaviourTest> &tests) {
  std::vector<std::string> texts;
  for (const BehaviourTest &test : tests)
    texts.insert(texts.end(), test.texts.begin(), test.texts.end());
  AFFECT_TRY(read, read_texts(analyzer, texts, interrupt_token(), progress_line()));
  Readings readings;
  std::size_t next = 0;
  for (const BehaviourTest &test : tests) {
    readings.emplace_back();
    for (std::size_t i = 0; i < test.texts.size(); ++i, ++next) {
      if (!read[next].ok())
        complain(read[next].error());
      readings.back().push_back(read[next].ok() ? TextProbabilities(*read[next]) : std::nullopt);
    }
  }
  return readings;
}

void print_cell(const BehaviourCount &count) {
  std::printf("| %lld | %.1f ", static_cast<long long>(count.tests), 100 * count.failure_rate());
}

void print(const BehaviourReport &report) {
  std::printf("| capability ");
  for (const auto &[language, mean] : report.mean_by_language)
    std::printf("| %s: tests | failures in %% ", language.c_str());
  std::printf("| all: tests | failures in %% |\n|---");
  for (std::size_t i = 0; i <= report.mean_by_language.size(); ++i)
    std::printf("|---|---");
  std::printf("|\n");
  BehaviourCount all;
  std::map<std::string, std::int64_t> tests;
  for (const CapabilityScore &one : report.capabilities) {
    std::printf("| %s ", one.capability.c_str());
    for (const auto &[language, mean] : report.mean_by_language) {
      const auto found = one.languages.find(language);
      if (found == one.languages.end()) {
        std::printf("| | ");
        continue;
      }
      print_cell(found->second);
      tests[language] += found->second.tests;
    }
    print_cell(one.all);
    std::printf("|\n");
    all.tests += one.all.tests;
  }
  std::printf("| **mean over capabilities (%zu)** ", report.capabilities.size());
  for (const auto &[language, mean] : report.mean_by_language)
    std::printf("| %lld | **%.1f** ", static_cast<long long>(tests[language]), 100 * mean);
  std::printf("| %lld | **%.1f** |\n", static_cast<long long>(all.tests),
              100 * report.mean_failure_rate);
}

Result<void> write(const fs::path &file, const ordered_json &json) {
  AFFECT_TRY(out, AtomicFile::create(file));
  AFFECT_CHECK(out.write(json.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n"));
  return out.commit();
}

} // namespace

void add_behaviour(CLI::App &command, BehaviourOptions &options) {
  auto *file = command.add_option(
      "--behaviour", options.file,
      "Score the model on tests of its behaviour instead: JSON Lines (docs/behaviour.md)");
  command.add_option("--language", options.language, "Of the tests, only those in it: en or zh")
      ->needs(file);
}

Result<bool> evaluate_behaviour(const BehaviourOptions &options, const AnalyzerOptions &model,
                                const fs::path &json) {
  if (model.bundle.empty())
    return make_error(ErrorCode::usage, "--behaviour needs --model: what to score.");
  AFFECT_TRY(loaded, load_tests(options));
  for (const Error &error : loaded.errors)
    complain(error);
  AFFECT_TRY(analyzer, BatchAnalyzer::open({model}));
  AFFECT_TRY(readings, read_tests(*analyzer, loaded.tests));
  const BehaviourReport report = score_behaviours(loaded.tests, readings);
  print(report);
  if (!json.empty()) {
    ordered_json all;
    all["model"] = analyzer->info(0).id;
    all["precision"] = analyzer->info(0).precision;
    all["file"] = options.file.filename().string();
    all.update(to_json(report, loaded.tests, readings));
    AFFECT_CHECK(write(json, all));
  }
  return loaded.errors.empty();
}

} // namespace affect::cli
