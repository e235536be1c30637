#pragma once

#include "analysis/loaded_bundle.h"
#include "base/paths.h"
#include "commands.h"
#include "corpus/clip_features.h"
#include "corpus/composed_features.h"
#include "corpus/mosi_features.h"
#include "corpus/post_features.h"
#include "training/encoders/encoder_tuning.h"
#include "training/systems/system_training.h"

#include <nlohmann/json.hpp>

#include <memory>

/// What the commands that train and score systems share.
namespace affect::cli {

namespace fs = std::filesystem;

/// A labelled data set and where its features are kept.
struct Data {
  std::string dataset = "mvsa";
  fs::path root;
  fs::path cache = cache_folder() / "features";
  int threads = 0;
  UtteranceOptions utterances; ///< of mosi
  int clips = 8000;            ///< of composed: how many for training; a tenth of it held out
  bool faces =
      true; ///< of clips, for systems that read steps: what is seen are faces, else whole frames
  bool picture_faces = true; ///< the faces in a picture are looked for, for systems that read these
  std::vector<fs::path> sentences;   ///< CSVs of sentences that are learned from beside the posts
  std::size_t sentence_lines = 1000; ///< of each
  double scale = 0;                  ///< of mmsa's and csv's degrees; 0: see ListOptions
};

void add_data(CLI::App &command, Data &data);

struct Encoders {
  fs::path text = "compact-text", image = "compact-image";
  fs::path audio = "compact-audio"; ///< of clips alone, where the system reads steps
  fs::path face = "compact-face";   ///< likewise, and of pictures, where it reads the faces in them
  std::string precision = "fp32";
  std::string device = "auto";
};

void add_encoders(CLI::App &command, Encoders &encoders);

struct OpenEncoders {
  std::unique_ptr<TextEncoder> text;
  std::unique_ptr<ImageEncoder> image;
  std::unique_ptr<AudioEncoder> audio; ///< null: the data set has no sound that is read
  std::shared_ptr<FaceEncoder> face;   ///< null: nor faces
  std::shared_ptr<PictureFaceReader>
      picture_faces;          ///< null: faces in pictures are not read; else `face` is its encoder
  Sight sight = Sight::still; ///< of mmsa and csv: what the system is given of pictures and clips
};

/// Encoders that someone else owns; audio and face may be null.
struct EncoderPointers {
  TextEncoder *text = nullptr;
  ImageEncoder *image = nullptr;
  AudioEncoder *audio = nullptr;
  FaceEncoder *face = nullptr;
  PictureFaceReader *picture_faces = nullptr;
  Sight sight = Sight::still;

  EncoderPointers(const OpenEncoders &open)
      : text(open.text.get()), image(open.image.get()), audio(open.audio.get()),
        face(open.face.get()), picture_faces(open.picture_faces.get()), sight(open.sight) {}
  EncoderPointers(const LoadedBundle &bundle);
};

/// --sentences and how many.
void add_sentences(CLI::App &command, Data &data);

/// Parts of a system to leave out, by the names that it gives them.
void add_without(CLI::App &command, std::vector<std::string> &parts);
/// --tune-text, --tune-image and what goes with them.
void add_tuning(CLI::App &command, EncoderTuningOptions &tuning);

/// Those that the system needs for the data, by folder or installed id. Errors: as
/// TextEncoder::open and its like; those of the data's list.
Result<OpenEncoders> open_encoders(const Encoders &encoders, const Data &data,
                                   const std::string &system);

/// Widths and settings of a system's configuration that the data set decides.
Result<void> describe(const Data &data, const OpenEncoders &encoders, SystemConfig &config);

/// Features of the posts whose ids stand in the files `splits` (of mosi, mmsa and csv: names of the
/// list's own splits; of composed: train or dev); posts that cannot be read are told of and left
/// out.
Result<std::vector<PostFeatures>> features_of(const Data &data, const std::vector<fs::path> &splits,
                                              const EncoderPointers &encoders, int masked_copies,
                                              const EncoderTuningOptions &tuning = {});

/// Adds the features of `data.sentences` to the posts that are learned from.
Result<void> learn_sentences(const Data &data, TextEncoder &text, int masked_copies,
                             const EncoderTuningOptions &tuning, std::vector<PostFeatures> &posts);

Result<void> write_json(const fs::path &file, const nlohmann::ordered_json &json);

/// Exit code of a command's result; an error is told.
int finish(const Result<void> &result);

/// How many masked copies of a text training wants. They serve the language head alone, and an
/// encoder without one may have no token for a masked place.
int masked_copies(const SystemTrainingOptions &options, const TextEncoder &text);

} // namespace affect::cli
