#pragma once

#include "item_models/item_model.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <deque>

namespace affect::ui {

/// Fills in the readings of listed posts that nobody has opened yet, in order, giving way to every
/// request.
class BackgroundReader : public QObject {
  Q_OBJECT
public:
  BackgroundReader(ItemModel *model, ReadingService *service, QObject *parent = nullptr);

  /// Posts still to be read, those with the engine included.
  int remaining() const {
    return static_cast<int>(waiting_.size()) + static_cast<int>(with_engine_.size());
  }
  /// Reads a listed post once more.
  void again(ItemKey key);
  /// Reads every listed post once more, in order: another model reads now.
  void allAgain();
  /// Starts once the model is loaded.
  void start();
  /// Forgets what waits; posts opened later are read as before.
  void stop();

Q_SIGNALS:
  void progressed(int remaining);
  void failed(const affect::Error &error);

private:
  void feed();
  void take(int first, int last);
  void finished(Ticket ticket);

  ItemModel *model_;
  ReadingService *service_;
  std::deque<ItemKey> waiting_;
  QHash<Ticket, ItemKey> with_engine_;
  QTimer retry_;
  bool started_ = false;
};

} // namespace affect::ui
