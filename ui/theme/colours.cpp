#include "theme/colours.h"

#include <QCoreApplication>

#include <cmath>

namespace affect::ui {
namespace {

Colours light() {
  Colours c;
  c.window = QColor(0xf3, 0xf5, 0xf6);
  c.surface = QColor(0xff, 0xff, 0xff);
  c.raised = QColor(0xe9, 0xec, 0xee);
  c.canvas = QColor(0xe7, 0xea, 0xec);
  c.border = QColor(0xd8, 0xdd, 0xe1);
  c.text = QColor(0x1a, 0x20, 0x26);
  c.muted = QColor(0x58, 0x64, 0x6f);
  c.accent = QColor(0x0d, 0x7a, 0x78);
  c.on_accent = QColor(0xff, 0xff, 0xff);
  c.negative = QColor(0xc0, 0x4a, 0x00);
  c.neutral = QColor(0x6a, 0x75, 0x80);
  c.positive = QColor(0x00, 0x66, 0xad);
  c.warning = QColor(0x8a, 0x61, 0x00);
  c.error = QColor(0xb3, 0x26, 0x1e);
  return c;
}

Colours dark() {
  Colours c;
  c.dark = true;
  c.window = QColor(0x17, 0x1b, 0x1f);
  c.surface = QColor(0x1f, 0x24, 0x29);
  c.raised = QColor(0x2b, 0x31, 0x38);
  c.canvas = QColor(0x10, 0x13, 0x16);
  c.border = QColor(0x37, 0x3f, 0x47);
  c.text = QColor(0xe8, 0xeb, 0xee);
  c.muted = QColor(0xa0, 0xab, 0xb5);
  c.accent = QColor(0x3d, 0xb8, 0xb0);
  c.on_accent = QColor(0x08, 0x1c, 0x1b);
  c.negative = QColor(0xf5, 0x95, 0x51);
  c.neutral = QColor(0xa5, 0xb0, 0xba);
  c.positive = QColor(0x5f, 0xb4, 0xee);
  c.warning = QColor(0xe8, 0xbd, 0x4f);
  c.error = QColor(0xf2, 0x8b, 0x82);
  return c;
}

Colours &in_force() {
  static Colours colours = light();
  return colours;
}

} // namespace

const Colours &colours() { return in_force(); }

void set_dark_colours(bool is_dark) { in_force() = is_dark ? dark() : light(); }

QColor colour_of(Polarity polarity) {
  switch (polarity) {
  case Polarity::negative:
    return colours().negative;
  case Polarity::positive:
    return colours().positive;
  case Polarity::neutral:
    break;
  }
  return colours().neutral;
}

QString sign_of(Polarity polarity) {
  switch (polarity) {
  case Polarity::negative:
    return QStringLiteral("\u2212");
  case Polarity::positive:
    return QStringLiteral("+");
  case Polarity::neutral:
    break;
  }
  return QStringLiteral("0");
}

QString label_of(Polarity polarity) {
  switch (polarity) {
  case Polarity::negative:
    return QCoreApplication::translate("Terms", "Negative");
  case Polarity::positive:
    return QCoreApplication::translate("Terms", "Positive");
  case Polarity::neutral:
    break;
  }
  return QCoreApplication::translate("Terms", "Neutral");
}

QColor colour_of(Modality modality) {
  const Colours &all = colours();
  // Told apart by hue and by lightness: blue, orange, and a green between them that few mistake for
  // either.
  switch (modality) {
  case Modality::text:
    return all.accent;
  case Modality::image:
    return all.dark ? QColor(0xE8, 0xA2, 0x4A) : QColor(0xB3, 0x62, 0x00);
  case Modality::audio:
    break;
  }
  return all.dark ? QColor(0x5F, 0xC9, 0xA8) : QColor(0x0B, 0x7A, 0x5E);
}

QString label_of(Modality modality) {
  switch (modality) {
  case Modality::text:
    return QCoreApplication::translate("Terms", "Text");
  case Modality::image:
    return QCoreApplication::translate("Terms", "Image");
  case Modality::audio:
    break;
  }
  return QCoreApplication::translate("Terms", "Audio");
}

QString signed_number(double value, int decimals) {
  const QString digits = QString::number(std::abs(value), 'f', decimals);
  // A value that rounds to zero has no sign.
  if (digits.toDouble() == 0.0)
    return digits;
  return (value < 0 ? QStringLiteral("\u2212") : QStringLiteral("+")) + digits;
}

QString percent(double probability) {
  return QStringLiteral("%1\u202f%").arg(QString::number(probability * 100.0, 'f', 0));
}

QColor readable_on(const QColor &background) {
  // Relative luminance of WCAG 2; 0.18 is where black and white contrast equally.
  const auto linear = [](double v) {
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  const double luminance = 0.2126 * linear(background.redF()) +
                           0.7152 * linear(background.greenF()) +
                           0.0722 * linear(background.blueF());
  return luminance > 0.18 ? QColor(0x10, 0x14, 0x18) : QColor(Qt::white);
}

QColor blended(const QColor &top, const QColor &bottom, double share) {
  const auto mix = [share](int a, int b) {
    return static_cast<int>(std::lround(a * share + b * (1.0 - share)));
  };
  return QColor(mix(top.red(), bottom.red()), mix(top.green(), bottom.green()),
                mix(top.blue(), bottom.blue()));
}

} // namespace affect::ui
