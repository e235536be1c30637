#include "engine/post_session.h"

namespace affect::ui {
namespace {

constexpr int dwell_ms = 400;
constexpr int readings_kept = 24;

bool blank(const QString &text) { return text.trimmed().isEmpty(); }

} // namespace

bool WhatIf::hides(Modality which) const {
  switch (which) {
  case Modality::text:
    return hide_text;
  case Modality::image:
    return hide_image;
  case Modality::audio:
    return hide_audio;
  }
  return false;
}

PostSession::PostSession(ItemModel *model, ReadingService *service, QObject *parent)
    : QObject(parent), model_(model), service_(service), recent_(readings_kept) {
  dwell_.setSingleShot(true);
  dwell_.setInterval(dwell_ms);
  connect(&dwell_, &QTimer::timeout, this, &PostSession::read_expected_words);
  connect(&loader_, &PostLoader::loaded, this, &PostSession::on_loaded);
  connect(&loader_, &PostLoader::failed, this, [this](ItemKey key, const Error &error) {
    loading_ = false;
    model_->setError(key, error);
    tell_busy();
    Q_EMIT failed(error);
  });
  connect(service, &ReadingService::readingReady, this, &PostSession::on_reading);
  connect(service, &ReadingService::failed, this, &PostSession::on_failed);
  connect(service, &ReadingService::modelReady, this, [this](const ModelInfo &info) {
    reads_sound_ = !info.audio_encoder.empty();
    Q_EMIT
    readingChanged(); // what can be hidden, and whether anything is left, may be different now
  });
  connect(service, &ReadingService::modelFailed, this, [this] {
    model_failed_ = true;
    ticket_ = extras_ = 0;
    tell_busy();
    Q_EMIT readingChanged();
  });
}

QString PostSession::text() const {
  return post_ && post_->text ? QString::fromStdString(*post_->text) : QString();
}

void PostSession::open(ItemKey key) {
  const Item *item = model_->find(key);
  if (!item || key == key_)
    return;
  close();
  key_ = key;
  loading_ = true;
  loader_.load(*item);
  Q_EMIT opened();
  Q_EMIT readingChanged();
  tell_busy();
}

void PostSession::close() {
  dwell_.stop();
  loader_.cancel();
  // What the engine still works on for the old post is replaced by the next request; its answer is
  // not ours any more.
  ticket_ = extras_ = 0;
  loading_ = false;
  key_ = 0;
  post_.reset();
  picture_ = QImage();
  original_.reset();
  tried_.reset();
  what_if_ = untouched_ = {};
  tell_busy();
}

void PostSession::reload() {
  const ItemKey key = std::exchange(key_, 0);
  recent_.remove(key);
  model_->setWaiting(key);
  open(key);
}

void PostSession::on_loaded(const LoadedPost &loaded) {
  if (loaded.key != key_)
    return;
  loading_ = false;
  post_ = loaded.post;
  picture_ = loaded.picture;
  what_if_ = untouched_ = {text(), false, false, false};
  Q_EMIT postChanged();
  if (const ReadingPtr *known = recent_.object(key_)) {
    original_ = *known;
    Q_EMIT readingChanged();
    if (original_->expected_words.empty())
      dwell_.start();
  } else {
    read_original();
  }
  tell_busy();
}

void PostSession::read_original() {
  extras_ = 0;
  ticket_is_what_if_ = false;
  ticket_ = service_->request(post_, {});
  tell_busy();
}

void PostSession::read_expected_words() {
  if (!original_ || changed() || ticket_ != 0 || original_->words.empty())
    return;
  AnalyzeOptions options;
  options.expected_words = true;
  extras_ = service_->request(post_, options);
}

bool PostSession::hasSound() const { return post_ && post_->clip && post_->clip->info.has_audio; }

bool PostSession::nothingLeft() const {
  const bool image = post_ && post_->has_picture() && !what_if_.hide_image;
  const bool sound = reads_sound_ && hasSound() && !what_if_.hide_audio;
  return !image && !sound && (what_if_.hide_text || blank(what_if_.text));
}

void PostSession::setWhatIf(const WhatIf &what_if) {
  if (!post_ || what_if == what_if_)
    return;
  what_if_ = what_if;
  if (changed()) {
    read_what_if();
    return;
  }
  // Back at the post as it is: no need to read anything, and an answer under way is stale.
  tried_.reset();
  if (ticket_is_what_if_)
    ticket_ = 0;
  if (!original_ && ticket_ == 0)
    read_original();
  else if (original_ && original_->expected_words.empty())
    dwell_.start();
  tell_busy();
  Q_EMIT readingChanged();
}

void PostSession::read_what_if() {
  dwell_.stop();
  extras_ = 0;
  if (nothingLeft()) {
    ticket_ = 0;
    tried_.reset();
    tell_busy();
    Q_EMIT readingChanged();
    return;
  }
  const auto [post, options] = tried();
  ticket_is_what_if_ = true;
  ticket_ = service_->request(post, options);
  tell_busy();
}

std::pair<PostPtr, AnalyzeOptions> PostSession::tried() const {
  if (!post_ || !changed())
    return {post_, {}};
  Post tried = *post_;
  tried.text.reset();
  if (!blank(what_if_.text))
    tried.text = what_if_.text.toStdString();
  AnalyzeOptions options;
  options.hide_text = what_if_.hide_text;
  options.hide_image = what_if_.hide_image;
  options.hide_audio = what_if_.hide_audio;
  return {std::make_shared<const Post>(std::move(tried)), options};
}

void PostSession::readAgain() {
  model_failed_ = false;
  recent_.clear();
  original_.reset();
  tried_.reset();
  if (post_) {
    if (changed())
      read_what_if(); // the original comes after it
    if (!changed() || nothingLeft())
      read_original();
  }
  Q_EMIT readingChanged();
}

void PostSession::askAgain() {
  if (!post_)
    return;
  if (changed() && !nothingLeft() && (ticket_ != 0 || !tried_))
    read_what_if(); // the original comes after it
  else if (!original_)
    read_original();
  else if (!changed() && original_->expected_words.empty())
    dwell_.start();
}

void PostSession::on_reading(Ticket ticket, const ReadingPtr &reading) {
  if (ticket == 0 || (ticket != ticket_ && ticket != extras_))
    return;
  if (ticket == extras_) {
    extras_ = 0;
    add_expected_words(*reading);
  } else if (std::exchange(ticket_, 0); ticket_is_what_if_) {
    tried_ = reading;
    // An edit that came before the first reading took its place; there is nothing to compare with
    // yet.
    if (!original_)
      read_original();
  } else {
    model_->setResult(key_, *reading);
    keep(reading);
    dwell_.start();
  }
  tell_busy();
  Q_EMIT readingChanged();
}

void PostSession::add_expected_words(const Reading &extras) {
  if (!original_)
    return;
  Reading completed = *original_; // time and figures stay those of the first reading
  completed.expected_words = extras.expected_words;
  keep(std::make_shared<const Reading>(std::move(completed)));
}

void PostSession::keep(const ReadingPtr &reading) {
  original_ = reading;
  recent_.insert(key_, new ReadingPtr(reading));
}

void PostSession::on_failed(Ticket ticket, const Error &error) {
  if (ticket == 0 || (ticket != ticket_ && ticket != extras_))
    return;
  const bool first_reading = ticket == ticket_ && !ticket_is_what_if_;
  (ticket == extras_ ? extras_ : ticket_) = 0;
  tell_busy();
  if (error.code == ErrorCode::cancelled)
    return;
  if (model_failed_) // said once, and no fault of the post
    return;
  if (first_reading)
    model_->setError(key_, error);
  Q_EMIT failed(error);
}

void PostSession::tell_busy() {
  if (busy() != was_busy_) {
    was_busy_ = busy();
    Q_EMIT busyChanged(was_busy_);
  }
}

} // namespace affect::ui
