#include "system_data.h"

#include "dataset/mvsa.h"

#include <algorithm>
#include <fstream>
#include <iterator>

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
      ->check(CLI::IsMember({"mvsa", "mosi", "composed"}))
      ->capture_default_str();
  command.add_option("--root", data.root, "Folder of the data set")->required();
  command.add_option("--feature-cache", data.cache, "Folder of cached features")->capture_default_str();
  command.add_option("--threads", data.threads, "0: all processors")->capture_default_str();
  command
      .add_option("--text-steps", data.utterances.text,
                  "mosi: read an utterance's words, or the vectors, the set's own features or both of all its video's "
                  "utterances")
      ->transform(CLI::CheckedTransformer(std::map<std::string, UtteranceText>{{"words", UtteranceText::words},
                                                                               {"vectors", UtteranceText::vectors},
                                                                               {"given", UtteranceText::given},
                                                                               {"both", UtteranceText::both}}));
  command.add_option("--clips", data.clips, "composed: clips for training; a tenth of it is held out")
      ->check(CLI::Range(10, 1000000))
      ->capture_default_str();
  command.add_flag("--audio-steps,!--no-audio-steps", data.utterances.audio, "mosi: read the set's audio features");
  command.add_flag("--video-steps,!--no-video-steps", data.utterances.video, "mosi: read the set's video features");
}

void add_encoders(CLI::App &command, Encoders &encoders) {
  command.add_option("--text-encoder", encoders.text, "Folder or installed id")->capture_default_str();
  command.add_option("--image-encoder", encoders.image, "Folder or installed id")->capture_default_str();
  command.add_option("--audio-encoder", encoders.audio, "composed: folder or installed id")->capture_default_str();
  command.add_option("--face-encoder", encoders.face, "composed: folder or installed id")->capture_default_str();
  command.add_option("--precision", encoders.precision, "Arithmetic of encoders and training: fp32 or bf16")
      ->check(CLI::IsMember({"fp32", "bf16"}))
      ->capture_default_str();
}

void add_without(CLI::App &command, std::vector<std::string> &parts) {
  command.add_option("--without", parts, "A part of the system to leave out, by name; several by commas or repeated")
      ->delimiter(',');
}

void add_tuning(CLI::App &command, EncoderTuningOptions &tuning) {
  command.add_option("--tune-text", tuning.text_blocks, "Last blocks of the text encoder that are tuned first")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command.add_option("--tune-image", tuning.image_blocks, "Likewise of the image encoder")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command.add_option("--tune-rate", tuning.rate, "Peak rate of the text encoder's tuned blocks")->capture_default_str();
  command.add_option("--tune-image-rate", tuning.image_rate, "Likewise of the image encoder's")->capture_default_str();
  command.add_option("--tune-epochs", tuning.epochs)->check(CLI::Range(1, 1000))->capture_default_str();
  command.add_option("--tune-dropout", tuning.dropout)->check(CLI::Range(0.0, 0.9))->capture_default_str();
}

Result<OpenEncoders> open_encoders(const Encoders &encoders, const Data &data) {
  const auto type = encoders.precision == "bf16" ? torch::kBFloat16 : torch::kFloat32;
  AFFECT_TRY(text, TextEncoder::open(encoder_folder(encoders.text), type));
  AFFECT_TRY(image, ImageEncoder::open(encoder_folder(encoders.image), type));
  OpenEncoders open{std::move(text), std::move(image), nullptr, nullptr};
  if (data.dataset == "composed") {
    AFFECT_TRY(audio, AudioEncoder::open(encoder_folder(encoders.audio), type));
    AFFECT_TRY(face, FaceEncoder::open(encoder_folder(encoders.face), type));
    open.audio = std::move(audio);
    open.face = std::move(face);
  }
  return open;
}

namespace {

// The data sets as their folders stand side by side, with the speakers that docs/training.md holds out.
ComposedSources composed_sources(const fs::path &root) {
  ComposedSources sources;
  sources.faces = root / "fer2013";
  sources.speech = {root / "ravdess", root / "casia", root / "emodb"};
  const fs::path texts = root / "text";
  sources.texts = {texts / "semeval_tweets.csv", texts / "meld_train.csv"};
  sources.held_out_texts = {texts / "tweeteval_sentiment_val.csv", texts / "meld_dev.csv"};
  sources.held_out_speakers = {"actor17", "actor18", "actor19", "actor20", "ZhaoZuoxiang", "speaker15", "speaker16"};
  return sources;
}

Result<std::vector<PostFeatures>> composed_of(const Data &data, const std::vector<fs::path> &splits,
                                              const EncoderPointers &encoders, const FeatureOptions &options) {
  std::vector<PostFeatures> posts;
  for (const fs::path &split : splits) {
    const bool held_out = split == "dev";
    if (!held_out && split != "train")
      return make_error(ErrorCode::usage, "Composed clips have the parts train and dev, not " + split.string() + ".");
    AFFECT_TRY(clips, compose_clips(composed_sources(data.root), held_out, held_out ? data.clips / 10 : data.clips, 1));
    AFFECT_TRY(set, composed_features(clips, *encoders.text, *encoders.audio, *encoders.face, FeatureCache(data.cache),
                                      options, progress_line(true), interrupt_token()));
    for (const Error &error : set.errors)
      complain(error);
    std::move(set.posts.begin(), set.posts.end(), std::back_inserter(posts));
  }
  return posts;
}

} // namespace

Result<void> describe(const Data &data, const OpenEncoders &encoders, SystemConfig &config) {
  if (data.dataset == "mosi") {
    AFFECT_TRY(set, load_mosi_utterances(data.root));
    const auto given = config.settings; // what was asked for goes before what the data suggests
    describe_steps(set, data.utterances, config);
    for (const auto &[name, value] : given)
      config.settings[name] = value;
  } else if (data.dataset == "composed") {
    config.video_width = encoders.face->width();
    config.audio_width = encoders.audio->width();
    config.settings.emplace("neutral", 0.16); // the whole is the mean of three: a third of a degree is a side taken
  } else if (const auto system = make_system(config); system && system->reads_steps()) {
    config.video_width = config.image_vector();
  }
  return {};
}

Result<std::vector<PostFeatures>> features_of(const Data &data, const std::vector<fs::path> &splits,
                                              const EncoderPointers &encoders, int masked_copies,
                                              const EncoderTuningOptions &tuning) {
  FeatureOptions options;
  options.masked_copies = masked_copies;
  tuning.tell(options);
  if (data.dataset == "composed")
    return composed_of(data, splits, encoders, options);
  if (data.dataset == "mosi") {
    std::vector<std::string> names;
    for (const fs::path &split : splits)
      names.push_back(split.string());
    AFFECT_TRY(set, load_mosi_utterances(data.root));
    return utterance_features(set, names, data.utterances, *encoders.text, FeatureCache(data.cache), options,
                              progress_line(true), interrupt_token());
  }
  std::vector<std::string> ids;
  for (const fs::path &split : splits) {
    AFFECT_TRY(part, read_split(split));
    ids.insert(ids.end(), part.begin(), part.end());
  }
  AFFECT_TRY(set, load_mvsa(data.root, ids));
  AFFECT_TRY(features, extract_features(set.posts, *encoders.text, *encoders.image, FeatureCache(data.cache), options,
                                        progress_line(true), interrupt_token()));
  for (const Error &error : set.errors)
    complain(error);
  for (const Error &error : features.errors)
    complain(error);
  return std::move(features.posts);
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
