#pragma once

#include "corpus/post_features.h"
#include "inputs/input_plan.h"

namespace affect {

/// Features of posts of any kind, clips too, as a reading makes them of the same files
/// (inputs/input_builder.h); from the cache where it has them, by the file's content and the
/// encoder. A clip without sound, voice, face or picture, and a post without words, lack that
/// modality; what cannot be read, or has nothing that the system reads, is reported in `errors` and
/// left out. Degrees are divided by the set's scale. Where a post has no words, none has masked
/// copies: the training loop asks any post for one.
///
/// Errors: cancelled; not_found (no cascades to find faces with); usage (blocks of encoders are to
/// be tuned: that is for posts of one picture, see extract_features); where no post could be read,
/// what the first one says.
Result<FeatureSet> clip_features(const LabelledSet &set, Sight sight, const InputEncoders &encoders,
                                 const FeatureCache &cache, const FeatureOptions &options,
                                 const ProgressFn &progress, const CancelToken &cancel);

} // namespace affect
