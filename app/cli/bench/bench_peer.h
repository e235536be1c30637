#pragma once

#include "bench/bench_clock.h"
#include "bench/bench_subject.h"

#include "base/result.h"
#include "nn/state.h"

#include <QProcess>

#include <filesystem>
#include <memory>
#include <string>

namespace affect::cli {

/// Another program that computes the same, measured in turns with ours:
/// tests/bench/peer/encoders.py. They talk in lines of JSON over its standard input and output:
///
///     {"open": FOLDER, "side": "text" | "image", "inputs": FILE}   → {"ready": LIBRARY AND
///     VERSION}
///     {"run": true}                                               → {"wall": SECONDS, "cpu":
///     SECONDS}
///     {"outputs": FILE}                                           → {"written": true}
///
/// FILE is safetensors: ids.0, mask.0, pixels.0, … in, hidden.0, vector.0, … out. A peer that does
/// not know the folder's architecture says {"unknown": REASON} for ready.
class BenchPeer {
public:
  /// `command` is a program with its arguments, to which threads and precision are added. Errors:
  /// not_found.
  static Result<std::unique_ptr<BenchPeer>> start(const std::string &command, int threads,
                                                  const char *precision);
  ~BenchPeer();

  /// False where the peer cannot run that architecture. Errors: internal (what the peer printed is
  /// above, on standard error), unreadable.
  Result<bool> open(const BenchSubject &subject, const std::filesystem::path &inputs);
  Result<Elapsed> run();
  /// The peer's own outputs, by name. Errors: as above.
  Result<StateDict> outputs(const std::filesystem::path &file);
  const std::string &library() const { return library_; }

private:
  Result<std::string> ask(const std::string &line);
  QProcess process_;
  std::string library_;
};

} // namespace affect::cli
