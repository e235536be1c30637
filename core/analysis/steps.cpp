#include "analysis/steps.h"

#include "analysis/engine.h"
#include "media/audio_reader.h"

#include <algorithm>

namespace affect {
namespace {

struct Crops {
  std::vector<FaceCrop> faces;
  std::vector<double> times;  // of a clip's alone
  std::vector<SeenFace> seen; // those that are not read, too
};

SeenFace::Box box_of(const FaceBox &box, double time) {
  return {time, box.x, box.y, box.width, box.height};
}

SeenFace face_of(const FaceTrack &track, const std::vector<Frame> &frames, bool read) {
  SeenFace face{{}, read};
  for (std::size_t i = 0; i < frames.size(); ++i)
    if (track.boxes[i])
      face.boxes.push_back(box_of(*track.boxes[i], frames[i].time));
  return face;
}

Result<Crops> crops_of_clip(const ClipContent &clip, FaceFinder &finder,
                            const CancelToken &cancel) {
  AFFECT_TRY(tracks, track_faces(finder, clip.frames, {}, cancel));
  Crops crops;
  for (const FaceTrack &track : tracks)
    crops.seen.push_back(face_of(track, clip.frames, crops.seen.empty()));
  for (std::size_t i = 0; !tracks.empty() && i < clip.frames.size(); ++i) {
    const auto &box = tracks.front().boxes[i];
    if (!box)
      continue;
    AFFECT_TRY(crop, crop_face(clip.frames[i].image, *box));
    crops.faces.push_back(crop);
    crops.times.push_back(clip.frames[i].time);
  }
  return crops;
}

Result<Crops> crops_of_picture(const Image &image, FaceFinder &finder, const CancelToken &cancel) {
  AFFECT_TRY(boxes, finder.find(image, cancel));
  Crops crops;
  for (const FaceBox &box : boxes)
    crops.seen.push_back({{box_of(box, 0)}, crops.seen.empty()});
  if (!boxes.empty()) {
    AFFECT_TRY(crop, crop_face(image, boxes.front()));
    crops.faces.push_back(crop);
  }
  return crops;
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

Result<SeenFaces> see_faces(const Post &post, FaceFinder &finder, const FaceEncoder &encoder,
                            const CancelToken &cancel) {
  SeenFaces seen;
  if (!post.has_picture())
    return seen;
  AFFECT_TRY(crops, post.clip ? crops_of_clip(*post.clip, finder, cancel)
                              : crops_of_picture(*post.image, finder, cancel));
  seen.all = std::move(crops.seen);
  if (crops.faces.empty())
    return seen;
  AFFECT_TRY(features, encoder.encode(crops.faces));
  std::vector<torch::Tensor> vectors;
  for (const FaceFeatures &one : features)
    vectors.push_back(one.vector);
  seen.all.front().expressions =
      ranked_expressions(expressions_of(features).mean(0), encoder.classes());
  seen.vectors = torch::stack(vectors);
  seen.times = std::move(crops.times);
  return seen;
}

Result<std::optional<AudioFeatures>> hear(const Post &post, AudioEncoder &encoder,
                                          const CancelToken &cancel) {
  if (!post.clip || !post.clip->info.has_audio)
    return std::optional<AudioFeatures>();
  AFFECT_TRY(reader, AudioReader::open(post.source.clip, {16000, 1}, {}, cancel));
  const SampleSource source = [&](std::size_t count) { return reader.read(count); };
  return encoder.encode(source, cancel);
}

} // namespace affect
