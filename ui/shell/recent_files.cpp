#include "shell/recent_files.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace affect::ui {
namespace {

constexpr int most = 10;
const QString key = QStringLiteral("recent");

} // namespace

RecentFiles::RecentFiles(QObject *parent)
    : QObject(parent), paths_(QSettings().value(key).toStringList()) {}

void RecentFiles::add(const QStringList &paths) {
  // A hundred files at once would push out everything else.
  for (const QString &path : paths.mid(0, most)) {
    if (!QFileInfo::exists(path))
      continue;
    const QString absolute = QDir::cleanPath(QDir::current().absoluteFilePath(path));
    paths_.removeAll(absolute);
    paths_.prepend(absolute);
  }
  paths_ = paths_.mid(0, most);
  QSettings().setValue(key, paths_);
  Q_EMIT changed();
}

void RecentFiles::clear() {
  paths_.clear();
  QSettings().remove(key);
  Q_EMIT changed();
}

} // namespace affect::ui
