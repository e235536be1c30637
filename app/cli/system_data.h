#pragma once

#include "analysis/engine.h"
#include "base/paths.h"
#include "commands.h"
#include "training/composed_features.h"
#include "training/encoder_tuning.h"
#include "training/mosi_features.h"
#include "training/post_features.h"
#include "training/system_training.h"

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
};

void add_data(CLI::App &command, Data &data);

struct Encoders {
  fs::path text = "compact-text", image = "compact-image";
  fs::path audio = "compact-audio", face = "compact-face"; ///< of composed clips alone
  std::string precision = "fp32";
};

void add_encoders(CLI::App &command, Encoders &encoders);

struct OpenEncoders {
  std::unique_ptr<TextEncoder> text;
  std::unique_ptr<ImageEncoder> image;
  std::unique_ptr<AudioEncoder> audio; ///< null: the data set has no sound that is read
  std::unique_ptr<FaceEncoder> face;   ///< null: nor faces
};

/// Encoders that someone else owns; audio and face may be null.
struct EncoderPointers {
  TextEncoder *text = nullptr;
  ImageEncoder *image = nullptr;
  AudioEncoder *audio = nullptr;
  FaceEncoder *face = nullptr;

  EncoderPointers(const OpenEncoders &open)
      : text(open.text.get()), image(open.image.get()), audio(open.audio.get()), face(open.face.get()) {}
  EncoderPointers(const LoadedBundle &bundle)
      : text(bundle.text.get()), image(bundle.image.get()), audio(bundle.audio.get()), face(bundle.faces.get()) {}
};

/// Parts of a system to leave out, by the names that it gives them.
void add_without(CLI::App &command, std::vector<std::string> &parts);
/// --tune-text, --tune-image and what goes with them.
void add_tuning(CLI::App &command, EncoderTuningOptions &tuning);

/// By folder or installed id. Errors: as TextEncoder::open and ImageEncoder::open.
Result<OpenEncoders> open_encoders(const Encoders &encoders, const Data &data);

/// Widths and settings of a system's configuration that the data set decides.
Result<void> describe(const Data &data, const OpenEncoders &encoders, SystemConfig &config);

/// Features of the posts whose ids stand in the files `splits` (of mosi: names of the list's own splits; of composed:
/// train or dev); posts that cannot be read are told of and left out.
Result<std::vector<PostFeatures>> features_of(const Data &data, const std::vector<fs::path> &splits,
                                              const EncoderPointers &encoders, int masked_copies,
                                              const EncoderTuningOptions &tuning = {});

Result<void> write_json(const fs::path &file, const nlohmann::ordered_json &json);

/// Exit code of a command's result; an error is told.
int finish(const Result<void> &result);

/// How many masked copies of a text training wants. They serve the language head alone, and an encoder without one may
/// have no token for a masked place.
int masked_copies(const SystemTrainingOptions &options, const TextEncoder &text);

} // namespace affect::cli
