#include "engine/background_reader.h"

namespace affect::ui {
namespace {

// Few, so that removing items or closing the window leaves little behind; more than one, so that
// decoding and reading can overlap.
constexpr int most_with_engine = 2;

} // namespace

BackgroundReader::BackgroundReader(ItemModel *model, ReadingService *service, QObject *parent)
    : QObject(parent), model_(model), service_(service) {
  retry_.setSingleShot(true);
  retry_.setInterval(100);
  connect(&retry_, &QTimer::timeout, this, &BackgroundReader::feed);
  connect(model, &ItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) {
    take(first, last);
    feed();
  });
  connect(service, &ReadingService::readingReady, this,
          [this](Ticket ticket, const ReadingPtr &reading) {
            if (const auto job = with_engine_.constFind(ticket); job != with_engine_.constEnd()) {
              model_->setResult(*job, *reading);
              finished(ticket);
            }
          });
  connect(service, &ReadingService::failed, this, [this](Ticket ticket, const Error &error) {
    const auto job = with_engine_.constFind(ticket);
    if (job == with_engine_.constEnd())
      return;
    if (error.code == ErrorCode::cancelled) {
      // It gave way; later again, without spinning while the user keeps the engine busy.
      waiting_.push_front(*job);
      with_engine_.remove(ticket);
      retry_.start();
      return;
    }
    if (model_->find(*job)) {
      model_->setError(*job, error);
      Q_EMIT failed(error);
    }
    finished(ticket);
  });
}

void BackgroundReader::again(ItemKey key) {
  model_->setWaiting(key);
  waiting_.push_back(key);
  feed();
}

void BackgroundReader::allAgain() {
  waiting_.clear();
  with_engine_.clear(); // answers of the model before are nobody's any more
  model_->setAllWaiting();
  if (const int rows = model_->rowCount(); rows > 0)
    take(0, rows - 1);
  feed();
}

void BackgroundReader::start() {
  started_ = true;
  feed();
}

void BackgroundReader::stop() {
  waiting_.clear();
  retry_.stop();
  Q_EMIT progressed(remaining());
}

void BackgroundReader::take(int first, int last) {
  for (int row = first; row <= last; ++row)
    if (!model_->at(row).memory) // pasted posts are read by being opened
      waiting_.push_back(model_->at(row).key);
}

void BackgroundReader::feed() {
  while (started_ && with_engine_.size() < most_with_engine && !waiting_.empty()) {
    const ItemKey key = waiting_.front();
    waiting_.pop_front();
    const Item *item = model_->find(key);
    if (!item || item->state != ItemState::waiting)
      continue;
    AnalyzeOptions options;
    options.explain = false;
    with_engine_.insert(service_->enqueue(item->source, options), key);
  }
  Q_EMIT progressed(remaining());
}

void BackgroundReader::finished(Ticket ticket) {
  with_engine_.remove(ticket);
  feed();
}

} // namespace affect::ui
