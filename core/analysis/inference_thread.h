#pragma once

#include "analysis/analyzer.h"

#include <functional>
#include <memory>

namespace affect {

/// The one thread that owns networks and device. Requests are latest-wins: a new one cancels the one in progress and
/// replaces the one that waits. Callbacks run on that thread; a window passes them on to its own (queued invocation).
class InferenceThread {
public:
  using Opened = std::function<void(Result<ModelInfo>)>;
  using Done = std::function<void(Result<Reading>)>;

  /// Starts the thread; it loads the bundle and then calls `opened`.
  InferenceThread(AnalyzerOptions options, Opened opened);
  /// Cancels what runs and joins.
  ~InferenceThread();

  /// Reads `source` (decoding included) or, where given, `post`, off the caller's thread. `done` is called exactly once unless a newer request
  /// replaced this one, in which case it is called with ErrorCode::cancelled.
  void request(PostSource source, AnalyzeOptions options, Done done);
  void request(Post post, AnalyzeOptions options, Done done);
  /// Work that gives way to every request (filling in the list's readings): served in order when no request waits.
  void enqueue(PostSource source, AnalyzeOptions options, Done done);
  /// Loads another bundle after what runs now; requests that wait are read with it. Where it cannot be loaded the one
  /// in use stays. `opened` is called like the constructor's, with ErrorCode::cancelled where a newer call came first.
  void reopen(AnalyzerOptions options, Opened opened);
  /// Cancels the running request and drops every waiting one.
  void cancel_all();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace affect
