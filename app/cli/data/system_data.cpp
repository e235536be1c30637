#include "data/system_data.h"

#include "data/data_sets.h"
#include "engine_options.h"
#include "nn/device.h"

#include <algorithm>
#include <fstream>

namespace affect::cli {
namespace {

fs::path encoder_folder(const fs::path &named) {
  std::error_code ignored;
  if (fs::is_directory(named, ignored))
    return named;
  const fs::path found = find_model(fs::path("encoders") / named);
  return found.empty() ? named : found;
}

} // namespace

void add_data(CLI::App &command, Data &data) {
  command.add_option("--dataset", data.dataset, "Kind of data set")
      ->check(CLI::IsMember({"mvsa", "mvsa-multiple", "tumemo", "mosi", "mmsa", "csv", "composed"}))
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

void add_sentences(CLI::App &command, Data &data) {
  command.add_option(
      "--sentences", data.sentences,
      "CSVs (text, label) of sentences to learn from beside the posts, as posts of a text alone");
  command
      .add_option("--sentence-lines", data.sentence_lines,
                  "At most so many of each of these, as many of each label")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
}

void add_encoders(CLI::App &command, Encoders &encoders) {
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
  command.add_option("--tune-image", tuning.image_blocks, "Likewise of the image encoder")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command
      .add_option("--image-epochs", tuning.picture_epochs,
                  "Passes in which an EfficientNet learns from the posts' pictures first, as train "
                  "encoder image has it; "
                  "0: none")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str()
      ->excludes("--tune-image");
  command.add_option("--tune-rate", tuning.rate, "Peak rate of the text encoder's tuned blocks")
      ->capture_default_str();
  command.add_option("--tune-image-rate", tuning.image_rate, "Likewise of the image encoder's")
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

EncoderPointers::EncoderPointers(const LoadedBundle &bundle)
    : text(bundle.text.get()), image(bundle.image.get()), audio(bundle.audio.get()),
      face(bundle.faces.get()), picture_faces(bundle.picture_faces.get()),
      sight(bundle.plan().sight) {}

namespace {

// What a system is given of pictures and clips.
Sight sight_of(const SystemConfig &config, bool clips, bool faces) {
  const auto system = make_system(config);
  if (!system)
    return Sight::still;
  if (system->reads_steps())
    return clips && faces ? Sight::faces : Sight::steps;
  return system->reads_frames() ? Sight::frames : Sight::still;
}

} // namespace

Result<OpenEncoders> open_encoders(const Encoders &encoders, const Data &data,
                                   const std::string &system) {
  const auto type = encoders.precision == "bf16" ? torch::kBFloat16 : torch::kFloat32;
  AFFECT_TRY(device, device_called(encoders.device));
  AFFECT_TRY(text, TextEncoder::open(encoder_folder(encoders.text), type, device));
  AFFECT_TRY(image, ImageEncoder::open(encoder_folder(encoders.image), type, device));
  OpenEncoders open{std::move(text), std::move(image), nullptr, nullptr, nullptr, Sight::still};
  bool listens = data.dataset == "composed", faces = listens;
  if (is_labelled_list(data)) {
    AFFECT_TRY(clips, has_clips(data));
    SystemConfig sizes{system,
                       open.text->width(),
                       open.image->width(),
                       open.image->rows() * open.image->columns(),
                       {}};
    open.sight = sight_of(sizes, clips, data.faces);
    faces = open.sight == Sight::faces;
    listens = clips && (faces || open.sight == Sight::steps);
  }
  if (listens) {
    AFFECT_TRY(audio, AudioEncoder::open(encoder_folder(encoders.audio), type, device));
    open.audio = std::move(audio);
  }
  const auto made = make_system({system,
                                 open.text->width(),
                                 open.image->width(),
                                 open.image->rows() * open.image->columns(),
                                 {}});
  const bool in_pictures =
      made && made->reads_faces() && data.picture_faces && data.dataset != "mosi";
  if (faces || in_pictures) {
    AFFECT_TRY(face, FaceEncoder::open(encoder_folder(encoders.face), type, device));
    open.face = std::move(face);
  }
  if (in_pictures) {
    auto reader = PictureFaceReader::open(open.face);
    if (!reader.ok())
      return make_error(reader.error().code, reader.error().message + " Without them: --no-faces.",
                        reader.error().file);
    open.picture_faces = std::move(*reader);
  }
  return open;
}

namespace {

// Half a degree of CMU-MOSI's seven; of CH-SIMS's, which are fifths, what lies nearer to none than
// to the first.
double neutral_of(double scale) { return scale > 1 ? 0.5 / scale : 0.1; }

Result<void> describe_list(const Data &data, const OpenEncoders &encoders, SystemConfig &config) {
  if (encoders.sight != Sight::faces && encoders.sight != Sight::steps)
    return {};
  config.video_width = encoders.face ? encoders.face->width() : config.image_vector();
  config.audio_width = encoders.audio ? encoders.audio->width() : 0;
  AFFECT_TRY(set, load_list(data, {}));
  if (set.scale > 0) {
    config.settings.emplace("intensity_scale", set.scale);
    config.settings.emplace("neutral", neutral_of(set.scale));
  }
  return {};
}

} // namespace

Result<void> describe(const Data &data, const OpenEncoders &encoders, SystemConfig &config) {
  if (const auto system = make_system(config)) {
    if (system->reads_words())
      config.settings.emplace("vocabulary", static_cast<double>(encoders.text->tokenizer().size()));
    if (system->reads_statistics() &&
        data.dataset != "mosi") // whose vectors may be the data set's own
      config.settings.emplace("text_statistics", 1);
  }
  if (encoders.picture_faces)
    config.settings.emplace("faces", static_cast<double>(encoders.picture_faces->numbers()));
  if (data.dataset == "mosi") {
    AFFECT_TRY(set, load_mosi_utterances(data.root));
    const auto given = config.settings; // what was asked for goes before what the data suggests
    describe_steps(set, data.utterances, config);
    for (const auto &[name, value] : given)
      config.settings[name] = value;
  } else if (data.dataset == "composed") {
    config.video_width = encoders.face->width();
    config.audio_width = encoders.audio->width();
    config.settings.emplace(
        "neutral", 0.16); // the whole is the mean of three: a third of a degree is a side taken
  } else if (is_labelled_list(data)) {
    AFFECT_CHECK(describe_list(data, encoders, config));
  } else if (const auto system = make_system(config); system && system->reads_steps()) {
    config.video_width = config.image_vector();
  }
  return {};
}

Result<void> write_json(const fs::path &file, const nlohmann::ordered_json &json) {
  std::ofstream out(file, std::ios::trunc);
  out << json.dump(1) << '\n';
  out.close();
  if (!out)
    return make_error(ErrorCode::unreadable, "The file cannot be written; check the folder.", file);
  return {};
}

int finish(const Result<void> &result) {
  if (result.ok())
    return exit_fine;
  complain(result.error());
  return result.error().code == ErrorCode::usage ? exit_usage : exit_some_failed;
}

int masked_copies(const SystemTrainingOptions &options, const TextEncoder &text) {
  return options.language_weight > 0 && text.has_language_head() ? 4 : 0;
}

} // namespace affect::cli
