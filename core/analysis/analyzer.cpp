#include "analysis/analyzer_impl.h"

namespace affect {
namespace {

using Clock = std::chrono::steady_clock;

PolarityProbabilities values_of(const torch::Tensor &probabilities) {
  const auto p = probabilities.to(torch::kFloat32).contiguous();
  const float *values = p.data_ptr<float>();
  return {values[0], values[1], values[2]};
}

} // namespace

Error nothing_to_read(const Post &post) {
  return make_error(
      ErrorCode::missing_pair,
      post.clip
          ? "The clip has neither words nor a picture to read: a sound alone is not read. Put a "
            "transcript (.srt, .vtt, .txt) of the same name beside it."
          : "The post has neither text nor image left to read.",
      post.source.path());
}

Error analysis_failed(const std::exception &error, const Post &post) {
  return make_error(ErrorCode::internal, std::string("The analysis failed: ") + error.what(),
                    post.source.path());
}

void Analyzer::Impl::share_features(const Impl &other) {
  if (bundle.text == other.bundle.text)
    texts = other.texts;
  if (bundle.image == other.bundle.image)
    images = other.images;
  if (bundle.audio == other.bundle.audio)
    sounds = other.sounds;
  if (bundle.faces == other.bundle.faces)
    faces = other.faces;
  if (bundle.picture_faces == other.bundle.picture_faces)
    in_pictures = other.in_pictures;
}

const TextFeatures &Analyzer::Impl::text_of(const std::string &text) {
  if (const TextFeatures *found = texts->find(text))
    return *found;
  return texts->keep(text, bundle.text->encode({&text, 1}).front());
}

Result<const ImageFeatures *> Analyzer::Impl::image_of(const std::shared_ptr<const Image> &image) {
  if (const ImageFeatures *found = images->find(image))
    return found;
  AFFECT_TRY(features, bundle.image->encode({image.get(), 1}));
  return &images->keep(image, std::move(features.front()));
}

Reading Analyzer::Impl::begun(const Post &post) const {
  Reading reading;
  reading.id = post.source.id;
  reading.file = post.source.path().string();
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
  reading.parameters = bundle.parameters;
  reading.encoder_parameters = bundle.text->parameters();
  if (!bundle.reads_singly() || looks_at_frames())
    reading.encoder_parameters += bundle.image->parameters();
  if (bundle.audio)
    reading.encoder_parameters += bundle.audio->parameters();
  if (bundle.faces)
    reading.encoder_parameters += bundle.faces->parameters();
  if (post.clip)
    reading.duration_s = post.clip->info.duration;
  return reading;
}

void Analyzer::Impl::add_text(Reading &reading, const std::string &text,
                              const TextFeatures &features) const {
  reading.text = text;
  reading.text_truncated = features.encoding.truncated;
  group_words(reading.text, features.encoding, bundle.text->tokenizer(), reading);
}

void Analyzer::Impl::add_grid(Reading &reading, int width, int height) const {
  const PictureRect part = covered_part(width, height, bundle.image->preprocess());
  reading.grid = {bundle.image->rows(), bundle.image->columns(), part.x, part.y,
                  part.x + part.width,  part.y + part.height};
}

void Analyzer::Impl::add_faces(Reading &reading, const PictureFaces &faces, double time) const {
  for (std::size_t i = 0; i < faces.boxes.size(); ++i) {
    const FaceBox &box = faces.boxes[i];
    SeenFace face{{{time, box.x, box.y, box.width, box.height}}, true};
    face.expressions =
        ranked_expressions(faces.expressions[static_cast<int64_t>(i)], bundle.faces->classes());
    reading.faces.push_back(std::move(face));
  }
}

void Analyzer::Impl::add_modalities(Reading &reading, const SystemOutput &output, int64_t row,
                                    bool has_text, bool has_image, bool has_audio) const {
  const auto add = [&](Modality modality, bool present, const torch::Tensor &logits,
                       int64_t column) {
    UnimodalReading one;
    one.modality = modality;
    one.presence = present           ? Presence::present
                   : info.translates ? Presence::translated
                                     : Presence::missing;
    // What a system says of a translation alone is no result of the modality: it is not there to
    // say anything.
    if (present && logits.defined())
      one.probabilities = values_of(torch::softmax(logits[row].to(torch::kFloat32), -1));
    if (present && output.uncertainty.defined())
      one.uncertainty = output.uncertainty[row][column].item<float>();
    if (output.weights.defined())
      one.weight = present ? output.weights[row][column].item<float>() : 0.0f;
    if (present && output.intensities.defined())
      one.intensity = output.intensities[row][column + 1].item<float>();
    if (present && output.generated.defined())
      one.generated = output.generated[row][column].item<float>();
    reading.modalities.push_back(one);
  };
  add(Modality::text, has_text, output.text_logits, 0);
  if (!bundle.words_only())
    add(Modality::image, has_image, output.image_logits, 1);
  if (bundle.audio)
    add(Modality::audio, has_audio, output.audio_logits, 2);
  reading.disagreement = modalities_disagree(reading.modalities);
}

void Analyzer::Impl::add_output(Reading &reading, const SystemOutput &output, int64_t row,
                                bool has_text, bool has_image, bool has_audio) const {
  reading.probabilities =
      values_of(class_probabilities(bundle.system->config(), output.logits.slice(0, row, row + 1)));
  if (output.uncertainty.defined())
    reading.uncertainty = output.uncertainty[row][2].item<float>();
  if (output.intensities.defined())
    reading.intensity = output.intensities[row][0].item<float>();
  add_modalities(reading, output, row, has_text, has_image, has_audio);
  if (output.face_scores.defined() && !reading.faces.empty())
    reading.faces_by_themselves = output.face_scores[row].item<float>();
  if (has_text && has_image && !output.word_to_region.empty() && !reading.words.empty())
    reading.attention = merge_attention(output, reading, row);
}

Result<void> Analyzer::Impl::read_picture(const Post &post, PostTensors &tensors, Reading &reading,
                                          const CancelToken &cancel) {
  if (post.clip)
    return read_frames(post, tensors, reading, cancel);
  AFFECT_TRY(features, image_of(post.image));
  tensors.image = features->regions;
  tensors.image_vector = features->vector;
  add_grid(reading, post.image->width, post.image->height);
  return read_faces(post.image, 0, tensors, reading, cancel);
}

Result<void> Analyzer::Impl::read_faces(const std::shared_ptr<const Image> &image, double time,
                                        PostTensors &tensors, Reading &reading,
                                        const CancelToken &cancel) {
  reading.faces_not_looked_for = bundle.lacks_finder();
  if (!bundle.picture_faces)
    return {};
  const PictureFaces *seen = in_pictures->find(image);
  if (!seen) {
    AFFECT_TRY(read, bundle.picture_faces->read(*image, cancel));
    seen = &in_pictures->keep(image, std::move(read));
  }
  tensors.faces = seen->numbers;
  add_faces(reading, *seen, time);
  return {};
}

// A system that knows no frames reads the one that stands for the clip.
Result<void> Analyzer::Impl::read_frames(const Post &post, PostTensors &tensors, Reading &reading,
                                         const CancelToken &cancel) {
  const auto &clip = post.clip;
  const std::shared_ptr<const Image> still = still_of(post);
  const bool all = bundle.system->reads_frames();
  std::vector<torch::Tensor> regions, vectors;
  for (const Frame &frame : clip->frames) {
    if (!all && &frame.image != still.get())
      continue;
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "The analysis was stopped.");
    AFFECT_TRY(features, image_of(std::shared_ptr<const Image>(clip, &frame.image)));
    regions.push_back(features->regions);
    vectors.push_back(features->vector);
    reading.frame_times.push_back(frame.time);
  }
  if (all) {
    tensors.frames = torch::stack(regions);
    tensors.frame_vectors = torch::stack(vectors);
  } else {
    tensors.image = regions.front();
    tensors.image_vector = vectors.front();
    AFFECT_CHECK(read_faces(still, reading.frame_times.front(), tensors, reading, cancel));
  }
  const Image &first = clip->frames.front().image;
  add_grid(reading, first.width, first.height);
  return {};
}

