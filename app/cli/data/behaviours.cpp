#include "commands.h"

#include "base/atomic_file.h"
#include "evaluation/behaviour/behaviour_templates.h"
#include "media/text_file.h"

#include <cstdio>
#include <memory>

namespace affect::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<fs::path> templates;
  fs::path out;
  ExpansionOptions expansion;
};

Result<std::vector<BehaviourTest>> expand_file(const fs::path &file,
                                               const ExpansionOptions &options) {
  AFFECT_TRY(content, load_text(file, 64u << 20));
  auto templates = parse_behaviour_templates(content);
  if (!templates.ok())
    return make_error(templates.error().code, templates.error().message, file);
  return expand(*templates, options);
}

Result<void> write_behaviours(const Options &options) {
  std::size_t tests = 0, texts = 0;
  AFFECT_TRY(out, AtomicFile::create(options.out));
  for (const fs::path &file : options.templates) {
    AFFECT_TRY(made, expand_file(file, options.expansion));
    for (const BehaviourTest &test : made) {
      AFFECT_CHECK(out.write(line_of(test) + "\n"));
      texts += test.texts.size();
    }
    tests += made.size();
  }
  AFFECT_CHECK(out.commit());
  std::fprintf(stderr, "%zu tests of %zu texts\n", tests, texts);
  return {};
}

} // namespace

void add_data_tools(CLI::App &app, Run &run) {
  auto *data = app.add_subcommand("data", "Make data to train and to test on");
  data->require_subcommand(1);
  auto *command = data->add_subcommand(
      "behaviours", "Fill in templates: tests of how a model behaves (docs/behaviour.md)");
  auto options = std::make_shared<Options>();
  command->add_option("templates", options->templates, "Files of templates (.json)")->required();
  command->add_option("--out", options->out, "Write the tests, JSON Lines")->required();
  command
      ->add_option("--per-capability", options->expansion.per_capability,
                   "Tests of each capability and language, at most")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  command->add_option("--seed", options->expansion.seed, "Of the choice of words")
      ->capture_default_str();
  command->callback([=, &run] { run = [=] { return exit_code_of(write_behaviours(*options)); }; });
}

} // namespace affect::cli
