#include "commands.h"

#include "base/cpu.h"

#include <exception>
#include <iostream>

int main(int argc, char **argv) {
  affect::use_fast_blas(argv);
  affect::keep_freed_memory();
  using namespace affect::cli;
  CLI::App app("Affectscope: the sentiment of posts, and why.", "affectscope-cli");
  app.require_subcommand(1);
  app.set_version_flag("--version", AFFECTSCOPE_VERSION);
  Run run;
  add_analyze(app, run);
  add_explain(app, run);
  add_batch(app, run);
  add_evaluate(app, run);
  add_crossval(app, run);
  add_train(app, run);
  add_data_tools(app, run);
  add_models(app, run);
  add_media(app, run);
  add_bench(app, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? exit_fine : exit_usage;
  }
  try {
    return run ? run() : exit_usage;
  } catch (const std::exception &error) {
    std::cerr << "affectscope-cli: a fault of this program, please report it: " << error.what()
              << std::endl;
    return exit_some_failed;
  }
}
