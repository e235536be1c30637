#pragma once

#include "base/result.h"
#include "nn/state.h"

#include <cstdint>
#include <filesystem>

namespace affect {

/// What tuning changed, as `after` with its matrices replaced: where a matrix X [out, in] was
/// changed, `X.up` [out, rank] and `X.down` [rank, in] whose product is the best change of that
/// rank (the largest singular values; the form of LoRA, Hu et al., ICLR 2022, section 4.1). What is
/// no matrix, or would not get smaller, stays whole. Values are rounded to fp16, as files hold
/// them. rank < 1: everything whole.
StateDict changes_of_rank(const StateDict &before, const StateDict &after, std::int64_t rank);

/// The other way: every pair X.up, X.down of `values` becomes X, the product added to the X of
/// `parameters`; the rest is passed on as it is. Values are not checked beyond what the product
/// needs. `file` is only for the error's text. Errors: bad_format (half a pair, a pair beside the
/// whole, shapes that do not fit).
Result<StateDict> with_changes(const StateDict &parameters, const StateDict &values,
                               const std::filesystem::path &file = {});

} // namespace affect
