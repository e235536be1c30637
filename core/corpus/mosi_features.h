#pragma once

#include "corpus/post_features.h"
#include "dataset/mosi.h"

namespace affect {

/// What of an utterance data set a system reads as text.
enum class UtteranceText {
  words,   ///< the utterance's own tokens, through the text encoder
  vectors, ///< the vector of every utterance of the video, through the text encoder: steps are the
           ///< label's context
  given,   ///< the data set's own text features of every utterance of the video: likewise
  both,    ///< vectors and given, joined
};

struct UtteranceOptions {
  UtteranceText text = UtteranceText::words;
  bool audio = true, video = true; ///< the data set's own features of every utterance of the video
};

/// Scale of CMU-MOSI's intensities against the [-1, 1] of systems.
inline constexpr double mosi_scale = 3;

/// The settings and widths of a system's configuration that fit these features: which steps are a
/// label's context.
void describe_steps(const UtteranceSet &set, const UtteranceOptions &options, SystemConfig &config);

/// One item an utterance of the splits named (all where empty): its own transcript; audio and video
/// as steps over its whole video, PostTensors::asked telling which step is its own; the intensity
/// as label of the whole, its sign as polarity (zero: neutral). Items of a video share its tensors
/// and have it as their group. Errors: usage (no utterance of such a split, or features the folder
/// lacks), cancelled.
Result<std::vector<PostFeatures>>
utterance_features(const UtteranceSet &set, const std::vector<std::string> &splits,
                   const UtteranceOptions &options, TextEncoder &text, const FeatureCache &cache,
                   const FeatureOptions &features, const ProgressFn &progress,
                   const CancelToken &cancel);

} // namespace affect
