#pragma once

#include "base/error.h"

#include <QString>

namespace affect::ui {

/// An error in the user's words. The engine speaks English; in other languages its sentence becomes
/// the detail.
struct ErrorText {
  QString file;   ///< name for the line; empty: no file
  QString path;   ///< the whole path
  QString text;   ///< what happened and what to do
  QString detail; ///< the engine's own sentence where `text` is not it
};

ErrorText text_of(const Error &error);

} // namespace affect::ui
