#pragma once

#include <QFile>
#include <QString>

#include <filesystem>

namespace affect::ui {

/// File names are bytes on Linux: Qt's own encoding is used both ways, so that odd names survive.
inline std::filesystem::path to_path(const QString &path) {
  return QFile::encodeName(path).toStdString();
}
inline QString from_path(const std::filesystem::path &path) {
  return QFile::decodeName(QByteArray::fromStdString(path.string()));
}

} // namespace affect::ui
