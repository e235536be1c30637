#include "service/model_choice.h"

#include "analysis/analyzer.h"
#include "base/paths.h"
#include "models/manifest.h"
#include "widgets/paths.h"

#include <QFileInfo>
#include <QSettings>

namespace affect::ui {
namespace {

const QString key = QStringLiteral("model");

} // namespace

QStringList installed_models() {
  QStringList names;
  for (const auto &folder : installed_bundles())
    names << from_path(folder.filename());
  return names;
}

QString model_summary(const QString &bundle) {
  const auto manifest = read_manifest(find_model(to_path(bundle)));
  if (!manifest.ok())
    return {};
  return QStringLiteral("%1 · %2 + %3")
      .arg(QString::fromStdString(manifest->system), QString::fromStdString(manifest->text.id),
           QString::fromStdString(manifest->image.id));
}

QString first_model(const QString &asked) {
  if (!asked.isEmpty())
    return asked;
  const QString last =
      QFileInfo(QSettings().value(key).toString()).fileName(); // a folder does as well
  return installed_models().contains(last) ? last : QString::fromLatin1(default_bundle);
}

void remember_model(const QString &bundle) { QSettings().setValue(key, bundle); }

} // namespace affect::ui
