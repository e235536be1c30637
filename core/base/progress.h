#pragma once

#include <functional>
#include <string>

namespace affect {

/// How far a long operation has come.
struct Progress {
  double fraction = 0; ///< 0 … 1, or negative where the length is unknown
  std::string stage;   ///< what it is doing, for the user
};

using ProgressFn = std::function<void(const Progress &)>;

} // namespace affect
