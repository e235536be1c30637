#pragma once

#include "base/cancel.h"
#include "media/frame_reader.h"

#include <QImage>
#include <QObject>

#include <filesystem>
#include <optional>

namespace affect::ui {

/// Decodes frames for the screen; lives in a thread of its own. Every slot answers with exactly one
/// signal.
class FrameWorker : public QObject {
  Q_OBJECT
public:
  /// The longest side frames are decoded to.
  static constexpr int side = 1280;

  void open(quint64 clip, const std::filesystem::path &file, const CancelToken &cancel);
  void close();
  /// The frame on the screen at `seconds`. In a `hurry` (a playhead is dragged) the key frame
  /// before it, where the exact one takes long in this clip.
  void show(quint64 clip, double seconds, bool hurry);
  /// The next (1) or previous (-1) frame.
  void step(quint64 clip, int direction);

Q_SIGNALS:
  void opened(quint64 clip, const affect::ClipInfo &info);
  void shown(quint64 clip, const QImage &picture, double seconds);
  void nothing(quint64 clip); ///< there is no such frame: before the first or after the last
  void failed(quint64 clip, const affect::Error &error);

private:
  void deliver(quint64 clip, Result<std::optional<Frame>> frame);

  std::optional<FrameReader> reader_;
  qint64 exact_ms_ = 0; ///< what going somewhere exactly took last
};

} // namespace affect::ui
