#include "theme/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace affect::ui {

Language::Language(QObject *parent) : QObject(parent) {}

QString Language::resolved(const QString &code) {
  const QString wanted = code.isEmpty() ? QLocale::system().name() : code;
  return wanted.startsWith(QStringLiteral("zh")) ? QStringLiteral("zh_CN") : QStringLiteral("en");
}

void Language::apply(const QString &code) {
  code_ = code;
  const QString language = resolved(code);
  QCoreApplication::removeTranslator(&program_);
  QCoreApplication::removeTranslator(&qt_);
  QLocale::setDefault(QLocale(language));
  if (language == QStringLiteral("en")) {
    // Plural forms of English come from the source texts themselves.
    if (program_.load(QStringLiteral(":/i18n/affectscope_en.qm")))
      QCoreApplication::installTranslator(&program_);
    return;
  }
  // Qt's own dialogs, where the desktop has their translation.
  if (qt_.load(QStringLiteral("qtbase_%1").arg(language),
               QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
    QCoreApplication::installTranslator(&qt_);
  if (program_.load(QStringLiteral(":/i18n/affectscope_%1.qm").arg(language)))
    QCoreApplication::installTranslator(&program_);
}

} // namespace affect::ui
