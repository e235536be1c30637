#pragma once

#include "commands.h"
#include "training/systems/training_encoders.h"

#include <string>
#include <vector>

/// Options that the commands which train and score systems share.
namespace affect::cli {

namespace fs = std::filesystem;

struct Data : TrainingData {
  int threads = 0;
};

void add_data(CLI::App &command, Data &data);
void add_encoders(CLI::App &command, EncoderChoice &encoders);
/// --sentences and how many.
void add_sentences(CLI::App &command, TrainingData &data);
/// Parts of a system to leave out, by the names that it gives them.
void add_without(CLI::App &command, std::vector<std::string> &parts);
/// --tune-text, --tune-image and what goes with them.
void add_tuning(CLI::App &command, EncoderTuningOptions &tuning);

/// Progress on standard error, Ctrl+C, and errors of what is left out.
Reporting command_line_reporting();

} // namespace affect::cli
