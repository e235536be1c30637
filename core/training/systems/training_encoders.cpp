#include "training/systems/training_encoders.h"

#include "analysis/loaded_bundle.h"
#include "nn/device.h"

namespace fs = std::filesystem;

namespace affect {
namespace {

fs::path encoder_folder(const fs::path &named) {
  std::error_code ignored;
  if (fs::is_directory(named, ignored))
    return named;
  const fs::path found = find_model(fs::path("encoders") / named);
  return found.empty() ? named : found;
}

// What a system is given of pictures and clips.
Sight sight_of(const System *system, bool clips, bool faces) {
  if (!system)
    return Sight::still;
  if (system->reads_steps())
    return clips && faces ? Sight::faces : Sight::steps;
  return system->reads_frames() ? Sight::frames : Sight::still;
}

// Whether the data's sound and the faces in its clips are read; sets `sight`.
struct ClipParts {
  bool sound = false, faces = false;
  Sight sight = Sight::still;
};

Result<ClipParts> clip_parts(const TrainingData &data, const DatasetKind &kind,
                             const System *system) {
  ClipParts parts;
  if (kind.content == DatasetContent::composed)
    parts.sound = parts.faces = true;
  if (kind.content != DatasetContent::any_posts)
    return parts;
  AFFECT_TRY(set, load_posts(data, {}));
  const bool clips = has_clips(set);
  parts.sight = sight_of(system, clips, data.faces);
  parts.faces = parts.sight == Sight::faces;
  parts.sound = clips && (parts.faces || parts.sight == Sight::steps);
  return parts;
}

// Half a degree of CMU-MOSI's seven; of CH-SIMS's, which are fifths, what lies nearer to none than
// to the first.
double neutral_of(double scale) { return scale > 1 ? 0.5 / scale : 0.1; }

Result<void> fit_to_list(const TrainingData &data, const OpenEncoders &encoders,
                         SystemConfig &config) {
  if (encoders.sight != Sight::faces && encoders.sight != Sight::steps)
    return {};
  config.video_width = encoders.face ? encoders.face->width() : config.image_vector();
  config.audio_width = encoders.audio ? encoders.audio->width() : 0;
  AFFECT_TRY(set, load_posts(data, {}));
  if (set.scale > 0) {
    config.settings.emplace("intensity_scale", set.scale);
    config.settings.emplace("neutral", neutral_of(set.scale));
  }
  return {};
}

Result<void> fit_to_utterances(const TrainingData &data, SystemConfig &config) {
  AFFECT_TRY(set, load_mosi_utterances(data.root));
  const auto given = config.settings; // what was asked for goes before what the data suggests
  describe_steps(set, data.utterances, config);
  for (const auto &[name, value] : given)
    config.settings[name] = value;
  return {};
}

} // namespace

Result<OpenEncoders> open_encoders(const EncoderChoice &choice, const TrainingData &data,
                                   const std::string &system_name) {
  AFFECT_TRY(kind, kind_of(data));
  const auto type = choice.precision == "bf16" ? torch::kBFloat16 : torch::kFloat32;
  AFFECT_TRY(device, device_called(choice.device));
  AFFECT_TRY(text, TextEncoder::open(encoder_folder(choice.text), type, device));
  AFFECT_TRY(image, ImageEncoder::open(encoder_folder(choice.image), type, device));
  OpenEncoders open{std::move(text), std::move(image), nullptr, nullptr, nullptr, Sight::still};
  const auto system = make_system({system_name,
                                   open.text->width(),
                                   open.image->width(),
                                   open.image->rows() * open.image->columns(),
                                   {}});
  AFFECT_TRY(parts, clip_parts(data, *kind, system.get()));
  open.sight = parts.sight;
  if (parts.sound) {
    AFFECT_TRY(audio, AudioEncoder::open(encoder_folder(choice.audio), type, device));
    open.audio = std::move(audio);
  }
  const bool in_pictures = system && system->reads_faces() && data.picture_faces &&
                           kind->content != DatasetContent::utterances;
  if (parts.faces || in_pictures) {
    AFFECT_TRY(face, FaceEncoder::open(encoder_folder(choice.face), type, device));
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

EncoderPointers encoders_of(const LoadedBundle &bundle) {
  return {bundle.text.get(),  bundle.image.get(),         bundle.audio.get(),
          bundle.faces.get(), bundle.picture_faces.get(), bundle.plan().sight};
}

Result<void> fit_to_data(const TrainingData &data, const OpenEncoders &encoders,
                         SystemConfig &config) {
  AFFECT_TRY(kind, kind_of(data));
  if (const auto system = make_system(config)) {
    if (system->reads_words())
      config.settings.emplace("vocabulary", static_cast<double>(encoders.text->tokenizer().size()));
    // The vectors of utterances may be the data set's own.
    if (system->reads_statistics() && kind->content != DatasetContent::utterances)
      config.settings.emplace("text_statistics", 1);
  }
  if (encoders.picture_faces)
    config.settings.emplace("faces", static_cast<double>(encoders.picture_faces->numbers()));
  switch (kind->content) {
  case DatasetContent::utterances:
    return fit_to_utterances(data, config);
  case DatasetContent::composed:
    config.video_width = encoders.face->width();
    config.audio_width = encoders.audio->width();
    // The whole is the mean of three: a third of a degree is a side taken.
    config.settings.emplace("neutral", 0.16);
    return {};
  case DatasetContent::any_posts:
    return fit_to_list(data, encoders, config);
  case DatasetContent::picture_posts:
    break;
  }
  if (const auto system = make_system(config); system && system->reads_steps())
    config.video_width = config.image_vector();
  return {};
}

} // namespace affect
