#pragma once

#include "theme/language.h"
#include "theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

// Five seconds, the usual patience, is short on a machine that builds and trains at the same time.
#undef QTRY_VERIFY
#define QTRY_VERIFY(expression) QTRY_VERIFY_WITH_TIMEOUT((expression), 60'000)
#undef QTRY_COMPARE
#define QTRY_COMPARE(actual, expected) QTRY_COMPARE_WITH_TIMEOUT((actual), (expected), 60'000)

/// What a widget's visible labels say, a line each.
inline QString label_texts(const QWidget *widget) {
  QStringList texts;
  for (const QLabel *label : widget->findChildren<QLabel *>())
    if (label->isVisibleTo(widget))
      texts << label->text();
  return texts.join(u'\n');
}

/// Posts made on the spot, and settings and runs that touch nobody's own.
class Fixtures {
public:
  Fixtures() {
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       folder_.filePath(QStringLiteral("settings")));
    qputenv("XDG_STATE_HOME",
            QFile::encodeName(folder_.filePath(QStringLiteral("state")))); // runs of batches
    QCoreApplication::setOrganizationName(QStringLiteral("affectscope-test"));
    QCoreApplication::setApplicationName(QStringLiteral("affectscope-test"));
  }

  QString path(const QString &name) const { return folder_.filePath(name); }
  QString folder() const { return folder_.path(); }

  QString write(const QString &name, const QByteArray &bytes) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
      qFatal("cannot write a fixture");
    return path(name);
  }

  /// A picture whose left half is `left` and whose right half is light grey.
  QString picture(const QString &name, const QColor &left = Qt::darkBlue,
                  const QSize &size = {280, 210}) const {
    QImage image(size, QImage::Format_RGB32);
    image.fill(QColor(200, 200, 200));
    for (int y = 0; y < size.height(); ++y)
      for (int x = 0; x < size.width() / 2; ++x)
        image.setPixelColor(x, y, left);
    if (!image.save(path(name)))
      qFatal("cannot write a fixture");
    return path(name);
  }

private:
  QTemporaryDir folder_;
};

/// A post of text and picture in one folder, to be opened by its picture.
inline QString make_post(const Fixtures &fixtures, const QString &stem, const QString &text,
                         const QColor &colour = Qt::darkBlue) {
  fixtures.write(stem + QStringLiteral(".txt"), text.toUtf8());
  return fixtures.picture(stem + QStringLiteral(".png"), colour);
}
