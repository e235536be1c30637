#pragma once

#include "base/cancel.h"
#include "media/audio_reader.h"

#include <QImage>
#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <vector>

namespace affect::ui {

/// Fills the timeline's lanes in the background, coarse first: pictures of even slices, then the
/// sound's waveform.
class LaneLoader : public QObject {
  Q_OBJECT
public:
  static constexpr int slots = 24;     ///< pictures in the strip
  static constexpr int columns = 4096; ///< of the waveform
  static constexpr int side = 160;     ///< longest side of a strip picture

  explicit LaneLoader(QObject *parent = nullptr);
  ~LaneLoader() override;

  void load(const std::filesystem::path &file, const ClipInfo &info);
  void cancel();

Q_SIGNALS:
  void pictureReady(int slot, const QImage &picture);
  void peaksReady(std::size_t first, const std::vector<affect::Peak> &peaks);
  void finished();

private:
  void load_pictures(const std::filesystem::path &file, double duration, const CancelToken &cancel);
  void load_peaks(const std::filesystem::path &file, const CancelToken &cancel);
  template <typename Signal> void deliver(const CancelToken &cancel, Signal signal);

  CancelToken cancel_;
  QThreadPool pool_; // last: its jobs end before the rest goes
};

/// 0 … count - 1 so that every beginning of the order is spread over all of it.
std::vector<int> coarse_first(int count);

} // namespace affect::ui
