// What a system that reads over time is given of a post: its words, its face, its sound.
#include "analysis/analyzer_impl.h"

#include "media/audio_reader.h"

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
  return make_error(ErrorCode::missing_pair,
                    words_only ? "This model reads words alone, and there are none: put a text or a transcript (.txt, "
                                 ".srt, .vtt) of the same name beside the file."
                               : "There is nothing this model reads: no words, no face and no voice.",
                    post.source.path());
}

SeenFace::Box box_of(const FaceBox &box, double time) { return {time, box.x, box.y, box.width, box.height}; }

SeenFace face_of(const FaceTrack &track, const std::vector<Frame> &frames, bool read) {
  SeenFace face{{}, read};
  for (std::size_t i = 0; i < frames.size(); ++i)
    if (track.boxes[i])
      face.boxes.push_back(box_of(*track.boxes[i], frames[i].time));
  return face;
}

} // namespace

// The face is followed over the frames; what it shows where it is not found is not guessed.
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
  std::vector<FaceCrop> crops;
  SeenFaces seen;
  if (post.clip) {
    AFFECT_TRY(tracks, track_faces(*finder, post.clip->frames, {}, cancel));
    for (const FaceTrack &track : tracks)
      seen.all.push_back(face_of(track, post.clip->frames, seen.all.empty()));
    for (std::size_t i = 0; !tracks.empty() && i < post.clip->frames.size(); ++i) {
      const auto &box = tracks.front().boxes[i];
      if (!box)
        continue;
      AFFECT_TRY(crop, crop_face(post.clip->frames[i].image, *box));
      crops.push_back(crop);
      seen.times.push_back(post.clip->frames[i].time);
    }
  } else {
    AFFECT_TRY(boxes, finder->find(*post.image, cancel));
    for (const FaceBox &box : boxes)
      seen.all.push_back({{box_of(box, 0)}, seen.all.empty()});
    if (!boxes.empty()) {
      AFFECT_TRY(crop, crop_face(*post.image, boxes.front()));
      crops.push_back(crop);
    }
  }
  if (!crops.empty()) {
    AFFECT_TRY(features, bundle.faces->encode(crops));
    std::vector<torch::Tensor> vectors;
    for (const FaceFeatures &one : features)
      vectors.push_back(one.vector);
    seen.vectors = torch::stack(vectors);
  }
  return &faces->keep(key, std::move(seen));
}

Result<const std::optional<AudioFeatures> *> Analyzer::Impl::sound_of(const Post &post, const CancelToken &cancel) {
  if (const auto *found = sounds->find(post.clip))
    return found;
  AFFECT_TRY(reader, AudioReader::open(post.source.clip, {16000, 1}, {}, cancel));
  const SampleSource source = [&](std::size_t count) { return reader.read(count); };
  AFFECT_TRY(heard, bundle.audio->encode(source, cancel));
  return &sounds->keep(post.clip, std::move(heard));
}

Result<Reading> Analyzer::Impl::read_steps(const Post &post, const AnalyzeOptions &options, const CancelToken &cancel) {
  const auto start = std::chrono::steady_clock::now();
  Reading reading = begun(post);
  PostTensors tensors;
  const bool has_text = post.text && !options.hide_text;
  if (has_text) {
    const TextFeatures &features = text_of(*post.text);
    tensors.text = features.hidden;
    tensors.text_vector = features.vector;
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
  const bool has_image = tensors.video.defined(), has_audio = tensors.audio.defined();
  if (!has_text && !has_image && !has_audio)
    return nothing_for_this_model(post, bundle.words_only());
  const auto output = bundle.system->forward(collate({tensors}, bundle.system->config()), options.explain);
  add_output(reading, output, 0, has_text, has_image, has_audio);
  if (options.explain)
    add_time_attention(output, 0, post.clip ? word_times(reading, post.clip->transcript) : std::vector<double>(),
                       reading.frame_times, sound_times, reading);
  reading.elapsed_ms = milliseconds_since(start);
  return reading;
}

} // namespace affect
