#include "analysis/inference_thread.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>

namespace affect {
namespace {

struct Job {
  std::variant<PostSource, Post> post;
  AnalyzeOptions options;
  InferenceThread::Done done;
  CancelToken cancel;
  std::filesystem::path bundle = {}; // read with another than the one in use; empty: with that
};

struct Change {
  std::filesystem::path bundle;
  InferenceThread::Opened opened;
};

// What the thread reads with.
class Models {
public:
  explicit Models(AnalyzerOptions options)
      : options_(std::move(options)), current_(Analyzer::open(options_)) {}

  Result<ModelInfo> info() const {
    return current_.ok() ? Result<ModelInfo>((*current_)->info()) : current_.error();
  }

  Result<ModelInfo> change_to(const std::filesystem::path &bundle) {
    AFFECT_TRY(opened, open(bundle));
    options_.bundle = bundle;
    others_.clear();
    current_ = std::move(opened);
    return info();
  }

  // The analyzer of a bundle (empty: the one in use). It stays valid until the next call.
  Result<Analyzer *> of(const std::filesystem::path &bundle) {
    if (bundle.empty())
      return current_.ok() ? Result<Analyzer *>(current_->get()) : current_.error();
    if (const auto kept = others_.find(bundle); kept != others_.end())
      return kept->second.get();
    // Those with encoders of their own take hundreds of megabytes: they stay for one post only.
    if (current_.ok())
      std::erase_if(others_, [&](const auto &other) {
        return !other.second->shares_encoders_with(**current_);
      });
    else
      others_.clear();
    AFFECT_TRY(opened, open(bundle));
    return (others_[bundle] = std::move(opened)).get();
  }

private:
  Result<std::unique_ptr<Analyzer>> open(const std::filesystem::path &bundle) const {
    AnalyzerOptions options = options_;
    options.bundle = bundle;
    return Analyzer::open(options, current_.ok() ? current_->get() : nullptr);
  }

  AnalyzerOptions options_;
  Result<std::unique_ptr<Analyzer>> current_;
  std::map<std::filesystem::path, std::unique_ptr<Analyzer>> others_; // used to compare
};

Error replaced(const Job &job) {
  const PostSource &source = std::holds_alternative<Post>(job.post)
                                 ? std::get<Post>(job.post).source
                                 : std::get<PostSource>(job.post);
  return make_error(ErrorCode::cancelled, "A newer request took this one's place.", source.path());
}

} // namespace

struct InferenceThread::Impl {
  std::mutex mutex;
  std::condition_variable ready;
  std::optional<Job> request;   // the one that waits
  std::deque<Job> background;   // served when no request waits
  std::optional<Change> change; // comes before every request
  std::optional<CancelToken> running_request, running;
  bool stopping = false;
  bool preempted = false; // what runs in the background was stopped for a request's sake
  std::thread thread;

  void loop(const AnalyzerOptions &options, const Opened &opened);
  void run(Models &models, Job job);
  Result<Reading> read(Models &models, const Job &job);
  bool goes_back(Job &job);
  std::variant<std::monostate, Change, Job> next();
  void submit(Job job);
};

void InferenceThread::Impl::loop(const AnalyzerOptions &options, const Opened &opened) {
  Models models(options);
  if (opened)
    opened(models.info());
  for (;;) {
    auto task = next();
    if (auto *job = std::get_if<Job>(&task)) {
      run(models, std::move(*job));
    } else if (auto *wanted = std::get_if<Change>(&task)) {
      auto info = models.change_to(wanted->bundle);
      if (wanted->opened)
        wanted->opened(std::move(info));
    } else {
      return;
    }
  }
}

std::variant<std::monostate, Change, Job> InferenceThread::Impl::next() {
  std::unique_lock lock(mutex);
  running_request.reset();
  running.reset();
  preempted = false;
  ready.wait(lock, [&] { return stopping || change || request || !background.empty(); });
  if (stopping)
    return {};
  if (change)
    return *std::exchange(change, std::nullopt);
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
  return std::move(*job);
}

Result<Reading> InferenceThread::Impl::read(Models &models, const Job &job) {
  if (job.cancel.cancelled())
    return replaced(job);
  AFFECT_TRY(analyzer, models.of(job.bundle));
  if (const auto *post = std::get_if<Post>(&job.post))
    return analyzer->analyze(*post, job.options, job.cancel);
  AFFECT_TRY(loaded, load_post(std::get<PostSource>(job.post), {}, job.cancel));
  return analyzer->analyze(loaded, job.options, job.cancel);
}

void InferenceThread::Impl::run(Models &models, Job job) {
  Result<Reading> result = read(models, job);
  if (!result.ok() && result.error().code == ErrorCode::cancelled && goes_back(job))
    return;
  job.done(std::move(result));
}

// Background work that made room for a request waits in its old place.
bool InferenceThread::Impl::goes_back(Job &job) {
  std::lock_guard lock(mutex);
  if (!std::exchange(preempted, false))
    return false;
  job.cancel = CancelToken();
  background.push_front(std::move(job));
  return true;
}

void InferenceThread::Impl::submit(Job job) {
  std::optional<Job> dropped;
  {
    std::lock_guard lock(mutex);
    if (running_request) {
      running_request->cancel();
    } else if (running) { // a clip in the background takes seconds
      preempted = true;
      running->cancel();
    }
    dropped = std::move(request);
    request = std::move(job);
    ready.notify_one();
  }
  if (dropped)
    dropped->done(replaced(*dropped));
}

InferenceThread::InferenceThread(AnalyzerOptions options, Opened opened)
    : impl_(std::make_unique<Impl>()) {
  impl_->thread = std::thread([impl = impl_.get(), options = std::move(options),
                               opened = std::move(opened)] { impl->loop(options, opened); });
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
  impl_->submit({std::move(source), options, std::move(done), {}, {}});
}

void InferenceThread::request(Post post, AnalyzeOptions options, Done done) {
  impl_->submit({std::move(post), options, std::move(done), {}, {}});
}

void InferenceThread::enqueue(PostSource source, AnalyzeOptions options, Done done) {
  std::lock_guard lock(impl_->mutex);
  impl_->background.push_back({std::move(source), options, std::move(done), {}, {}});
  impl_->ready.notify_one();
}

void InferenceThread::enqueue_with(std::filesystem::path bundle, Post post, AnalyzeOptions options,
                                   Done done) {
  std::lock_guard lock(impl_->mutex);
  impl_->background.push_back({std::move(post), options, std::move(done), {}, std::move(bundle)});
  impl_->ready.notify_one();
}

void InferenceThread::use(std::filesystem::path bundle, Opened opened) {
  cancel_all();
  std::optional<Change> dropped;
  {
    std::lock_guard lock(impl_->mutex);
    dropped = std::exchange(impl_->change, Change{std::move(bundle), std::move(opened)});
    impl_->ready.notify_one();
  }
  if (dropped && dropped->opened)
    dropped->opened(make_error(ErrorCode::cancelled, "Another model was chosen.", dropped->bundle));
}

void InferenceThread::cancel_all() {
  std::optional<Job> request;
  std::deque<Job> background;
  {
    std::lock_guard lock(impl_->mutex);
    impl_->preempted = false;
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
