#include "analysis/batch_analyzer_impl.h"

#include <algorithm>

namespace affect {
namespace {

using Clock = std::chrono::steady_clock;

// Posts that a system reads together, always as many: of other numbers the last ones would pass
// through scalar forms of log and exp instead of vectors, and differ in the last bit. Texts take a
// multiple of 16 places, so that what stands behind them in a sum meets the same lanes of a vector,
// and so many that the products of attention go the same way (as in TextEncoder::encode_steady).
constexpr std::size_t system_batch = 16, least_tokens = 48, tokens_step = 16;

} // namespace

void BatchAnalyzer::Piece::encode_texts(TextEncoder &encoder) {
  if (texts.contains(&encoder))
    return;
  Encoded<TextFeatures> encoded;
  encoded.of_post.resize(posts.size());
  std::vector<std::string> read;
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (posts[i].post.text && !posts[i].post.clip) {
      encoded.of_post[i] = read.size();
      read.push_back(*posts[i].post.text);
    }
  const auto begin = Clock::now();
  auto encodings = encoder.tokenize(read);
  tokenising += seconds_since(begin);
  encoded.features = encoder.encode_steady(std::move(encodings));
  texts[&encoder] = std::move(encoded);
}

Result<void> BatchAnalyzer::Piece::encode_pictures(std::size_t model) {
  ImageEncoder &encoder = *impl.model(model).bundle.image;
  if (pictures.contains(&encoder))
    return {};
  Encoded<ImageFeatures> encoded;
  encoded.of_post.resize(posts.size());
  std::vector<std::shared_ptr<const Image>> read;
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (posts[i].width > 0) {
      encoded.of_post[i] = read.size();
      read.push_back(posts[i].pictures[model]);
    }
  AFFECT_TRY(features, encoder.encode_prepared(read));
  encoded.features = std::move(features);
  pictures[&encoder] = std::move(encoded);
  return {};
}

// Picture by picture, so that it is the same whatever other pictures are in the piece.
Result<void> BatchAnalyzer::Piece::encode_faces(std::size_t model) {
  const PictureFaceReader *reader = impl.model(model).bundle.picture_faces.get();
  if (!reader || faces.contains(reader))
    return {};
  Encoded<PictureFaces> encoded;
  encoded.of_post.resize(posts.size());
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (posts[i].width > 0) {
      AFFECT_TRY(read, reader->express(*posts[i].faces[model]));
      encoded.of_post[i] = encoded.features.size();
      encoded.features.push_back(std::move(read));
    }
  faces[reader] = std::move(encoded);
  return {};
}

void BatchAnalyzer::Piece::read_group(const std::vector<std::size_t> &group, std::size_t model,
                                      bool explain) {
  Analyzer::Impl &reader = impl.model(model);
  const auto &own_texts = texts[reader.bundle.text.get()];
  const auto &own_pictures = pictures[reader.bundle.image.get()];
  const auto own_faces = faces.find(reader.bundle.picture_faces.get());
  std::vector<PostTensors> tensors(group.size());
  std::vector<Reading> begun;
  std::size_t longest = 1; // tokens
  for (std::size_t k = 0; k < group.size(); ++k) {
    const PreparedPost &one = posts[group[k]];
    begun.push_back(reader.begun(one.post));
    if (const TextFeatures *text = own_texts.find(group[k])) {
      tensors[k].text = text->hidden;
      tensors[k].text_vector = text->vector;
      tensors[k].words = text->words;
      longest = std::max(longest, text->encoding.tokens.size());
      reader.add_text(begun.back(), *one.post.text, *text);
    }
    if (const ImageFeatures *picture = own_pictures.find(group[k])) {
      tensors[k].image = picture->regions;
      tensors[k].image_vector = picture->vector;
      reader.add_grid(begun.back(), one.width, one.height);
      begun.back().faces_not_looked_for = reader.bundle.lacks_finder();
      if (own_faces != faces.end()) {
        const PictureFaces &seen = *own_faces->second.find(group[k]);
        tensors[k].faces = seen.numbers;
        reader.add_faces(begun.back(), seen);
      }
    }
  }
  std::vector<PostTensors> filled = tensors;
  filled.resize(system_batch, tensors.front());
  const std::size_t places =
      std::max((longest + tokens_step - 1) / tokens_step * tokens_step, least_tokens);
  const auto output = reader.bundle.run(
      collate(filled, reader.bundle.system->config(), static_cast<int64_t>(places)), explain);
  for (std::size_t k = 0; k < group.size(); ++k) {
    const auto row = static_cast<int64_t>(k);
    reader.add_output(begun[k], output, row, tensors[k].text.defined(), tensors[k].image.defined());
    const TextFeatures *text = own_texts.find(group[k]);
    if (text && output.word_scores.defined())
      add_word_scores(text->encoding, text->words, output.word_scores[row], begun[k]);
    if (explain)
      add_time_attention(output, row, {}, {}, {}, begun[k]);
    readings[group[k]][model] = std::move(begun[k]);
  }
}

void BatchAnalyzer::Piece::read_with(std::size_t model, bool explain) {
  const auto &encoded = texts[impl.model(model).bundle.text.get()];
  // Posts without words by themselves: what attends to no word at all attends to all places alike,
  // however many the others' texts take.
  std::vector<std::size_t> worded, wordless;
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (encoded.find(i))
      worded.push_back(i);
    else if (posts[i].width > 0)
      wordless.push_back(i);
  std::stable_sort(worded.begin(), worded.end(), [&](std::size_t a, std::size_t b) {
    return encoded.find(a)->encoding.tokens.size() < encoded.find(b)->encoding.tokens.size();
  });
  for (const auto *kind : {&worded, &wordless})
    for (std::size_t at = 0; at < kind->size(); at += system_batch) {
      const auto begin = kind->begin() + static_cast<std::ptrdiff_t>(at);
      const auto count = static_cast<std::ptrdiff_t>(std::min(system_batch, kind->size() - at));
      read_group({begin, begin + count}, model, explain);
    }
}

void BatchAnalyzer::Piece::read(bool explain, const CancelToken &cancel) {
  torch::NoGradGuard frozen; // of this thread
  for (std::size_t m = 0; m < impl.analyzers.size() && !cancel.cancelled(); ++m) {
    const LoadedBundle &bundle = impl.model(m).bundle;
    if (bundle.reads_singly())
      continue;
    const auto fail = [&](const auto &error_of) {
      for (std::size_t i = 0; i < posts.size(); ++i)
        if (!posts[i].post.clip)
          readings[i][m] = error_of(posts[i].post);
    };
    try {
      encode_texts(*bundle.text);
      auto encoded = encode_pictures(m);
      if (encoded.ok())
        encoded = encode_faces(m);
      if (encoded.ok())
        read_with(m, explain);
      else
        fail([&](const Post &) { return encoded.error(); });
    } catch (const std::exception &error) {
      fail([&](const Post &post) { return analysis_failed(error, post); });
    }
  }
}

} // namespace affect
