#pragma once

#include "corpus/post_features.h"
#include "dataset/composed.h"
#include "features/audio_encoder.h"
#include "features/face_encoder.h"

namespace affect {

/// Features of composed clips: the sentence's tokens, the faces' vectors as video steps, the
/// speech's steps; all labels known, intensities those of the polarities and of the whole their
/// mean. Pictures and sounds that several clips share are encoded once. Clips a part of which
/// cannot be read are reported in `errors` and left out. Errors: cancelled; internal where no clip
/// could be read.
Result<FeatureSet> composed_features(const std::vector<ComposedClip> &clips, TextEncoder &text,
                                     AudioEncoder &audio, FaceEncoder &faces,
                                     const FeatureCache &cache, const FeatureOptions &options,
                                     const ProgressFn &progress, const CancelToken &cancel);

} // namespace affect
