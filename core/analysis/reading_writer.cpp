#include "analysis/reading_writer.h"

#include "analysis/time_attention.h"
#include "analysis/word_attention.h"
#include "analysis/words.h"

#include <algorithm>

namespace affect {
namespace {

PolarityProbabilities values_of(const torch::Tensor &probabilities) {
  const auto p = probabilities.to(torch::kFloat32).contiguous();
  const float *values = p.data_ptr<float>();
  return {values[0], values[1], values[2]};
}

std::int64_t encoder_parameters(const LoadedModel &model) {
  const LoadedBundle &bundle = model.bundle;
  std::int64_t parameters = bundle.text->parameters();
  if (model.builder.plan().sees_pictures())
    parameters += bundle.image->parameters();
  if (bundle.audio)
    parameters += bundle.audio->parameters();
  if (bundle.faces)
    parameters += bundle.faces->parameters();
  return parameters;
}

void add_model(const LoadedModel &model, Reading &reading) {
  const ModelInfo &info = model.info;
  reading.model = info.id;
  reading.system = info.system;
  reading.text_encoder = info.text_encoder;
  reading.image_encoder = info.image_encoder;
  reading.audio_encoder = info.audio_encoder;
  reading.face_encoder = info.face_encoder;
  reading.text_tuned_blocks = info.text_tuned_blocks;
  reading.image_tuned_blocks = info.image_tuned_blocks;
  reading.device = info.device;
  reading.precision = info.precision;
  reading.parameters = model.bundle.parameters;
  reading.encoder_parameters = encoder_parameters(model);
}

RegionGrid grid_on(const EncodedPictures &pictures, const ImageEncoder &encoder) {
  const PictureRect part = covered_part(pictures.width, pictures.height, encoder.preprocess());
  return {encoder.rows(), encoder.columns(),   part.x,
          part.y,         part.x + part.width, part.y + part.height};
}

SeenFace::Box box_of(const FaceBox &box, double time) {
  return {time, box.x, box.y, box.width, box.height};
}

// The faces in a picture; of a clip, in the frame at `time`.
void add_picture_faces(const PictureFaces &faces, const std::vector<std::string> &names,
                       double time, Reading &reading) {
  for (std::size_t i = 0; i < faces.boxes.size(); ++i) {
    SeenFace face{{box_of(faces.boxes[i], time)}, true};
    face.expressions = ranked_expressions(faces.expressions[static_cast<int64_t>(i)], names);
    reading.faces.push_back(std::move(face));
  }
}

void add_followed_faces(const FaceSteps &steps, const std::vector<std::string> &names,
                        Reading &reading) {
  for (const FollowedFace &followed : steps.faces) {
    SeenFace face{{}, followed.read};
    for (const FollowedFace::Place &place : followed.places)
      face.boxes.push_back(box_of(place.box, place.time));
    reading.faces.push_back(std::move(face));
  }
  if (steps.expressions.defined())
    reading.faces.front().expressions = ranked_expressions(steps.expressions, names);
}

// What the system says of one modality; `column` of the tensors that have one for each.
UnimodalReading unimodal_reading(const LoadedModel &model, const SystemOutput &output, int64_t row,
                                 Modality modality, bool present) {
  const torch::Tensor *const logits[] = {&output.text_logits, &output.image_logits,
                                         &output.audio_logits};
  const auto column = static_cast<int64_t>(modality);
  const torch::Tensor &own = *logits[column];
  UnimodalReading one;
  one.modality = modality;
  one.presence = present                 ? Presence::present
                 : model.info.translates ? Presence::translated
                                         : Presence::missing;
  // What a system says of a translation alone is no result of the modality: it is not there to
  // say anything.
  if (present && own.defined())
    one.probabilities = values_of(torch::softmax(own[row].to(torch::kFloat32), -1));
  if (present && output.uncertainty.defined())
    one.uncertainty = output.uncertainty[row][column].item<float>();
  if (output.weights.defined())
    one.weight = present ? output.weights[row][column].item<float>() : 0.0f;
  if (present && output.intensities.defined())
    one.intensity = output.intensities[row][column + 1].item<float>();
  if (present && output.generated.defined())
    one.generated = output.generated[row][column].item<float>();
  return one;
}

void add_modalities(const LoadedModel &model, const PostTensors &tensors,
                    const SystemOutput &output, int64_t row, Reading &reading) {
  const auto add = [&](Modality modality, bool present) {
    reading.modalities.push_back(unimodal_reading(model, output, row, modality, present));
  };
  add(Modality::text, tensors.text.defined());
  if (!model.bundle.words_only())
    add(Modality::image, sees_anything(tensors));
  if (model.bundle.audio)
    add(Modality::audio, tensors.audio.defined());
  reading.disagreement = modalities_disagree(reading.modalities);
}

} // namespace

std::vector<SeenFace::Expression> ranked_expressions(const torch::Tensor &probabilities,
                                                     const std::vector<std::string> &names) {
  std::vector<SeenFace::Expression> ranked;
  for (std::size_t i = 0; i < names.size(); ++i)
    ranked.push_back({names[i], probabilities[static_cast<int64_t>(i)].item<float>()});
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const SeenFace::Expression &a, const SeenFace::Expression &b) {
                     return a.probability > b.probability;
                   });
  return ranked;
}

