#include "widgets/error_text.h"

#include "widgets/paths.h"

#include <QCoreApplication>
#include <QLocale>

namespace affect::ui {
namespace {

struct Errors {
  Q_DECLARE_TR_FUNCTIONS(Errors)
};

QString general_text(ErrorCode code) {
  switch (code) {
  case ErrorCode::not_found:
    return Errors::tr("There is no such file. Check whether it was moved or renamed.");
  case ErrorCode::unreadable:
    return Errors::tr(
        "The file cannot be read. Check its permissions and whether the disk is still connected.");
  case ErrorCode::bad_format:
    return Errors::tr(
        "The file is damaged or is not what its name says. Save it again and reopen it.");
  case ErrorCode::too_large:
    return Errors::tr("The file is larger than can be read safely. Make it smaller and reopen it.");
  case ErrorCode::unsupported:
    return Errors::tr(
        "This kind of file is not read here. Save it as JPEG, PNG, WebP, BMP, GIF or plain text.");
  case ErrorCode::missing_pair:
    return Errors::tr("There is neither a picture nor a text to read. Add one of them.");
  case ErrorCode::cancelled:
    return Errors::tr("It was stopped before it was done.");
  case ErrorCode::usage:
    return Errors::tr("This cannot be done as asked. Check the names and options.");
  case ErrorCode::internal:
    break;
  }
  return Errors::tr(
      "Something went wrong inside the program. Try again; if it stays, restart the program.");
}

} // namespace

ErrorText text_of(const Error &error) {
  ErrorText text;
  text.path = from_path(error.file);
  text.file = from_path(error.file.has_filename() ? error.file.filename() : error.file);
  const QString sentence = QString::fromStdString(error.message);
  const QLocale::Language language = QLocale().language();
  if ((language == QLocale::English || language == QLocale::C) && !sentence.isEmpty()) {
    text.text = sentence;
  } else {
    text.text = general_text(error.code);
    text.detail = sentence;
  }
  return text;
}

} // namespace affect::ui
