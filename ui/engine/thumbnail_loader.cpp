#include "engine/thumbnail_loader.h"

#include "engine/picture.h"
#include "media/frame_reader.h"

namespace affect::ui {
namespace {

constexpr double still_at = 0.1; // of a clip's length; many begin with black

QImage still_of(const std::filesystem::path &clip, int side) {
  FrameOptions options;
  options.max_side = side;
  auto reader = FrameReader::open(clip, options);
  if (!reader.ok())
    return {};
  const auto frame = reader->frame_at(reader->info().duration * still_at);
  return frame.ok() ? to_qimage(frame->image, side) : QImage();
}

} // namespace

ThumbnailLoader::ThumbnailLoader(QObject *parent) : QObject(parent) { pool_.setMaxThreadCount(1); }

ThumbnailLoader::~ThumbnailLoader() {
  stopping_ = true;
  pool_.clear();
  pool_.waitForDone();
}

void ThumbnailLoader::request(const Item &item) {
  if (pending_.contains(item.key))
    return;
  pending_.insert(item.key);
  const auto make = [this, key = item.key, file = item.source.image, clip = item.source.clip,
                     memory = item.memory] {
    if (stopping_)
      return;
    QImage thumbnail;
    if (memory && memory->image)
      thumbnail = to_qimage(*memory->image, side);
    else if (!clip.empty())
      thumbnail = still_of(clip, side);
    else if (const auto image = load_image(file); image.ok())
      thumbnail = to_qimage(image.value(), side);
    QMetaObject::invokeMethod(
        this,
        [this, key, thumbnail] {
          pending_.remove(key);
          Q_EMIT ready(key, thumbnail);
        },
        Qt::QueuedConnection);
  };
  pool_.start(make, ++priority_);
}

} // namespace affect::ui
