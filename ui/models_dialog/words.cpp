#include "models_dialog/words.h"

#include "widgets/error_text.h"
#include "widgets/paths.h"

#include <QCoreApplication>
#include <QLocale>

namespace affect::ui {
namespace {

struct ModelWords {
  Q_DECLARE_TR_FUNCTIONS(ModelWords)
};

bool speaks_english() {
  const QLocale::Language language = QLocale().language();
  return language == QLocale::English || language == QLocale::C;
}

} // namespace

QString key_of(const InstalledModel &model) {
  return QStringLiteral("%1/%2").arg(QLatin1String(name_of(model.kind)),
                                     QString::fromStdString(model.id));
}

QString word_of(ModelKind kind) {
  return kind == ModelKind::bundle ? ModelWords::tr("Bundle") : ModelWords::tr("Encoder");
}

QString word_of(ModelState state) {
  switch (state) {
  case ModelState::newer_format:
    return ModelWords::tr("Too new");
  case ModelState::incomplete:
    return ModelWords::tr("Encoder missing");
  case ModelState::broken:
    return ModelWords::tr("Damaged");
  case ModelState::link_lost:
    return ModelWords::tr("Folder gone");
  case ModelState::ready:
    break;
  }
  return ModelWords::tr("Ready");
}

QString size_text(std::uintmax_t bytes) {
  return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeSIFormat);
}

QString problem_of(const InstalledModel &model) {
  if (!model.problem)
    return {};
  const QString said = QString::fromStdString(model.problem->message);
  switch (model.state) {
  case ModelState::newer_format:
    return ModelWords::tr(
        "This model was made by a newer version of Affectscope. Update the program to use it.");
  case ModelState::incomplete: {
    QStringList encoders;
    for (const auto &encoder : model.encoders)
      if (!find_encoder(model.folder, encoder.id).ok())
        encoders << QString::fromStdString(encoder.id);
    return ModelWords::tr("It needs an encoder that is not installed: %1. Import that, too.")
        .arg(encoders.join(QStringLiteral(", ")));
  }
  case ModelState::link_lost:
    return ModelWords::tr("The folder it links to is gone: %1. Bring it back, or remove the model.")
        .arg(from_path(model.link));
  default:
    break;
  }
  const QString file = from_path(model.problem->file.filename());
  return speaks_english() ? QStringLiteral("%1: %2").arg(file, said)
                          : ModelWords::tr("It cannot be read. Import it again. (%1)")
                                .arg(file + u": "_qs + said);
}

QString sentence_of(const CheckedFile &file) {
  const QString name = QString::fromStdString(file.name);
  if (speaks_english())
    return QString::fromStdString(file.sentence);
  switch (file.state) {
  case FileState::changed:
    return ModelWords::tr("%1 has changed. Import the model again.").arg(name);
  case FileState::missing:
    return ModelWords::tr("%1 is missing. Import the model again.").arg(name);
  case FileState::unrecorded:
    return ModelWords::tr("No hash of %1 was recorded, so nothing can be compared.").arg(name);
  case FileState::fine:
    break;
  }
  return ModelWords::tr("%1 is unchanged.").arg(name);
}

QString sentence_of(const Error &error) {
  const ErrorText text = text_of(error);
  const QString said =
      text.detail.isEmpty() ? text.text : QStringLiteral("%1 (%2)").arg(text.text, text.detail);
  return text.file.isEmpty() ? said : QStringLiteral("%1: %2").arg(text.file, said);
}

} // namespace affect::ui
