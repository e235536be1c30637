#pragma once

#include "shell/window_parts.h"

#include <QObject>

namespace affect::ui {

class OverlayExport;

/// The commands on the open post: its picture and overlay, its words, its clip, what if, and its
/// reading.
class StageCommands : public QObject {
  Q_OBJECT
public:
  explicit StageCommands(const WindowParts &parts);

private:
  void connect_picture();
  void connect_export();
  void connect_what_if();
  void connect_clip();
  void connect_reading();
  void choose_export();
  void refresh();

  WindowParts parts_;
  OverlayExport *export_;
};

} // namespace affect::ui
