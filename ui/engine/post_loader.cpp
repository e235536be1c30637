#include "engine/post_loader.h"

#include "engine/picture.h"

namespace affect::ui {

PostLoader::PostLoader(QObject *parent) : QObject(parent) {
  pool_.setMaxThreadCount(2); // a huge picture that is no longer wanted must not hold up the next
}

PostLoader::~PostLoader() {
  cancel();
  pool_.clear();
  pool_.waitForDone();
}

void PostLoader::cancel() {
  ++generation_;
  cancel_.cancel();
  cancel_ = CancelToken();
}

void PostLoader::load(const Item &item) {
  cancel();
  const quint64 generation = generation_;
  pool_.clear();
  pool_.start([this, generation, key = item.key, source = item.source, memory = item.memory,
               cancel = cancel_] { run(generation, key, source, memory, cancel); });
}

void PostLoader::run(quint64 generation, ItemKey key, const PostSource &source, PostPtr post,
                     const CancelToken &cancel) {
  const auto deliver = [this, generation](auto &&signal) {
    QMetaObject::invokeMethod(
        this,
        [this, generation, signal] {
          if (generation == generation_)
            signal();
        },
        Qt::QueuedConnection);
  };
  if (generation != generation_)
    return;
  if (!post) {
    Result<Post> loaded = load_post(source, {}, cancel);
    if (!loaded.ok())
      return deliver([this, key, error = loaded.error()] { Q_EMIT failed(key, error); });
    post = std::make_shared<const Post>(std::move(*loaded));
  }
  if (generation != generation_)
    return;
  LoadedPost ready{key, post,
                   post->image ? to_qimage(*post->image)
                               : QImage()}; // a clip's frames come from its player
  deliver([this, ready] { Q_EMIT loaded(ready); });
}

} // namespace affect::ui
