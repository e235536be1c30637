#pragma once

#include "analysis/analyzer.h"

#include <functional>
#include <memory>

namespace affect {

/// The one thread that owns networks and device. Requests are latest-wins: a new one cancels the
/// one in progress and replaces the one that waits. Callbacks run on that thread; a window passes
/// them on to its own (queued invocation).
class InferenceThread {
public:
  using Opened = std::function<void(Result<ModelInfo>)>;
  using Done = std::function<void(Result<Reading>)>;

  /// Starts the thread; it loads the bundle and then calls `opened`.
  InferenceThread(AnalyzerOptions options, Opened opened);
  /// Cancels what runs and joins.
  ~InferenceThread();

  /// Reads `source` (decoding included) or, where given, `post`, off the caller's thread. `done` is
  /// called exactly once unless a newer request replaced this one, in which case it is called with
  /// ErrorCode::cancelled.
  void request(PostSource source, AnalyzeOptions options, Done done);
  void request(Post post, AnalyzeOptions options, Done done);
  /// Work that gives way to every request (filling in the list's readings): served in order when no
  /// request waits. What is under way when a request comes is stopped and done again after it.
  void enqueue(PostSource source, AnalyzeOptions options, Done done);
  /// Reads with another bundle from now on. What runs or waits is cancelled first, what is asked
  /// for later waits for the new model. Encoders that stay the same are not loaded again. `opened`
  /// is called exactly once, with ErrorCode::cancelled where a newer call took this one's place;
  /// where loading fails the model before stays in use.
  void use(std::filesystem::path bundle, Opened opened);
  /// Reads one post with another bundle than the one in use, to compare; gives way like enqueue().
  void enqueue_with(std::filesystem::path bundle, Post post, AnalyzeOptions options, Done done);
  /// Cancels the running request and drops every waiting one.
  void cancel_all();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace affect
