#pragma once

#include "analysis/reading.h"
#include "systems/system.h"

namespace affect {

/// Sub-tokens merged into words: see CrossAttention. Layers hold [batch, heads, tokens, regions]
/// and its counterpart; `row` of the batch is meant, of which padded tokens are left out.
CrossAttention merge_attention(const SystemOutput &output, const Reading &reading, int64_t row = 0);

} // namespace affect
