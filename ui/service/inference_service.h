#pragma once

#include "analysis/inference_thread.h"
#include "service/reading_service.h"

namespace affect::ui {

/// The real engine: affect::InferenceThread, its answers brought to this object's thread.
class InferenceService : public ReadingService {
public:
  explicit InferenceService(const AnalyzerOptions &options, QObject *parent = nullptr);

  Ticket request(const PostPtr &post, const AnalyzeOptions &options) override;
  Ticket enqueue(const PostSource &source, const AnalyzeOptions &options) override;
  Ticket request_with(const QString &bundle, const PostPtr &post,
                      const AnalyzeOptions &options) override;
  void use_model(const QString &bundle) override;
  void cancel() override;

private:
  InferenceThread::Done answer_to(Ticket ticket);
  InferenceThread::Opened on_opened();
  void deliver(const Result<ModelInfo> &opened);

  Ticket last_ = 0;
  bool has_model_ = false;
  InferenceThread thread_; // last: joined before anything its callbacks touch goes
};

} // namespace affect::ui
