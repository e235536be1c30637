#include "analysis/inference_thread.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <variant>

namespace affect {
namespace {

struct Job {
  std::variant<PostSource, Post> post;
  AnalyzeOptions options;
  InferenceThread::Done done;
  CancelToken cancel;
};

struct Opening {
  AnalyzerOptions options;
  InferenceThread::Opened opened;
};

Error replaced(const Job &job) {
  const PostSource &source =
      std::holds_alternative<Post>(job.post) ? std::get<Post>(job.post).source : std::get<PostSource>(job.post);
  return make_error(ErrorCode::cancelled, "A newer request took this one's place.", source.path());
}

} // namespace

struct InferenceThread::Impl {
  std::mutex mutex;
  std::condition_variable ready;
  std::optional<Job> request;  // the one that waits
  std::deque<Job> background;  // served when no request waits
  std::optional<Opening> opening; // another bundle, before anything else
  std::optional<CancelToken> running_request, running;
  bool stopping = false;
  std::thread thread;

  void loop(const AnalyzerOptions &options, const Opened &opened);
  void run(Analyzer &analyzer, Job job);
  std::optional<std::variant<Job, Opening>> next();
  void submit(Job job);
};

void InferenceThread::Impl::loop(const AnalyzerOptions &options, const Opened &opened) {
  auto analyzer = Analyzer::open(options);
  if (opened)
    opened(analyzer.ok() ? Result<ModelInfo>((*analyzer)->info()) : Result<ModelInfo>(analyzer.error()));
  while (auto work = next()) {
    if (auto *other = std::get_if<Opening>(&*work)) {
      auto reopened = Analyzer::open(other->options);
      if (other->opened)
        other->opened(reopened.ok() ? Result<ModelInfo>((*reopened)->info()) : Result<ModelInfo>(reopened.error()));
      if (reopened.ok())
        analyzer = std::move(reopened);
      continue;
    }
    Job &job = std::get<Job>(*work);
    if (analyzer.ok())
      run(**analyzer, std::move(job));
    else
      job.done(analyzer.error());
  }
}

std::optional<std::variant<Job, Opening>> InferenceThread::Impl::next() {
  std::unique_lock lock(mutex);
  running_request.reset();
  running.reset();
  ready.wait(lock, [&] { return stopping || opening || request || !background.empty(); });
  if (stopping)
    return std::nullopt;
  if (opening)
    return std::exchange(opening, std::nullopt);
  std::optional<Job> job;
  if (request) {
    job = std::move(request);
    request.reset();
    running_request = job->cancel;
  } else {
    job = std::move(background.front());
    background.pop_front();
  }
  running = job->cancel;
  return job;
}

void InferenceThread::Impl::run(Analyzer &analyzer, Job job) {
  if (job.cancel.cancelled()) {
    job.done(replaced(job));
    return;
  }
  if (const auto *post = std::get_if<Post>(&job.post)) {
    job.done(analyzer.analyze(*post, job.options, job.cancel));
    return;
  }
  auto loaded = load_post(std::get<PostSource>(job.post));
  if (!loaded.ok())
    job.done(loaded.error());
  else
    job.done(analyzer.analyze(*loaded, job.options, job.cancel));
}

void InferenceThread::Impl::submit(Job job) {
  std::optional<Job> dropped;
  {
    std::lock_guard lock(mutex);
    if (running_request)
      running_request->cancel();
    dropped = std::move(request);
    request = std::move(job);
    ready.notify_one();
  }
  if (dropped)
    dropped->done(replaced(*dropped));
}

InferenceThread::InferenceThread(AnalyzerOptions options, Opened opened) : impl_(std::make_unique<Impl>()) {
  impl_->thread = std::thread([impl = impl_.get(), options = std::move(options), opened = std::move(opened)] {
    impl->loop(options, opened);
  });
}

InferenceThread::~InferenceThread() {
  cancel_all();
  {
    std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
    impl_->ready.notify_one();
  }
  impl_->thread.join();
}

void InferenceThread::request(PostSource source, AnalyzeOptions options, Done done) {
  impl_->submit({std::move(source), options, std::move(done), {}});
}

void InferenceThread::request(Post post, AnalyzeOptions options, Done done) {
  impl_->submit({std::move(post), options, std::move(done), {}});
}

void InferenceThread::enqueue(PostSource source, AnalyzeOptions options, Done done) {
  std::lock_guard lock(impl_->mutex);
  impl_->background.push_back({std::move(source), options, std::move(done), {}});
  impl_->ready.notify_one();
}

void InferenceThread::reopen(AnalyzerOptions options, Opened opened) {
  std::optional<Opening> dropped;
  {
    std::lock_guard lock(impl_->mutex);
    dropped = std::exchange(impl_->opening, Opening{std::move(options), std::move(opened)});
    impl_->ready.notify_one();
  }
  if (dropped && dropped->opened)
    dropped->opened(make_error(ErrorCode::cancelled, "Another model was chosen.", dropped->options.bundle));
}

void InferenceThread::cancel_all() {
  std::optional<Job> request;
  std::deque<Job> background;
  {
    std::lock_guard lock(impl_->mutex);
    if (impl_->running)
      impl_->running->cancel();
    request = std::move(impl_->request);
    impl_->request.reset();
    background.swap(impl_->background);
  }
  if (request)
    request->done(replaced(*request));
  for (const Job &job : background)
    job.done(replaced(job));
}

} // namespace affect
