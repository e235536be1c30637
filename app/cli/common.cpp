#include "commands.h"

#include "base/cpu.h"

#include <ATen/Parallel.h>

#include <csignal>
#include <iostream>
#include <unistd.h>

namespace affect::cli {
namespace {

CancelToken &interrupt() {
  static CancelToken token;
  return token;
}

} // namespace

void complain(const Error &error) { std::cerr << "affectscope-cli: " << error.text() << std::endl; }

int exit_code_of(const Error &error) {
  complain(error);
  return error.code == ErrorCode::usage ? exit_usage : exit_some_failed;
}

int exit_code_of(const Result<void> &result) {
  return result.ok() ? exit_fine : exit_code_of(result.error());
}

int exit_code_of(const Result<bool> &result) {
  if (!result.ok())
    return exit_code_of(result.error());
  return *result ? exit_fine : exit_some_failed;
}

ProgressFn progress_line(bool verbose) {
  const bool terminal = isatty(STDERR_FILENO) == 1;
  if (!terminal && !verbose)
    return [](const Progress &) {};
  return [terminal](const Progress &progress) {
    if (terminal)
      std::cerr << "\r\033[K";
    if (progress.fraction >= 0)
      std::cerr << static_cast<int>(progress.fraction * 100) << " % ";
    std::cerr << progress.stage;
    if (terminal && progress.fraction < 1)
      std::cerr << std::flush;
    else
      std::cerr << std::endl;
  };
}

CancelToken interrupt_token() {
  interrupt();
  for (const int signal :
       {SIGINT, SIGTERM}) // a cluster's scheduler sends the second before it kills
    std::signal(signal, [](int sent) {
      interrupt().cancel();
      std::signal(sent, SIG_DFL);
    });
  return interrupt();
}

void use_threads(int threads) {
  const int wanted = threads > 0 ? threads : processor_count();
  at::set_num_threads(wanted);
  set_blas_threads(wanted);
}

} // namespace affect::cli
