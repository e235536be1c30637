#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QSettings>

class QAction;
class QDockWidget;
class QMainWindow;

namespace affect::ui {

/// The window's docks: where they stand, what is kept of that over restarts, and how they give way
/// to the Stage while the window is small.
class WindowLayout : public QObject {
  Q_OBJECT
public:
  explicit WindowLayout(QMainWindow *window);

  /// At the bottom, hidden until it is wanted.
  void addBatchDock(QWidget *panel);
  /// `stage` scrolls within `centre` where it has less room than it needs.
  void setCentre(QWidget *centre, QWidget *stage);
  /// Left and right of the centre.
  void addSideDocks(QWidget *items, QWidget *reading);
  /// What reset() goes back to.
  void keepAsFirst();

  QDockWidget *itemsDock() const { return items_; }
  QDockWidget *readingDock() const { return reading_; }
  QDockWidget *batchDock() const { return batch_; }
  QList<QDockWidget *> docks() const { return {items_, reading_, batch_}; }
  /// Commands that show and hide the docks.
  QList<QAction *> toggles() const;

  void save(QSettings &settings) const;
  void restore(const QSettings &settings);
  void reset();
  /// The window has another size: the docks follow once its layout has settled.
  void followSize();

private:
  QDockWidget *add_dock(QWidget *content, const char *name, Qt::DockWidgetArea area);
  void fit_side_docks();
  void fit_batch_dock();
  void fit_batch_height();

  QMainWindow *window_;
  QWidget *centre_ = nullptr, *stage_ = nullptr;
  QDockWidget *items_ = nullptr, *reading_ = nullptr, *batch_ = nullptr;
  /// Widths of the side docks before the window became narrow; 0: it is not.
  int items_width_ = 0, reading_width_ = 0;
  int batch_height_ = 0;      ///< of the Batch dock before the window became low; 0: it is not
  bool batch_fitted_ = false; ///< the Batch dock has a height, its own or the user's
  QByteArray first_state_;
};

} // namespace affect::ui
