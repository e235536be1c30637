#include "data/system_data.h"

#include "engine_options.h"

#include <map>

namespace affect::cli {
namespace {

std::vector<std::string> dataset_names() {
  std::vector<std::string> names;
  for (const DatasetKind &kind : dataset_kinds())
    names.emplace_back(kind.name);
  return names;
}

} // namespace

void add_data(CLI::App &command, Data &data) {
  command.add_option("--dataset", data.dataset, "Kind of data set")
      ->check(CLI::IsMember(dataset_names()))
      ->capture_default_str();
  command.add_option("--root", data.root, "Folder of the data set; csv: the file")->required();
  command.add_option("--feature-cache", data.cache, "Folder of cached features")
      ->capture_default_str();
  command.add_option("--threads", data.threads, "0: all processors")->capture_default_str();
  command
      .add_option("--text-steps", data.utterances.text,
                  "mosi: read an utterance's words, or the vectors, the set's own features or both "
                  "of all its video's "
                  "utterances")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, UtteranceText>{{"words", UtteranceText::words},
                                               {"vectors", UtteranceText::vectors},
                                               {"given", UtteranceText::given},
                                               {"both", UtteranceText::both}}));
  command
      .add_option(
          "--steps", data.faces,
          "mmsa, csv: what a system that reads steps sees of a clip, its face or whole frames")
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, bool>{{"faces", true}, {"frames", false}}));
  command
      .add_option(
          "--scale", data.scale,
          "mmsa, csv: labels go from minus this to this; 0: 3 where one is beyond 1, else 1")
      ->check(CLI::Range(0.0, 1000.0))
      ->capture_default_str();
  command
      .add_option("--clips", data.clips, "composed: clips for training; a tenth of it is held out")
      ->check(CLI::Range(10, 1000000))
      ->capture_default_str();
  command.add_flag("--faces,!--no-faces", data.picture_faces,
                   "Look for faces in pictures, for systems that read these; a trained model says "
                   "itself what it reads");
  command.add_flag("--audio-steps,!--no-audio-steps", data.utterances.audio,
                   "mosi: read the set's audio features");
  command.add_flag("--video-steps,!--no-video-steps", data.utterances.video,
                   "mosi: read the set's video features");
}

void add_sentences(CLI::App &command, TrainingData &data) {
  command.add_option(
      "--sentences", data.sentences,
      "CSVs (text, label) of sentences to learn from beside the posts, as posts of a text alone");
  command
      .add_option("--sentence-lines", data.sentence_lines,
                  "At most this many of each file, equally many of each label")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
}

void add_encoders(CLI::App &command, EncoderChoice &encoders) {
  command.add_option("--text-encoder", encoders.text, "Folder or installed id")
      ->capture_default_str();
  command.add_option("--image-encoder", encoders.image, "Folder or installed id")
      ->capture_default_str();
  command.add_option("--audio-encoder", encoders.audio, "Of clips: folder or installed id")
      ->capture_default_str();
  command.add_option("--face-encoder", encoders.face, "Of faces: folder or installed id")
      ->capture_default_str();
  command
      .add_option("--precision", encoders.precision,
                  "Arithmetic of encoders and training: fp32 or bf16")
      ->check(CLI::IsMember({"fp32", "bf16"}))
      ->capture_default_str();
  add_device(command,
             encoders.device); // the systems themselves are small, and are trained on the processor
}

void add_without(CLI::App &command, std::vector<std::string> &parts) {
  command
      .add_option("--without", parts,
                  "A part of the system to leave out, by name; several by commas or repeated")
      ->delimiter(',');
}

void add_tuning(CLI::App &command, EncoderTuningOptions &tuning) {
  command
      .add_option("--tune-text", tuning.text_blocks,
                  "Last blocks of the text encoder that are tuned first")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command.add_option("--tune-image", tuning.image_blocks, "The same for the image encoder")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command
      .add_option("--image-epochs", tuning.picture_epochs,
                  "Passes that first train an EfficientNet on the posts' pictures alone, as train "
                  "encoder image does; 0: none")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str()
      ->excludes("--tune-image");
  command.add_option("--tune-rate", tuning.rate, "Peak rate of the text encoder's tuned blocks")
      ->capture_default_str();
  command.add_option("--tune-image-rate", tuning.image_rate, "The same for the image encoder's")
      ->capture_default_str();
  command.add_option("--tune-epochs", tuning.epochs)
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command
      .add_option("--tune-rank", tuning.rank,
                  "Keep only the best change of this rank of each tuned matrix: a bundle a tenth "
                  "as large. 0: all of it")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  command.add_option("--tune-dropout", tuning.dropout)
      ->check(CLI::Range(0.0, 0.9))
      ->capture_default_str();
}

Reporting command_line_reporting() { return {progress_line(true), interrupt_token(), complain}; }

} // namespace affect::cli
