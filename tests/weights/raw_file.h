#pragma once

#include <QByteArray>
#include <QFile>
#include <QTemporaryDir>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>

/// A safetensors file put together by hand: the header's length, the header, the data.
inline QByteArray raw_file(const std::string &header, const QByteArray &data) {
  const std::uint64_t length = header.size();
  QByteArray bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes + QByteArray::fromStdString(header) + data;
}

inline std::filesystem::path write_bytes(const QTemporaryDir &folder, const QByteArray &bytes) {
  QFile file(folder.filePath(QStringLiteral("tried.safetensors")));
  if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size())
    qFatal("cannot write a temporary file");
  return file.fileName().toStdString();
}
