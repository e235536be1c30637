#pragma once

#include "shell/window_parts.h"
#include "widgets/incoming.h"

#include <QObject>

namespace affect::ui {

/// How posts come into the window: chosen, dropped, pasted, opened lately, or the samples.
class OpenCommands : public QObject {
  Q_OBJECT
public:
  explicit OpenCommands(const WindowParts &parts);

  void openPaths(const QStringList &paths);
  void openSamples();
  void open(const Incoming &incoming);
  void paste();
  void chooseFiles();
  void chooseFolder();

private:
  WindowParts parts_;
};

} // namespace affect::ui
