#include "engine/thumbnail_loader.h"

#include "engine/picture.h"

namespace affect::ui {

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
  const auto make = [this, key = item.key, file = item.source.image, memory = item.memory] {
    if (stopping_)
      return;
    QImage thumbnail;
    if (memory && memory->image)
      thumbnail = to_qimage(*memory->image, side);
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
