#pragma once

#include "base/cpu.h"
#include "base/progress.h"
#include "base/result.h"

#include <torch/torch.h>

#include <new>
#include <string>

/// What image_trunk.cpp and image_tuning.cpp share.
namespace affect {

inline Error image_tuning_cancelled() {
  return make_error(ErrorCode::cancelled, "The tuning of the image encoder was stopped.");
}

/// Of the arithmetic.
inline torch::ScalarType working_precision() {
  return has_fast_bf16() ? torch::kBFloat16 : torch::kFloat32;
}

inline void report(const ProgressFn &progress, double fraction, const char *stage) {
  if (progress)
    progress({fraction, stage});
}

/// Runs `work`; what LibTorch throws (pictures of unlike size, memory) becomes an error.
template <typename T, typename Work> Result<T> guarded(const Work &work) {
  try {
    return work();
  } catch (const c10::Error &error) {
    return make_error(ErrorCode::internal, std::string("The image encoder could not be tuned: ") +
                                               error.what_without_backtrace());
  } catch (const std::bad_alloc &) {
    return make_error(ErrorCode::too_large,
                      "There is not enough memory to tune the image encoder on so many pictures.");
  }
}

} // namespace affect