Result<Reading> Analyzer::Impl::read(const Post &post, const AnalyzeOptions &options,
                                     const CancelToken &cancel) {
  torch::NoGradGuard frozen;
  if (bundle.reads_singly())
    return read_steps(post, options, cancel);
  const auto start = Clock::now();
  const bool has_text = post.text && !options.hide_text,
             has_image = post.has_picture() && !options.hide_image;
  if (!has_text && !has_image)
    return nothing_to_read(post);
  Reading reading = begun(post);
  PostTensors tensors;
  Encoding encoding;
  if (has_text) {
    const TextFeatures &features = text_of(*post.text);
    tensors.text = features.hidden;
    tensors.text_vector = features.vector;
    tensors.words = features.words;
    encoding = features.encoding;
    add_text(reading, *post.text, features);
  }
  if (cancel.cancelled())
    return make_error(ErrorCode::cancelled, "The analysis was stopped.", post.source.path());
  if (has_image) {
    if (auto picture = read_picture(post, tensors, reading, cancel); !picture.ok()) {
      Error error = picture.error();
      error.file = post.source.path();
      return error;
    }
  }
  if (cancel.cancelled())
    return make_error(ErrorCode::cancelled, "The analysis was stopped.", post.source.path());
  const bool explain = options.explain && has_text && has_image;
  const auto output = bundle.run(collate({tensors}, bundle.system->config()), explain);
  add_output(reading, output, 0, has_text, has_image);
  if (output.word_scores.defined())
    add_word_scores(encoding, tensors.words, output.word_scores[0], reading);
  if (options.explain)
    add_time_attention(
        output, 0, post.clip ? word_times(reading, post.clip->transcript) : std::vector<double>(),
        reading.frame_times, {}, reading);
  if (options.expected_words && has_text)
    reading.expected_words = expected_words(bundle, encoding, reading, tensors, cancel);
  reading.elapsed_ms = milliseconds_since(start);
  return reading;
}

Analyzer::Analyzer() : impl_(std::make_unique<Impl>()) {}
Analyzer::~Analyzer() = default;

const ModelInfo &Analyzer::info() const { return impl_->info; }

bool Analyzer::shares_encoders_with(const Analyzer &other) const {
  return impl_->bundle.text == other.impl_->bundle.text &&
         impl_->bundle.image == other.impl_->bundle.image;
}

Result<Reading> Analyzer::analyze(const Post &post, const AnalyzeOptions &options,
                                  const CancelToken &cancel) {
  try {
    return impl_->read(post, options, cancel);
  } catch (const std::exception &error) {
    return analysis_failed(error, post);
  }
}

std::vector<Result<Reading>> Analyzer::analyze(std::span<const Post> posts,
                                               const AnalyzeOptions &options,
                                               const CancelToken &cancel) {
  std::vector<Result<Reading>> readings;
  for (const Post &post : posts)
    readings.push_back(analyze(post, options, cancel));
  return readings;
}

} // namespace affect
