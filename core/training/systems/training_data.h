#pragma once

#include "base/paths.h"
#include "base/reporting.h"
#include "corpus/clip_features.h"
#include "corpus/mosi_features.h"
#include "dataset/registry.h"
#include "training/encoders/encoder_tuning.h"
#include "training/systems/system_training.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// From a labelled data set to the features that systems are trained and scored on.
namespace affect {

/// A labelled data set and how its features are made.
struct TrainingData {
  std::string dataset = "mvsa"; ///< a name of dataset_kinds()
  std::filesystem::path root;
  std::filesystem::path cache = cache_folder() / "features"; ///< where features are kept
  UtteranceOptions utterances;                               ///< of mosi
  int clips = 8000; ///< of composed: how many for training; a tenth of it held out
  /// Of clips, for systems that read steps: what is seen are faces, else whole frames.
  bool faces = true;
  bool picture_faces = true; ///< faces in a picture are found, for systems that read these
  std::vector<std::filesystem::path>
      sentences;                     ///< CSVs of sentences to learn from beside the posts
  std::size_t sentence_lines = 1000; ///< of each
  double scale = 0;                  ///< of lists' degrees; 0: see ListOptions
};

/// Errors: usage (there is no data set of that name).
Result<const DatasetKind *> kind_of(const TrainingData &data);

/// The posts of a data set that consists of posts; of all splits where none is named. Errors: as
/// DatasetKind::load.
Result<LabelledSet> load_posts(const TrainingData &data, const std::vector<std::string> &splits);

bool has_clips(const LabelledSet &set);

/// Encoders that someone else owns; audio and face may be null.
struct EncoderPointers {
  TextEncoder *text = nullptr;
  ImageEncoder *image = nullptr;
  AudioEncoder *audio = nullptr;
  FaceEncoder *face = nullptr;
  PictureFaceReader *picture_faces = nullptr;
  Sight sight = Sight::still;
};

/// Features of the posts in `splits`, which are files or names as DatasetKind::splits has it. Posts
/// that cannot be read are reported and left out. Errors: as the data set's loader; usage (composed
/// has no such part; blocks of an encoder cannot be tuned on it); cancelled.
Result<std::vector<PostFeatures>> make_features(const TrainingData &data,
                                                const std::vector<std::filesystem::path> &splits,
                                                const EncoderPointers &encoders, int masked_copies,
                                                const Reporting &reporting,
                                                const EncoderTuningOptions &tuning = {});

/// Adds the features of `data.sentences` to the posts that are learned from. Errors: as
/// sentences_to_learn; cancelled.
Result<void> add_sentences(const TrainingData &data, TextEncoder &text, int masked_copies,
                           const Reporting &reporting, const EncoderTuningOptions &tuning,
                           std::vector<PostFeatures> &posts);

/// How many masked copies of a text training wants. They serve the language head alone, and an
/// encoder without one may have no token for a masked place.
int masked_copies(const SystemTrainingOptions &options, const TextEncoder &text);

} // namespace affect
