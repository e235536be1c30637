#pragma once

#include "base/cancel.h"
#include "base/error.h"
#include "base/progress.h"

#include <functional>

namespace affect {

/// How long work reports back.
struct Reporting {
  ProgressFn progress;
  CancelToken cancel;
  std::function<void(const Error &)> skipped; ///< what could not be read and is left out
};

} // namespace affect
