#pragma once

#include "systems/system.h"

namespace affect {

/// Networks that systems which read steps are compared with, trained and scored in the same
/// harness. They are no systems of the program's: they explain nothing and no bundle is made of
/// them.
///
/// "concatenation": for each modality, the step that the label belongs to (or the mean over its
/// steps), side by side, and one hidden layer.
///
/// "bc-lstm": after Poria et al., "Context-dependent sentiment analysis in user-generated videos",
/// ACL 2017: a bidirectional LSTM over each modality's steps and a dense layer; where every
/// modality's steps are the utterances of a video, what these layers make of each utterance goes
/// side by side through a second bidirectional LSTM (the paper's hierarchical fusion), of which the
/// output for the labelled utterance is read. Where steps are the words of one utterance, the mean
/// over the first LSTM's states is read instead and there is no second one. (The paper trains the
/// two levels one after the other; here they are trained together.)
///
/// Both have an intensity and a polarity head; loss |ŷ − y| + cross entropy. Settings as TamUlag's:
/// width (64), dropout (0.3), input_dropout (0.3), smoothing (0.1), asks_text, asks_video,
/// asks_audio.
std::vector<std::string> baseline_names();

/// A network with fresh weights, of a baseline or of a system, or null where the name is unknown.
/// For training and scoring alone: bundles are opened by make_system().
std::shared_ptr<System> make_system_or_baseline(const SystemConfig &config);

} // namespace affect
