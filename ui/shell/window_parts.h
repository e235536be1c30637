#pragma once

class QMainWindow;

namespace affect::ui {

class Actions;
class BatchPanel;
class ItemsPanel;
class Menus;
class MessageBar;
class ReadingPanel;
class RecentFiles;
class Stage;
class StatusArea;
class Welcome;
class Workspace;

/// What the window is made of, for the classes that carry out its commands. Everything lives as
/// long as the window.
struct WindowParts {
  QMainWindow *window = nullptr;
  Workspace *workspace = nullptr;
  RecentFiles *recent = nullptr;
  Actions *actions = nullptr;
  Menus *menus = nullptr;
  MessageBar *messages = nullptr;
  BatchPanel *batch = nullptr;
  Stage *stage = nullptr;
  Welcome *welcome = nullptr;
  ItemsPanel *items = nullptr;
  ReadingPanel *reading = nullptr;
  StatusArea *status = nullptr;
};

} // namespace affect::ui
