#include "widgets/incoming.h"

#include <QFileInfo>
#include <QUrl>

namespace affect::ui {
namespace {

bool is_address(const QString &text) {
  const QString line = text.trimmed();
  return !line.contains(u'\n') && !line.contains(u' ') &&
         (line.startsWith(QStringLiteral("http://")) ||
          line.startsWith(QStringLiteral("https://")));
}

// Some file managers put the paths on the clipboard as plain text.
QStringList existing_paths(const QString &text) {
  QStringList paths;
  for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts)) {
    const QString trimmed = line.trimmed();
    const QString path =
        trimmed.startsWith(QStringLiteral("file://")) ? QUrl(trimmed).toLocalFile() : trimmed;
    if (!path.startsWith(u'/') || !QFileInfo::exists(path))
      return {};
    paths << path;
  }
  return paths;
}

} // namespace

bool acceptable(const QMimeData &data) {
  return data.hasUrls() || data.hasImage() || data.hasText();
}

Incoming incoming_from(const QMimeData &data) {
  Incoming incoming;
  for (const QUrl &url : data.urls()) {
    if (url.isLocalFile())
      incoming.paths << url.toLocalFile();
    else
      incoming.remote = true;
  }
  if (!incoming.paths.isEmpty())
    return incoming;
  if (data.hasImage())
    incoming.picture = qvariant_cast<QImage>(data.imageData());
  const QString text = data.text();
  if (incoming.picture.isNull() && text.size() < 100'000)
    incoming.paths = existing_paths(text);
  if (incoming.paths.isEmpty() &&
      !(is_address(text) && (incoming.remote || !incoming.picture.isNull())))
    incoming.text = text;
  return incoming;
}

} // namespace affect::ui
