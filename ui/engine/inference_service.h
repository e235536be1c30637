#pragma once

#include "analysis/inference_thread.h"
#include "engine/reading_service.h"

namespace affect::ui {

/// The real engine: affect::InferenceThread, its answers brought to this object's thread.
class InferenceService : public ReadingService {
public:
  explicit InferenceService(const AnalyzerOptions &options, QObject *parent = nullptr);

  Ticket request(const PostPtr &post, const AnalyzeOptions &options) override;
  Ticket enqueue(const PostSource &source, const AnalyzeOptions &options) override;
  void cancel() override;
  void useModel(const std::filesystem::path &bundle) override;

private:
  InferenceThread::Done answer_to(Ticket ticket);

  AnalyzerOptions options_;
  Ticket last_ = 0;
  InferenceThread thread_; // last: joined before anything its callbacks touch goes
};

} // namespace affect::ui
