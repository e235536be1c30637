#pragma once

#include "analysis/reading.h"

#include <QColor>
#include <QString>

namespace affect::ui {

/// The program's own palette; every painted widget takes its colours from here.
struct Colours {
  bool dark = false;
  QColor window, surface, raised, canvas, border, text, muted;
  QColor accent, on_accent;
  QColor negative, neutral,
      positive; ///< orange, grey, blue: told apart with every common colour deficiency
  QColor warning, error;
};

/// Colours of the theme in force.
const Colours &colours();
/// Replaces the colours in force; Theme does it.
void set_dark_colours(bool dark);

QColor colour_of(Polarity polarity);
/// The modality's colour in curves and maps.
QColor colour_of(Modality modality);
/// "−", "0" or "+": a polarity is never shown by colour alone.
QString sign_of(Polarity polarity);
/// The polarity's name in the user's language.
QString label_of(Polarity polarity);
/// "Text", "Image" or "Audio" in the user's language.
QString label_of(Modality modality);

/// A signed number with a true minus sign, e.g. "+0.71", "−0.40".
QString signed_number(double value, int decimals = 2);
/// A probability in per cent, e.g. "83 %".
QString percent(double probability);

/// Black or white, whichever reads better on `background`.
QColor readable_on(const QColor &background);
/// `top` laid over `bottom` with the given share.
QColor blended(const QColor &top, const QColor &bottom, double share);

} // namespace affect::ui
