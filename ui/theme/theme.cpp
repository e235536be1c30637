#include "theme/theme.h"

#include "theme/colours.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QFontInfo>
#include <QRegularExpression>
#include <QStyleFactory>
#include <QToolTip>

namespace affect::ui {
namespace {

QPalette palette_of(const Colours &c) {
  QPalette palette;
  palette.setColor(QPalette::Window, c.window);
  palette.setColor(QPalette::WindowText, c.text);
  palette.setColor(QPalette::Base, c.surface);
  palette.setColor(QPalette::AlternateBase, c.window);
  palette.setColor(QPalette::Text, c.text);
  palette.setColor(QPalette::Button, c.raised);
  palette.setColor(QPalette::ButtonText, c.text);
  palette.setColor(QPalette::BrightText, c.error);
  palette.setColor(QPalette::Highlight, c.accent);
  palette.setColor(QPalette::HighlightedText, c.on_accent);
  palette.setColor(QPalette::Link, c.accent);
  palette.setColor(QPalette::LinkVisited, c.accent);
  palette.setColor(QPalette::PlaceholderText, c.muted);
  palette.setColor(QPalette::ToolTipBase, c.surface);
  palette.setColor(QPalette::ToolTipText, c.text);
  palette.setColor(QPalette::Light, c.surface);
  palette.setColor(QPalette::Midlight, c.raised);
  palette.setColor(QPalette::Mid, c.border);
  palette.setColor(QPalette::Dark, c.border);
  palette.setColor(QPalette::Shadow, blended(c.text, c.window, 0.3));
  const QColor faint = blended(c.muted, c.window, 0.6);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, faint);
  palette.setColor(QPalette::Disabled, QPalette::Highlight, c.border);
  return palette;
}

// The style sheet names colours as $name.
QString style_sheet(const Colours &c) {
  QFile file(QStringLiteral(":/styles/affectscope.qss"));
  if (!file.open(QIODevice::ReadOnly))
    return {};
  QString sheet = QString::fromUtf8(file.readAll());
  const std::pair<const char *, QColor> names[] = {
      {"window", c.window},
      {"surface", c.surface},
      {"raised", c.raised},
      {"canvas", c.canvas},
      {"border", c.border},
      {"text", c.text},
      {"muted", c.muted},
      {"accent", c.accent},
      {"onaccent", c.on_accent},
      {"warning", c.warning},
      {"error", c.error},
      {"hover", blended(c.text, c.window, 0.07)},
      {"pressed", blended(c.text, c.window, 0.13)},
      {"selected", blended(c.accent, c.surface, c.dark ? 0.28 : 0.16)},
      {"faint", blended(c.muted, c.window, 0.6)},
  };
  for (const auto &[name, colour] : names)
    sheet.replace(QRegularExpression(QStringLiteral("\\$%1\\b").arg(QLatin1String(name))),
                  colour.name());
  return sheet;
}

// Where no desktop has chosen a font, Fontconfig falls back on DejaVu Sans, which is wide and whose
// Chinese would be taken from a Japanese font. A font the user chose is left alone, with the
// Chinese one after it.
QFont interface_font(const QFont &given) {
  const QStringList installed = QFontDatabase::families();
  const QString chinese = QStringLiteral("Noto Sans CJK SC");
  QStringList families;
  const bool chosen = QFontInfo(given).family() != QStringLiteral("DejaVu Sans");
  if (chosen)
    families << given.family();
  else
    for (const auto &wanted :
         {QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("Cantarell")})
      if (installed.contains(wanted)) {
        families << wanted;
        break;
      }
  if (installed.contains(chinese))
    families << chinese;
  if (families.isEmpty())
    return given;
  QFont font = given;
  font.setFamilies(families);
  if (!chosen)
    font.setPointSizeF(10);
  return font;
}

} // namespace

Theme::Theme(QObject *parent) : QObject(parent) {
  system_is_dark_ = QApplication::palette().color(QPalette::Window).lightness() < 128;
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  QApplication::setFont(interface_font(QApplication::font()));
}

void Theme::apply(ThemeChoice choice) {
  choice_ = choice;
  set_dark_colours(choice == ThemeChoice::dark ||
                   (choice == ThemeChoice::system && system_is_dark_));
  const QPalette palette = palette_of(colours());
  QApplication::setPalette(palette);
  QToolTip::setPalette(palette);
  qApp->setStyleSheet(style_sheet(colours()));
  Q_EMIT changed();
}

ThemeChoice Theme::from_name(const QString &name) {
  if (name == QStringLiteral("light"))
    return ThemeChoice::light;
  return name == QStringLiteral("dark") ? ThemeChoice::dark : ThemeChoice::system;
}

QString Theme::name_of(ThemeChoice choice) {
  switch (choice) {
  case ThemeChoice::light:
    return QStringLiteral("light");
  case ThemeChoice::dark:
    return QStringLiteral("dark");
  case ThemeChoice::system:
    break;
  }
  return QStringLiteral("system");
}

} // namespace affect::ui
