#include "compare/comparison.h"

namespace affect::ui {

Comparison::Comparison(ReadingService *service, QObject *parent)
    : QObject(parent), service_(service) {
  connect(service, &ReadingService::readingReady, this,
          [this](Ticket ticket, const ReadingPtr &reading) {
            if (ticket == 0 || ticket != ticket_)
              return;
            models_[next_++].reading = reading;
            ask();
          });
  connect(service, &ReadingService::failed, this, &Comparison::on_failed);
}

void Comparison::start(const QStringList &bundles, const PostPtr &post,
                       const AnalyzeOptions &options) {
  models_.clear();
  for (const QString &bundle : bundles)
    models_.push_back({bundle, {}, {}});
  post_ = post;
  options_ = options;
  next_ = 0;
  cancelled_ = false;
  ask();
}

void Comparison::cancel() {
  if (!running())
    return;
  ticket_ = 0; // its answer is nobody's
  cancelled_ = true;
  post_.reset();
  Q_EMIT changed();
}

void Comparison::ask() {
  ticket_ =
      next_ < models_.size() ? service_->request_with(models_[next_].bundle, post_, options_) : 0;
  if (ticket_ == 0)
    post_.reset();
  Q_EMIT changed();
}

void Comparison::on_failed(Ticket ticket, const Error &error) {
  if (ticket == 0 || ticket != ticket_)
    return;
  if (error.code == ErrorCode::cancelled) { // by a change of models
    cancel();
    return;
  }
  models_[next_++].error = error;
  ask();
}

} // namespace affect::ui
