#pragma once

#include <QObject>
#include <QTranslator>

namespace affect::ui {

/// English or Simplified Chinese, switched while the program runs: Qt sends LanguageChange to every
/// widget.
class Language : public QObject {
  Q_OBJECT
public:
  explicit Language(QObject *parent = nullptr);

  /// "en", "zh_CN", or "" for the desktop's. Unknown codes mean English.
  void apply(const QString &code);
  QString code() const { return code_; }        ///< as it was asked for
  static QString resolved(const QString &code); ///< "en" or "zh_CN"

private:
  QString code_;
  QTranslator program_, qt_;
};

} // namespace affect::ui
