#include "clip/lane_loader.h"

#include "engine/picture.h"
#include "media/frame_reader.h"

namespace affect::ui {

std::vector<int> coarse_first(int count) {
  std::vector<int> order;
  std::vector<char> taken(static_cast<std::size_t>(std::max(count, 0)), 0);
  int step = 1;
  while (step < count)
    step *= 2;
  for (; step >= 1; step /= 2)
    for (int at = 0; at < count; at += step)
      if (!std::exchange(taken[static_cast<std::size_t>(at)], 1))
        order.push_back(at);
  return order;
}

LaneLoader::LaneLoader(QObject *parent) : QObject(parent) { pool_.setMaxThreadCount(1); }

LaneLoader::~LaneLoader() {
  cancel();
  pool_.clear();
  pool_.waitForDone();
}

void LaneLoader::cancel() {
  cancel_.cancel();
  cancel_ = CancelToken();
}

template <typename Signal> void LaneLoader::deliver(const CancelToken &cancel, Signal signal) {
  QMetaObject::invokeMethod(
      this,
      [cancel, signal] {
        if (!cancel.cancelled())
          signal();
      },
      Qt::QueuedConnection);
}

void LaneLoader::load(const std::filesystem::path &file, const ClipInfo &info) {
  cancel();
  pool_.clear();
  pool_.start([this, file, info, cancel = cancel_] {
    if (info.has_video)
      load_pictures(file, info.duration, cancel);
    if (info.has_audio)
      load_peaks(file, cancel);
    deliver(cancel, [this] { Q_EMIT finished(); });
  });
}

void LaneLoader::load_pictures(const std::filesystem::path &file, double duration,
                               const CancelToken &cancel) {
  FrameOptions options;
  options.max_side = side;
  auto reader = FrameReader::open(file, options, {}, cancel);
  if (!reader.ok())
    return; // the player says why
  for (int slot : coarse_first(slots)) {
    if (cancel.cancelled())
      return;
    const auto frame = reader->frame_at((slot + 0.5) * duration / slots);
    if (!frame.ok())
      continue; // a damaged stretch leaves its place in the strip empty
    deliver(cancel, [this, slot, picture = to_qimage(frame->image)] {
      Q_EMIT pictureReady(slot, picture);
    });
  }
}

void LaneLoader::load_peaks(const std::filesystem::path &file, const CancelToken &cancel) {
  const auto take = [&](std::size_t first, std::span<const Peak> peaks) {
    deliver(cancel, [this, first, batch = std::vector<Peak>(peaks.begin(), peaks.end())] {
      Q_EMIT peaksReady(first, batch);
    });
  };
  // Where the sound is damaged, what was read until there stands.
  static_cast<void>(read_peaks(file, columns, take, 0, 0, {}, cancel));
}

} // namespace affect::ui
