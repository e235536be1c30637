#pragma once

#include "item_models/item.h"

#include <QImage>
#include <QObject>
#include <QThreadPool>

#include <atomic>

namespace affect::ui {

/// A post in memory with its picture at screen size.
struct LoadedPost {
  ItemKey key = 0;
  PostPtr post;
  QImage picture; ///< null: the post has no image
};

/// Decodes the post that is being opened, off the window's thread. Latest-wins: older loads end
/// without a word.
class PostLoader : public QObject {
  Q_OBJECT
public:
  explicit PostLoader(QObject *parent = nullptr);
  ~PostLoader() override;

  void load(const Item &item);
  void cancel();

Q_SIGNALS:
  void loaded(const affect::ui::LoadedPost &post);
  void failed(affect::ui::ItemKey key, const affect::Error &error);

private:
  void run(quint64 generation, ItemKey key, const PostSource &source, PostPtr post,
           const CancelToken &cancel);

  std::atomic<quint64> generation_ = 0;
  CancelToken cancel_; // a clip's frames take a while
  QThreadPool pool_;   // last: its jobs end before the rest goes
};

} // namespace affect::ui
