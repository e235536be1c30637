#pragma once

#include <QObject>
#include <QStringList>

namespace affect::ui {

/// Paths opened lately, newest first, kept over restarts.
class RecentFiles : public QObject {
  Q_OBJECT
public:
  explicit RecentFiles(QObject *parent = nullptr);
  const QStringList &paths() const { return paths_; }
  void add(const QStringList &paths);
  void clear();

Q_SIGNALS:
  void changed();

private:
  QStringList paths_;
};

} // namespace affect::ui
