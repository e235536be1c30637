#pragma once

#include "models/model_store.h"

#include <QString>

namespace affect::ui {

/// Names a model in the window: its kind and id, since a bundle and an encoder may have the same
/// id.
QString key_of(const InstalledModel &model);

/// What the store says, in the user's language. The engine's own sentences are English.
QString word_of(ModelKind kind);
QString word_of(ModelState state);
QString size_text(std::uintmax_t bytes);
/// Why a model is not ready; empty where it is.
QString problem_of(const InstalledModel &model);
/// One line of a verification.
QString sentence_of(const CheckedFile &file);
/// An error with the engine's sentence where the user's language has none of its own.
QString sentence_of(const Error &error);

} // namespace affect::ui
