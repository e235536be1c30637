#pragma once

#include "base/paths.h"
#include "commands.h"
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
};

void add_data(CLI::App &command, Data &data);

struct Encoders {
  fs::path text = "compact-text", image = "compact-image";
  std::string precision = "fp32";
};

void add_encoders(CLI::App &command, Encoders &encoders);

struct OpenEncoders {
  std::unique_ptr<TextEncoder> text;
  std::unique_ptr<ImageEncoder> image;
};

/// Parts of a system to leave out, by the names that it gives them.
void add_without(CLI::App &command, std::vector<std::string> &parts);
/// --tune-text, --tune-image and what goes with them.
void add_tuning(CLI::App &command, EncoderTuningOptions &tuning);

/// By folder or installed id. Errors: as TextEncoder::open and ImageEncoder::open.
Result<OpenEncoders> open_encoders(const Encoders &encoders);

/// Widths and settings of a system's configuration that the data set decides.
Result<void> describe(const Data &data, SystemConfig &config);

/// Features of the posts whose ids stand in the files `splits` (of mosi: names of the list's own splits); posts that cannot be read are told of and left out.
Result<std::vector<PostFeatures>> features_of(const Data &data, const std::vector<fs::path> &splits, TextEncoder &text,
                                              ImageEncoder &image, int masked_copies,
                                              const EncoderTuningOptions &tuning = {});

Result<void> write_json(const fs::path &file, const nlohmann::ordered_json &json);

/// Exit code of a command's result; an error is told.
int finish(const Result<void> &result);

/// How many masked copies of a text training wants. They serve the language head alone, and an encoder without one may
/// have no token for a masked place.
int masked_copies(const SystemTrainingOptions &options, const TextEncoder &text);

} // namespace affect::cli
