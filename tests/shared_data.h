#pragma once

#include "source_dir.h"

#include <QFile>
#include <QString>
#include <QtGlobal>

#include <filesystem>

/// A path inside the folder of reference data beside the checkout, or empty where there is none:
/// the test then skips.
inline std::filesystem::path shared_path(const char *inside) {
  const QByteArray named = qgetenv("AFFECTSCOPE_SHARED");
  const std::filesystem::path root =
      named.isEmpty() ? source_dir() / ".." / "shared" : std::filesystem::path(named.constData());
  const std::filesystem::path path = root / inside;
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) ? path : std::filesystem::path();
}

#define AFFECT_NEED_SHARED(name, inside)                                                           \
  const std::filesystem::path name = shared_path(inside);                                          \
  if (name.empty())                                                                                \
  QSKIP("reference data " inside " is not beside the checkout")
