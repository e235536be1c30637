#pragma once

#include "attention/overlay_image.h"
#include "base/error.h"

#include <QObject>
#include <QThreadPool>

namespace affect::ui {

/// Copies and saves the picture with its overlay. Composing and compressing happen off the window's
/// thread.
class OverlayExport : public QObject {
  Q_OBJECT
public:
  explicit OverlayExport(QObject *parent = nullptr);
  ~OverlayExport() override { pool_.waitForDone(); }

  void save(const OverlayPicture &parts, const QString &path);
  void copy(const OverlayPicture &parts);

Q_SIGNALS:
  void saved(const QString &path);
  void copied();
  void failed(const affect::Error &error);

private:
  QThreadPool pool_;
};

} // namespace affect::ui
