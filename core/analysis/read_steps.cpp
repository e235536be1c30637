// What a system that reads over time is given of a post: its words, its face, its sound.
#include "analysis/analyzer_impl.h"

namespace affect {
namespace {

Error stopped(const Post &post) {
  return make_error(ErrorCode::cancelled, "The analysis was stopped.", post.source.path());
}

Error of_the_post(Error error, const Post &post) {
  error.file = post.source.path();
  return error;
}

Error nothing_for_this_model(const Post &post, bool words_only) {
  return make_error(
      ErrorCode::missing_pair,
      words_only
          ? "This model reads words alone, and there are none: put a text or a transcript (.txt, "
            ".srt, .vtt) of the same name beside the file."
          : "There is nothing this model reads: no words, no face and no voice.",
      post.source.path());
}

} // namespace

Result<const SeenFaces *> Analyzer::Impl::faces_of(const Post &post, const CancelToken &cancel) {
  const std::shared_ptr<const void> key =
      post.clip ? std::shared_ptr<const void>(post.clip) : std::shared_ptr<const void>(post.image);
  if (const SeenFaces *found = faces->find(key))
    return found;
  if (!finder) {
    auto opened = FaceFinder::open();
    if (!opened.ok())
      return opened.error();
    finder.emplace(std::move(opened.value()));
  }
  AFFECT_TRY(seen, see_faces(post, *finder, *bundle.faces, cancel));
  return &faces->keep(key, std::move(seen));
}

Result<const std::optional<AudioFeatures> *> Analyzer::Impl::sound_of(const Post &post,
                                                                      const CancelToken &cancel) {
  if (const auto *found = sounds->find(post.clip))
    return found;
  AFFECT_TRY(heard, hear(post, *bundle.audio, cancel));
  return &sounds->keep(post.clip, std::move(heard));
}

Result<Reading> Analyzer::Impl::read_steps(const Post &post, const AnalyzeOptions &options,
                                           const CancelToken &cancel) {
  const auto start = std::chrono::steady_clock::now();
  Reading reading = begun(post);
  PostTensors tensors;
  const bool has_text = post.text && !options.hide_text;
  if (has_text) {
    const TextFeatures &features = text_of(*post.text);
    tensors.text = features.hidden;
    tensors.text_vector = features.vector;
    tensors.words = features.words;
    add_text(reading, *post.text, features);
  }
  std::vector<double> sound_times;
  if (bundle.faces && post.has_picture() && !options.hide_image) {
    auto seen = faces_of(post, cancel);
    if (!seen.ok())
      return of_the_post(seen.error(), post);
    tensors.video = seen.value()->vectors;
    reading.frame_times = seen.value()->times;
    reading.faces = seen.value()->all;
  } else if (looks_at_frames() && post.has_picture() && !options.hide_image) {
    if (const auto picture = read_picture(post, tensors, reading, cancel); !picture.ok())
      return of_the_post(picture.error(), post);
  }
  if (cancel.cancelled())
    return stopped(post);
  if (bundle.audio && post.clip && post.clip->info.has_audio && !options.hide_audio) {
    auto heard = sound_of(post, cancel);
    if (!heard.ok())
      return of_the_post(heard.error(), post);
    if (heard.value()->has_value()) {
      tensors.audio = (*heard.value())->steps;
      sound_times = (*heard.value())->times;
    }
  }
  if (cancel.cancelled())
    return stopped(post);
  const bool has_image =
      tensors.video.defined() || tensors.frames.defined() || tensors.image.defined();
  const bool has_audio = tensors.audio.defined();
  if (!has_text && !has_image && !has_audio)
    return nothing_for_this_model(post, bundle.words_only());
  const auto output = bundle.run(collate({tensors}, bundle.system->config()), options.explain);
  add_output(reading, output, 0, has_text, has_image, has_audio);
  if (options.explain)
    add_time_attention(
        output, 0, post.clip ? word_times(reading, post.clip->transcript) : std::vector<double>(),
        reading.frame_times, sound_times, reading);
  reading.elapsed_ms = milliseconds_since(start);
  return reading;
}

} // namespace affect
