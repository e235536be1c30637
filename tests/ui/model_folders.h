#pragma once

#include <QDir>
#include <QFile>
#include <QString>
#include <QTemporaryDir>

/// A folder of bundles as the program finds them: manifests alone, nothing that could be loaded.
/// Bundles of the source tree are found beside them.
class ModelFolders {
public:
  ModelFolders() { qputenv("AFFECTSCOPE_MODELS", QFile::encodeName(folder_.path())); }
  ~ModelFolders() { qunsetenv("AFFECTSCOPE_MODELS"); }

  QString add(const QString &name, const QByteArray &robustness = {}) const {
    QDir(folder_.path()).mkpath(name);
    write(name + QStringLiteral("/manifest.json"),
          "{\"format\": 1, \"id\": \"" + name.toUtf8() +
              "\", \"system\": \"some\", \"encoders\": {\"text\": {\"id\": \"words\", \"sha256\": "
              "\"\"}, \"image\": "
              "{\"id\": "
              "\"pixels\", \"sha256\": \"\"}}, \"config\": {\"text_width\": 1, \"image_width\": 1, "
              "\"regions\": 1, "
              "\"settings\": {}}}");
    if (!robustness.isEmpty())
      write(name + QStringLiteral("/robustness.csv"), robustness);
    return folder_.filePath(name);
  }

private:
  void write(const QString &name, const QByteArray &bytes) const {
    QFile file(folder_.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
      qFatal("cannot write a model folder");
  }

  QTemporaryDir folder_;
};
