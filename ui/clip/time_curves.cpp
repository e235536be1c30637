#include "clip/time_curves.h"

#include "attention/chip_layout.h"
#include "reading/report.h"
#include "theme/colours.h"

#include <QCoreApplication>

namespace affect::ui {
namespace {

struct TimeCurves {
  Q_DECLARE_TR_FUNCTIONS(TimeCurves)
};

QString name_of_curve(Modality modality) {
  switch (modality) {
  case Modality::text:
    return TimeCurves::tr("Attention to each word");
  case Modality::image:
    return TimeCurves::tr("Attention to each picture");
  case Modality::audio:
    break;
  }
  return TimeCurves::tr("Attention to the sound");
}

// What a step is, for the tooltip; the sound's have no name.
QStringList labels_of(const Reading &reading, const TimeAttention &attention) {
  QStringList labels;
  if (attention.modality == Modality::text) {
    ChipLayout chips;
    chips.setPieces(chip_pieces(reading));
    for (int word = 0; word < attention.steps; ++word)
      labels << TimeCurves::tr("“%1”").arg(chips.text_of(word));
  } else if (attention.modality == Modality::image) {
    for (int step = 0; step < attention.steps; ++step)
      labels << TimeCurves::tr("picture %1 of %2").arg(step + 1).arg(attention.steps);
  }
  return labels;
}

} // namespace

std::vector<TimelineCurve> curves_over_time(const Reading &reading, const WhatIf &tried) {
  std::vector<TimelineCurve> curves;
  for (const UnimodalReading &modality : reading.modalities) {
    TimelineCurve curve;
    curve.name = name_of_curve(modality.modality);
    curve.colour = colour_of(modality.modality);
    const TimeAttention *attention = reading.attention_over_time(modality.modality);
    if (modality.presence != Presence::present) {
      curve.absent = presence_line(modality, tried.hides(modality.modality));
    } else if (!attention || attention->times.empty()) {
      curve.absent = modality.modality == Modality::text
                         ? TimeCurves::tr("Attention to the words: the transcript has no times")
                         : TimeCurves::tr("No attention over time");
    } else {
      curve.times = attention->times;
      curve.values = attention->over_steps();
      curve.labels = labels_of(reading, *attention);
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

} // namespace affect::ui
