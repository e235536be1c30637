#pragma once

#include "analysis/reading.h"
#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"

#include <string>
#include <vector>

namespace affect {

class BatchAnalyzer;

/// What the first model of `analyzer` says of texts, each read as a post of a text alone and equal
/// ones once; in the order of `texts`. A text that cannot be read (a blank one) is an error of its
/// own. Errors: cancelled.
Result<std::vector<Result<PolarityProbabilities>>> read_texts(BatchAnalyzer &analyzer,
                                                              const std::vector<std::string> &texts,
                                                              const CancelToken &cancel = {},
                                                              const ProgressFn &progress = {});

} // namespace affect
