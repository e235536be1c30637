#include "features/collate.h"

#include <algorithm>

namespace affect {

SystemInput collate(const std::vector<PostTensors> &posts, const SystemConfig &config) {
  const auto batch = static_cast<int64_t>(posts.size());
  int64_t tokens = 1;
  for (const PostTensors &post : posts)
    if (post.text.defined())
      tokens = std::max(tokens, post.text.size(0));
  SystemInput input;
  input.text = torch::zeros({batch, tokens, config.text_width});
  input.text_mask = torch::zeros({batch, tokens});
  input.text_vector = torch::zeros({batch, config.text_vector()});
  input.image = torch::zeros({batch, config.regions, config.image_width});
  input.image_vector = torch::zeros({batch, config.image_vector()});
  input.has_text = torch::zeros({batch});
  input.has_image = torch::zeros({batch});
  for (int64_t i = 0; i < batch; ++i) {
    const PostTensors &post = posts[static_cast<std::size_t>(i)];
    if (post.text.defined()) {
      input.text[i].slice(0, 0, post.text.size(0)).copy_(post.text);
      input.text_mask[i].slice(0, 0, post.text.size(0)).fill_(1);
      input.text_vector[i].copy_(post.text_vector);
      input.has_text[i] = 1;
    }
    if (post.image.defined()) {
      input.image[i].copy_(post.image);
      input.image_vector[i].copy_(post.image_vector);
      input.has_image[i] = 1;
    }
  }
  return input;
}

} // namespace affect
