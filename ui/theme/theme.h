#pragma once

#include <QObject>
#include <QPalette>

namespace affect::ui {

enum class ThemeChoice { system, light, dark };

/// Light, dark or as the desktop has it: Fusion with the program's own palette and style sheet.
class Theme : public QObject {
  Q_OBJECT
public:
  /// Reads the desktop's palette; make one after the QApplication and before any widget.
  explicit Theme(QObject *parent = nullptr);

  void apply(ThemeChoice choice);
  ThemeChoice choice() const { return choice_; }

  static ThemeChoice from_name(const QString &name); ///< "light", "dark"; anything else: system
  static QString name_of(ThemeChoice choice);

Q_SIGNALS:
  void changed();

private:
  ThemeChoice choice_ = ThemeChoice::system;
  bool system_is_dark_ = false;
};

} // namespace affect::ui
