#pragma once

#include "service/reading_service.h"

#include <QString>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

/// An engine for tests: it reads by a list of words and by brightness, on a thread of its own, with
/// the same promises as the real one (latest-wins, low-priority queue, every request answered). It
/// can be held to look at what the window does meanwhile.
class FakeService : public affect::ui::ReadingService {
public:
  /// Reads sound, too, and words, frames and sound over time; what is missing it does not
  /// translate.
  static constexpr const char *hearing_model = "hearing-model";
  static constexpr int rows = 7, columns = 7, layers = 2, heads = 4;

  FakeService();
  ~FakeService() override;

  affect::ui::Ticket request(const affect::ui::PostPtr &post,
                             const affect::AnalyzeOptions &options) override;
  affect::ui::Ticket enqueue(const affect::PostSource &source,
                             const affect::AnalyzeOptions &options) override;
  /// Any name but "fake-model" and hearing_model stands for a model with weights that translates
  /// what is missing; "broken" cannot be loaded.
  affect::ui::Ticket request_with(const QString &bundle, const affect::ui::PostPtr &post,
                                  const affect::AnalyzeOptions &options) override;
  void use_model(const QString &bundle) override;
  void cancel() override;

  void announce();   ///< tells that the model is ready
  void breakModel(); ///< tells that there is none; every request then fails
  void hold();       ///< work that begins from now on does not end …
  void release();    ///< … until this
  int requests() const { return requests_; }
  int answered() const; ///< readings that were really computed, requests only

  /// The same post always gives the same reading. Words are runs of letters, or two Chinese
  /// characters.
  static affect::Reading read(const affect::Post &post, const affect::AnalyzeOptions &options,
                              const std::string &model = "fake-model");
  /// The region a word looks at most.
  static int favourite_region(int word) { return (word * 11 + 3) % (rows * columns); }

private:
  struct Job {
    affect::ui::Ticket ticket = 0;
    affect::ui::PostPtr post;
    affect::PostSource source;
    affect::AnalyzeOptions options;
    bool urgent = false;
    std::string model = {}; ///< to read with, or to change to; empty: the one in use
    bool change = false;    ///< no post is read: the model is changed
  };
  void run();
  void work_on(const Job &job);
  void answer(affect::ui::Ticket ticket, affect::Result<affect::Reading> result);
  void change_model(const std::string &name);

  affect::ui::Ticket last_ = 0;
  int requests_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<Job> urgent_, change_;
  std::string model_ = "fake-model";
  std::deque<Job> queue_;
  affect::ui::Ticket wanted_ = 0; ///< the newest request; older ones end as cancelled
  int answered_ = 0;
  bool held_ = false, stopping_ = false, broken_ = false;
  std::thread thread_;
};
