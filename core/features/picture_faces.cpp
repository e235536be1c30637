#include "features/picture_faces.h"

#include <algorithm>

namespace affect {

torch::Tensor face_numbers(const std::vector<double> &widths, const torch::Tensor &expressions) {
  const float counted[] = {1.0f, static_cast<float>(widths.size()) / FaceFinder::most_faces,
                           static_cast<float>(widths.front())};
  return torch::cat(
      {torch::tensor(at::ArrayRef<float>(counted, 3)), expressions[0], expressions.mean(0)});
}

Result<std::shared_ptr<PictureFaceReader>>
PictureFaceReader::open(std::shared_ptr<const FaceEncoder> encoder,
                        const std::vector<std::filesystem::path> &folders) {
  std::shared_ptr<PictureFaceReader> reader(new PictureFaceReader(std::move(encoder), folders));
  AFFECT_TRY(finder, reader->finders_.take());
  reader->finders_.give_back(std::move(finder));
  return reader;
}

std::string PictureFaceReader::hash() const {
  return encoder_->hash() + " faces " + face_search_key(finders_.search()) + ", " +
         std::to_string(numbers()) + " numbers";
}

Result<FoundFaces> PictureFaceReader::find(const Image &image, const CancelToken &cancel) {
  AFFECT_TRY(finder, finders_.take());
  auto boxes = finder.find(image, cancel);
  finders_.give_back(std::move(finder));
  if (!boxes.ok())
    return boxes.error();
  FoundFaces found;
  for (const FaceBox &box : *boxes) {
    AFFECT_TRY(crop, crop_face(image, box));
    found.crops.push_back(crop);
    found.widths.push_back(box.width * image.width / std::min(image.width, image.height));
  }
  found.boxes = std::move(*boxes);
  return found;
}

Result<PictureFaces> PictureFaceReader::express(const FoundFaces &found) const {
  PictureFaces faces{found.boxes, {}, torch::zeros({numbers()})};
  if (found.crops.empty())
    return faces;
  AFFECT_TRY(features, encoder_->encode(found.crops));
  faces.expressions = expressions_of(features);
  faces.numbers = face_numbers(found.widths, faces.expressions);
  return faces;
}

Result<PictureFaces> PictureFaceReader::read(const Image &image, const CancelToken &cancel) {
  AFFECT_TRY(found, find(image, cancel));
  return express(found);
}

} // namespace affect
