#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"

#include <CLI/CLI.hpp>

#include <functional>

/// The command-line twin: one file a subcommand, each adds itself to the parser and sets what to
/// run.
namespace affect::cli {

enum ExitCode { exit_fine = 0, exit_some_failed = 1, exit_usage = 2 };

using Run = std::function<int()>;

void add_analyze(CLI::App &app, Run &run);
void add_explain(CLI::App &app, Run &run);
void add_evaluate(CLI::App &app, Run &run);
void add_crossval(CLI::App &app, Run &run);
void add_batch(CLI::App &app, Run &run);
void add_bench(CLI::App &app, Run &run);
void add_models(CLI::App &app, Run &run);
void add_media(CLI::App &app, Run &run);
void add_train(CLI::App &app, Run &run);
void add_data_tools(CLI::App &app, Run &run);
void add_train_systems(CLI::App &train, Run &run);
void add_train_tokenizer(CLI::App &train, Run &run);
void add_train_text_encoder(CLI::App &encoder, Run &run);
void add_train_image_encoder(CLI::App &encoder, Run &run);
void add_train_face_encoder(CLI::App &encoder, Run &run);
void add_train_audio_encoder(CLI::App &encoder, Run &run);

/// Prints an error as the program's users see it.
void complain(const Error &error);
/// The exit code of a command's error, which is printed.
int exit_code_of(const Error &error);
/// The exit code of a command's result; an error is printed.
int exit_code_of(const Result<void> &result);
/// Likewise; false: some of what was asked for failed.
int exit_code_of(const Result<bool> &result);
/// Progress on standard error: one line rewritten on a terminal; elsewhere only where `verbose`.
ProgressFn progress_line(bool verbose = false);
/// Raised by Ctrl+C or SIGTERM, once; a second one ends the process.
CancelToken interrupt_token();
/// Intra-op threads of the engine: as asked, or all processors.
void use_threads(int threads);

} // namespace affect::cli
