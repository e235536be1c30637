#pragma once

#include "item_models/item.h"

#include <QImage>
#include <QObject>
#include <QSet>
#include <QThreadPool>

#include <atomic>

namespace affect::ui {

/// Makes the list's thumbnails on a thread of its own, what was asked for last first (that is what
/// is on the screen).
class ThumbnailLoader : public QObject {
  Q_OBJECT
public:
  /// Longest side in pixels; enough for a screen of twice the density.
  static constexpr int side = 128;

  explicit ThumbnailLoader(QObject *parent = nullptr);
  ~ThumbnailLoader() override;

  void request(const Item &item);

Q_SIGNALS:
  /// A null image: there is none to be had (the reading says why).
  void ready(affect::ui::ItemKey key, const QImage &thumbnail);

private:
  QSet<ItemKey> pending_;
  int priority_ = 0;
  std::atomic<bool> stopping_ = false;
  QThreadPool pool_;
};

} // namespace affect::ui
