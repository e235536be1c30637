#include "corpus/post_features.h"

#include <algorithm>

namespace affect {
namespace {

constexpr std::size_t block = 64;

struct Above {
  const TextBelow *text;
  std::size_t post;
  int copy; // of the masked ones; -1: the text itself
};

void raise_texts(std::vector<PostFeatures> &posts, std::vector<TextBelow> &copies,
                 std::vector<Above> &waiting, TextEncoder &encoder, int64_t tuned) {
  for (std::size_t i = 0, copy = 0; i < waiting.size(); ++i)
    if (waiting[i].copy >= 0)
      waiting[i].text = &copies[copy++];
  // Alike in length, so that short ones do not pay for long ones.
  std::stable_sort(waiting.begin(), waiting.end(),
                   [](const Above &a, const Above &b) { return a.text->tokens < b.text->tokens; });
  for (std::size_t begin = 0; begin < waiting.size(); begin += block) {
    const std::size_t end = std::min(begin + block, waiting.size());
    std::vector<const TextBelow *> texts;
    for (std::size_t i = begin; i < end; ++i)
      texts.push_back(waiting[i].text);
    const auto made = encoder.encode_above(texts, tuned);
    for (std::size_t i = begin; i < end; ++i) {
      const auto row = static_cast<int64_t>(i - begin);
      PostFeatures &post = posts[waiting[i].post];
      const auto hidden =
          made.hidden[row].slice(0, 0, waiting[i].text->tokens).to(torch::kHalf).clone();
      if (waiting[i].copy >= 0) {
        post.masked[static_cast<std::size_t>(waiting[i].copy)].hidden = hidden;
        continue;
      }
      post.tensors.text = hidden;
      post.tensors.text_vector = made.vector[row].to(torch::kHalf).clone();
    }
  }
}

void raise_images(std::vector<PostFeatures> &posts, ImageEncoder &encoder, int64_t tuned) {
  for (std::size_t begin = 0; begin < posts.size(); begin += block) {
    const std::size_t end = std::min(begin + block, posts.size());
    std::vector<torch::Tensor> rows;
    for (std::size_t i = begin; i < end; ++i)
      rows.push_back(posts[i].image_below);
    const auto made = encoder.encode_above(torch::stack(rows).to(torch::kFloat32), tuned);
    for (std::size_t i = begin; i < end; ++i) {
      const auto row = static_cast<int64_t>(i - begin);
      posts[i].tensors.image = made.regions[row].to(torch::kHalf).clone();
      posts[i].tensors.image_vector = made.vector[row].to(torch::kHalf).clone();
    }
  }
}

} // namespace

void raise_features(std::vector<PostFeatures> &posts, TextEncoder &text, ImageEncoder &image,
                    const FeatureOptions &options, bool masked) {
  torch::NoGradGuard frozen;
  if (options.text_tuned > 0)
    for (std::size_t begin = 0; begin < posts.size(); begin += block) {
      std::vector<Above> waiting;
      std::vector<TextBelow> copies;
      for (std::size_t i = begin; i < std::min(begin + block, posts.size()); ++i) {
        waiting.push_back({&posts[i].text_below, i, -1});
        for (std::size_t k = 0; masked && k < posts[i].masked.size(); ++k) {
          copies.push_back(
              {posts[i].masked[k].below, posts[i].text_below.ids, posts[i].text_below.tokens});
          waiting.push_back({nullptr, i, static_cast<int>(k)});
        }
      }
      raise_texts(posts, copies, waiting, text, options.text_tuned);
    }
  if (options.image_tuned > 0)
    raise_images(posts, image, options.image_tuned);
}

} // namespace affect
