#include "evaluate/evaluate_behaviour.h"

#include "commands.h"

#include "analysis/batch_analyzer.h"
#include "base/atomic_file.h"
#include "evaluation/behaviour/behaviour_scores.h"
#include "media/text_file.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <unordered_map>

namespace affect::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr std::size_t batch_size = 256;

// Each text once, however many tests have it.
using Readings = std::unordered_map<std::string, TextProbabilities>;

Result<BehaviourTests> load_tests(const BehaviourOptions &options) {
  AFFECT_TRY(content, load_text(options.file, 256u << 20));
  BehaviourTests loaded = parse_behaviour_tests(content);
  for (Error &error : loaded.errors)
    error.file = options.file;
  if (!options.language.empty())
    std::erase_if(loaded.tests,
                  [&](const BehaviourTest &test) { return test.language != options.language; });
  if (loaded.tests.empty() && !loaded.errors.empty())
    return loaded.errors[0];
  if (loaded.tests.empty())
    return make_error(ErrorCode::bad_format,
                      options.language.empty()
                          ? "The file holds no test."
                          : "The file holds no test in the language \"" + options.language + "\".",
                      options.file);
  return loaded;
}

std::vector<std::string> texts_of(const std::vector<BehaviourTest> &tests) {
  std::vector<std::string> texts;
  Readings had;
  for (const BehaviourTest &test : tests)
    for (const std::string &text : test.texts)
      if (had.try_emplace(text).second)
        texts.push_back(text);
  return texts;
}

Result<PreparedPost> prepare(const BatchAnalyzer &analyzer, const std::string &text,
                             const CancelToken &cancel) {
  Post post;
  post.source.id = "text";
  post.source.text = text;
  post.text = text;
  return analyzer.prepare(std::move(post), cancel);
}

Result<Readings> read_texts(BatchAnalyzer &analyzer, const std::vector<std::string> &texts) {
  const CancelToken cancel = interrupt_token();
  const ProgressFn progress = progress_line();
  Readings readings;
  for (std::size_t begin = 0; begin < texts.size(); begin += batch_size) {
    const std::size_t end = std::min(begin + batch_size, texts.size());
    std::vector<PreparedPost> posts;
    for (std::size_t i = begin; i < end; ++i) {
      AFFECT_TRY(post, prepare(analyzer, texts[i], cancel));
      posts.push_back(std::move(post));
    }
    const auto results = analyzer.analyze(posts, {.explain = false}, cancel);
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "Stopped before all texts were read.");
    for (std::size_t i = begin; i < end; ++i) {
      const Result<Reading> &reading = results[i - begin][0];
      if (reading.ok())
        readings[texts[i]] = reading->probabilities;
      else
        complain(reading.error());
    }
    progress({static_cast<double>(end) / static_cast<double>(texts.size()),
              std::to_string(end) + " of " + std::to_string(texts.size()) + " texts"});
  }
  return readings;
}

std::vector<std::vector<TextProbabilities>> by_test(const std::vector<BehaviourTest> &tests,
                                                    const Readings &readings) {
  std::vector<std::vector<TextProbabilities>> result;
  for (const BehaviourTest &test : tests) {
    result.emplace_back();
    for (const std::string &text : test.texts) {
      const auto found = readings.find(text);
      result.back().push_back(found == readings.end() ? std::nullopt : found->second);
    }
  }
  return result;
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
  std::printf("| **mean of %zu capabilities** ", report.capabilities.size());
  for (const auto &[language, mean] : report.mean_by_language)
    std::printf("| %lld | **%.1f** ", static_cast<long long>(tests[language]), 100 * mean);
  std::printf("| %lld | **%.1f** |\n", static_cast<long long>(all.tests),
              100 * report.mean_failure_rate);
}

ordered_json json_of(const BehaviourCount &count) {
  return {{"tests", count.tests}, {"failed", count.failed}, {"failure_rate", count.failure_rate()}};
}

ordered_json json_of(const BehaviourFailure &failure, const BehaviourTest &test,
                     const std::vector<TextProbabilities> &readings) {
  ordered_json json = ordered_json::parse(line_of(test));
  json["line"] = test.line;
  json["worst_text"] = failure.text;
  json["excess"] = failure.excess;
  for (const TextProbabilities &of : readings)
    json["probabilities"].push_back(of ? ordered_json(*of) : ordered_json());
  return json;
}

ordered_json json_of(const BehaviourReport &report, const std::vector<BehaviourTest> &tests,
                     const std::vector<std::vector<TextProbabilities>> &readings) {
  ordered_json json;
  json["mean_failure_rate"] = report.mean_failure_rate;
  for (const auto &[language, mean] : report.mean_by_language)
    json["mean_failure_rate_by_language"][language] = mean;
  for (const CapabilityScore &one : report.capabilities) {
    ordered_json capability = json_of(one.all);
    for (const auto &[language, count] : one.languages)
      capability["languages"][language] = json_of(count);
    json["capabilities"][one.capability] = std::move(capability);
  }
  json["failures"] = ordered_json::array();
  for (const BehaviourFailure &failure : report.failures)
    json["failures"].push_back(json_of(failure, tests[failure.test], readings[failure.test]));
  return json;
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
  AFFECT_TRY(read, read_texts(*analyzer, texts_of(loaded.tests)));
  const auto readings = by_test(loaded.tests, read);
  const BehaviourReport report = score_behaviours(loaded.tests, readings);
  print(report);
  if (!json.empty()) {
    ordered_json all;
    all["model"] = analyzer->info(0).id;
    all["file"] = options.file.filename().string();
    all.update(json_of(report, loaded.tests, readings));
    AFFECT_CHECK(write(json, all));
  }
  return loaded.errors.empty();
}

} // namespace affect::cli