bool modalities_disagree(const std::vector<UnimodalReading> &modalities) {
  constexpr float sure = 0.6f;
  for (std::size_t a = 0; a < modalities.size(); ++a)
    for (std::size_t b = a + 1; b < modalities.size(); ++b) {
      const auto &first = modalities[a].probabilities, &second = modalities[b].probabilities;
      if (modalities[a].presence != Presence::present ||
          modalities[b].presence != Presence::present || !first || !second)
        continue;
      const Polarity one = polarity_of(*first), other = polarity_of(*second);
      const bool opposite = (one == Polarity::negative && other == Polarity::positive) ||
                            (one == Polarity::positive && other == Polarity::negative);
      const bool both_sure = (*first)[static_cast<std::size_t>(one)] >= sure &&
                             (*second)[static_cast<std::size_t>(other)] >= sure;
      if (opposite || (one != other && both_sure))
        return true;
    }
  return false;
}

Reading start_reading(const LoadedModel &model, const Post &post, const EncodedPost &encoded) {
  const LoadedBundle &bundle = model.bundle;
  Reading reading;
  reading.id = post.source.id;
  reading.file = post.source.path().string();
  add_model(model, reading);
  if (post.clip)
    reading.duration_s = post.clip->info.duration;
  if (encoded.text) {
    reading.text = *post.text;
    reading.text_truncated = encoded.text->encoding.truncated;
    group_words(reading.text, encoded.text->encoding, bundle.text->tokenizer(), reading);
  }
  reading.frame_times = encoded.frame_times();
  if (encoded.pictures) {
    reading.grid = grid_on(*encoded.pictures, *bundle.image);
    reading.faces_not_looked_for = bundle.lacks_finder();
  }
  if (encoded.picture_faces)
    add_picture_faces(*encoded.picture_faces, bundle.faces->classes(),
                      reading.frame_times.empty() ? 0 : reading.frame_times.front(), reading);
  if (encoded.face)
    add_followed_faces(*encoded.face, bundle.faces->classes(), reading);
  return reading;
}

void add_output(const LoadedModel &model, const Post &post, const EncodedPost &encoded,
                const PostTensors &tensors, const SystemOutput &output, int64_t row, bool explain,
                Reading &reading) {
  reading.probabilities = values_of(
      class_probabilities(model.bundle.system->config(), output.logits.slice(0, row, row + 1)));
  if (output.uncertainty.defined())
    reading.uncertainty = output.uncertainty[row][2].item<float>();
  if (output.intensities.defined())
    reading.intensity = output.intensities[row][0].item<float>();
  add_modalities(model, tensors, output, row, reading);
  if (output.face_scores.defined() && !reading.faces.empty())
    reading.faces_by_themselves = output.face_scores[row].item<float>();
  const bool both = tensors.text.defined() && sees_anything(tensors);
  if (both && !output.word_to_region.empty() && !reading.words.empty())
    reading.attention = merge_attention(output, reading, row);
  if (encoded.text && output.word_scores.defined())
    add_word_scores(encoded.text->encoding, encoded.text->words, output.word_scores[row], reading);
  if (!explain)
    return;
  const auto said_at =
      post.clip ? word_times(reading, post.clip->transcript) : std::vector<double>();
  add_time_attention(output, row, said_at, reading.frame_times,
                     encoded.sound ? encoded.sound->times : std::vector<double>(), reading);
}

Error nothing_to_read(const LoadedModel &model, const Post &post) {
  const char *says =
      model.bundle.words_only()
          ? "This model reads words alone, and there are none: put a text or a transcript (.txt, "
            ".srt, .vtt) of the same name beside the file."
      : model.builder.plan().sound || model.builder.plan().sight == Sight::faces
          ? "There is nothing this model reads: no words, no face and no voice."
      : post.clip
          ? "The clip has neither words nor a picture to read: a sound alone is not read. Put a "
            "transcript (.srt, .vtt, .txt) of the same name beside it."
          : "The post has neither text nor image left to read.";
  return make_error(ErrorCode::missing_pair, says, post.source.path());
}

Error analysis_failed(const std::exception &error, const Post &post) {
  return make_error(ErrorCode::internal, std::string("The analysis failed: ") + error.what(),
                    post.source.path());
}

Error with_file(Error error, const Post &post) {
  error.file = post.source.path();
  return error;
}

} // namespace affect
