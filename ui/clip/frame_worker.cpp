#include "clip/frame_worker.h"

#include "engine/picture.h"

#include <QElapsedTimer>

namespace affect::ui {
namespace {

constexpr qint64 patience_ms = 80;

} // namespace

void FrameWorker::open(quint64 clip, const std::filesystem::path &file, const CancelToken &cancel) {
  reader_.reset();
  exact_ms_ = 0;
  FrameOptions options;
  options.max_side = side;
  auto info = probe_clip(file, {}, cancel);
  if (!info.ok()) {
    Q_EMIT failed(clip, info.error());
    return;
  }
  if (info->has_video) {
    auto reader = FrameReader::open(file, options, {}, cancel);
    if (!reader.ok()) {
      Q_EMIT failed(clip, reader.error());
      return;
    }
    reader_.emplace(std::move(*reader));
  }
  Q_EMIT opened(clip, *info);
}

void FrameWorker::close() { reader_.reset(); }

void FrameWorker::deliver(quint64 clip, Result<std::optional<Frame>> frame) {
  if (!frame.ok())
    Q_EMIT failed(clip, frame.error());
  else if (!*frame)
    Q_EMIT nothing(clip);
  else
    Q_EMIT shown(clip, to_qimage((*frame)->image), (*frame)->time);
}

void FrameWorker::show(quint64 clip, double seconds, bool hurry) {
  if (!reader_) {
    Q_EMIT nothing(clip);
    return;
  }
  const bool rough = hurry && exact_ms_ > patience_ms;
  QElapsedTimer clock;
  clock.start();
  Result<Frame> frame = rough ? reader_->key_frame_at(seconds) : reader_->frame_at(seconds);
  if (!rough)
    exact_ms_ = clock.elapsed();
  if (frame.ok())
    deliver(clip, std::optional<Frame>(std::move(*frame)));
  else
    deliver(clip, frame.error());
}

void FrameWorker::step(quint64 clip, int direction) {
  if (!reader_) {
    Q_EMIT nothing(clip);
    return;
  }
  deliver(clip, direction > 0 ? reader_->next() : reader_->previous());
}

} // namespace affect::ui
