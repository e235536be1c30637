#pragma once

#include <QCoreApplication>

namespace affect::ui {

/// What a report says is translated in this context, whichever file says it.
struct Report {
  Q_DECLARE_TR_FUNCTIONS(Report)
};

} // namespace affect::ui
