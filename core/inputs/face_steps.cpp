#include "inputs/face_steps.h"

namespace affect {
namespace {

FollowedFace face_of(const FaceTrack &track, const std::vector<Frame> &frames, bool read) {
  FollowedFace face{{}, read};
  for (std::size_t i = 0; i < frames.size(); ++i)
    if (track.boxes[i])
      face.places.push_back({frames[i].time, *track.boxes[i]});
  return face;
}

Result<FaceCrops> crops_of_clip(const ClipContent &clip, FaceFinder &finder,
                                const CancelToken &cancel) {
  AFFECT_TRY(tracks, track_faces(finder, clip.frames, {}, cancel));
  FaceCrops found;
  for (const FaceTrack &track : tracks)
    found.faces.push_back(face_of(track, clip.frames, found.faces.empty()));
  for (std::size_t i = 0; !tracks.empty() && i < clip.frames.size(); ++i) {
    const auto &box = tracks.front().boxes[i];
    if (!box)
      continue;
    AFFECT_TRY(crop, crop_face(clip.frames[i].image, *box));
    found.crops.push_back(crop);
    found.times.push_back(clip.frames[i].time);
  }
  return found;
}

Result<FaceCrops> crops_of_picture(const Image &image, FaceFinder &finder,
                                   const CancelToken &cancel) {
  AFFECT_TRY(boxes, finder.find(image, cancel));
  FaceCrops found;
  for (const FaceBox &box : boxes)
    found.faces.push_back({{{0, box}}, found.faces.empty()});
  if (!boxes.empty()) {
    AFFECT_TRY(crop, crop_face(image, boxes.front()));
    found.crops.push_back(crop);
  }
  return found;
}

} // namespace

Result<FaceCrops> follow_face(const Post &post, FaceFinder &finder, const CancelToken &cancel) {
  if (!post.has_picture())
    return FaceCrops();
  return post.clip ? crops_of_clip(*post.clip, finder, cancel)
                   : crops_of_picture(*post.image, finder, cancel);
}

Result<FaceSteps> encode_face(const FaceCrops &found, const FaceEncoder &encoder) {
  FaceSteps steps;
  steps.faces = found.faces;
  if (found.crops.empty())
    return steps;
  AFFECT_TRY(features, encoder.encode(found.crops));
  std::vector<torch::Tensor> vectors;
  for (const FaceFeatures &one : features)
    vectors.push_back(one.vector);
  steps.vectors = torch::stack(vectors);
  steps.times = found.times;
  steps.expressions = expressions_of(features).mean(0);
  return steps;
}

} // namespace affect
