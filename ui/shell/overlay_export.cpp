#include "shell/overlay_export.h"

#include "widgets/paths.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QImageWriter>

namespace affect::ui {

OverlayExport::OverlayExport(QObject *parent) : QObject(parent) { pool_.setMaxThreadCount(1); }

void OverlayExport::save(const OverlayPicture &parts, const QString &path) {
  pool_.start([this, parts, path] {
    QImageWriter writer(path, "png");
    const bool ok = writer.write(composed(parts));
    QMetaObject::invokeMethod(
        this,
        [this, ok, path, reason = writer.errorString()] {
          if (ok)
            Q_EMIT saved(path);
          else
            Q_EMIT failed(
                make_error(ErrorCode::unreadable,
                           tr("The picture could not be saved (%1). Choose another folder.")
                               .arg(reason)
                               .toStdString(),
                           to_path(path)));
        },
        Qt::QueuedConnection);
  });
}

void OverlayExport::copy(const OverlayPicture &parts) {
  pool_.start([this, parts] {
    QMetaObject::invokeMethod(
        this,
        [this, picture = composed(parts)] {
          QGuiApplication::clipboard()->setImage(picture);
          Q_EMIT copied();
        },
        Qt::QueuedConnection);
  });
}

} // namespace affect::ui
