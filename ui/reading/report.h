#pragma once

#include "analysis/reading.h"

#include <QString>
#include <QStringList>
#include <QVector>

#include <utility>

namespace affect::ui {

/// "Text and image disagree: text +0.70, image −0.40"; empty where fewer than two modalities speak
/// for themselves.
QString agreement_line(const Reading &reading);

/// "Image missing — translated from text", "Image hidden", …; empty where it is present. `hidden`:
/// in a what-if.
QString presence_line(const UnimodalReading &reading, bool hidden = false);

/// "fairly sure (σ 1.12)" of a σ as Reading and UnimodalReading have it.
QString sureness_of(float uncertainty);

/// An encoder's name, and whether the model has its last blocks from elsewhere
/// (Reading::text_tuned_blocks).
QString encoder_text(const std::string &id, std::int64_t tuned_blocks);

/// Model, encoders, device, precision, time and parameters, as name and value.
QVector<std::pair<QString, QString>> facts_of(const Reading &reading);

/// "happy 94 %": what the face most probably shows; empty where its expression is unknown.
QString expression_text(const SeenFace &face);

/// "3 faces; the largest was read", what they add by themselves, then one line for each of at most
/// `most` faces: when it appears in a clip, its size, its expression. Says so where faces were not
/// looked for; empty where none was found.
QStringList face_lines(const Reading &reading, int most);

/// Expected words, most surprising first: those whose place the model would fill otherwise.
QVector<std::pair<QString, QString>> expected_lines(const Reading &reading, int most);

/// The whole reading as plain text, one "name<tab>value" a line.
QString reading_as_text(const Reading &reading);

} // namespace affect::ui
