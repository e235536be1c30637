#include "engine/inference_service.h"

namespace affect::ui {

InferenceService::InferenceService(const AnalyzerOptions &options, QObject *parent)
    : ReadingService(parent), options_(options), thread_(options, [this](Result<ModelInfo> opened) {
        QMetaObject::invokeMethod(
            this,
            [this, opened = std::move(opened)] {
              if (opened.ok())
                Q_EMIT modelReady(opened.value());
              else
                Q_EMIT modelFailed(opened.error());
            },
            Qt::QueuedConnection);
      }) {}

InferenceThread::Done InferenceService::answer_to(Ticket ticket) {
  return [this, ticket](Result<Reading> result) {
    if (!result.ok()) {
      QMetaObject::invokeMethod(
          this, [this, ticket, error = result.error()] { Q_EMIT failed(ticket, error); }, Qt::QueuedConnection);
      return;
    }
    auto reading = std::make_shared<const Reading>(std::move(*result));
    QMetaObject::invokeMethod(
        this, [this, ticket, reading = std::move(reading)] { Q_EMIT readingReady(ticket, reading); },
        Qt::QueuedConnection);
  };
}

Ticket InferenceService::request(const PostPtr &post, const AnalyzeOptions &options) {
  const Ticket ticket = ++last_;
  thread_.request(*post, options, answer_to(ticket));
  return ticket;
}

Ticket InferenceService::enqueue(const PostSource &source, const AnalyzeOptions &options) {
  const Ticket ticket = ++last_;
  thread_.enqueue(source, options, answer_to(ticket));
  return ticket;
}

void InferenceService::useModel(const std::filesystem::path &bundle) {
  AnalyzerOptions options = options_;
  options.bundle = bundle;
  thread_.reopen(options, [this](Result<ModelInfo> opened) {
    QMetaObject::invokeMethod(
        this,
        [this, opened = std::move(opened)] {
          if (opened.ok())
            Q_EMIT modelReady(opened.value());
          else if (opened.error().code != ErrorCode::cancelled)
            Q_EMIT switchFailed(opened.error());
        },
        Qt::QueuedConnection);
  });
}

void InferenceService::cancel() { thread_.cancel_all(); }

} // namespace affect::ui
