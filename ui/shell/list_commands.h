#pragma once

#include "item_models/item.h"
#include "shell/window_parts.h"

#include <QObject>

#include <vector>

namespace affect::ui {

/// The list of opened posts in the window: which of them is current, stepping, searching, removing.
class ListCommands : public QObject {
  Q_OBJECT
public:
  explicit ListCommands(const WindowParts &parts);

private:
  void connect_actions();
  void on_arrived(ItemKey key);
  void step(int rows);
  void remove(const std::vector<ItemKey> &keys);
  void refresh();

  WindowParts parts_;
};

} // namespace affect::ui
