#include "service/inference_service.h"

#include "widgets/paths.h"

namespace affect::ui {

InferenceService::InferenceService(const AnalyzerOptions &options, QObject *parent)
    : ReadingService(parent), thread_(options, on_opened()) {}

InferenceThread::Opened InferenceService::on_opened() {
  return [this](Result<ModelInfo> opened) {
    QMetaObject::invokeMethod(
        this, [this, opened = std::move(opened)] { deliver(opened); }, Qt::QueuedConnection);
  };
}

void InferenceService::deliver(const Result<ModelInfo> &opened) {
  if (opened.ok()) {
    has_model_ = true;
    Q_EMIT modelReady(opened.value());
  } else if (opened.error().code == ErrorCode::cancelled) {
    return; // a newer choice took its place and will be heard of
  } else if (has_model_) {
    Q_EMIT modelRefused(opened.error());
  } else {
    Q_EMIT modelFailed(opened.error());
  }
}

InferenceThread::Done InferenceService::answer_to(Ticket ticket) {
  return [this, ticket](Result<Reading> result) {
    if (!result.ok()) {
      QMetaObject::invokeMethod(
          this, [this, ticket, error = result.error()] { Q_EMIT failed(ticket, error); },
          Qt::QueuedConnection);
      return;
    }
    auto reading = std::make_shared<const Reading>(std::move(*result));
    QMetaObject::invokeMethod(
        this,
        [this, ticket, reading = std::move(reading)] { Q_EMIT readingReady(ticket, reading); },
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

Ticket InferenceService::request_with(const QString &bundle, const PostPtr &post,
                                      const AnalyzeOptions &options) {
  const Ticket ticket = ++last_;
  thread_.enqueue_with(to_path(bundle), *post, options, answer_to(ticket));
  return ticket;
}

void InferenceService::use_model(const QString &bundle) {
  Q_EMIT modelLoading(bundle);
  thread_.use(to_path(bundle), on_opened());
}

void InferenceService::cancel() { thread_.cancel_all(); }

} // namespace affect::ui
