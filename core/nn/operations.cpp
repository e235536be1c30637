#include "nn/operations.h"

namespace affect {
namespace {

double product(int64_t rows, int64_t in, int64_t out) {
  return 2.0 * static_cast<double>(rows) * static_cast<double>(in) * static_cast<double>(out);
}

// Query, key, value and output; scores and their weighted sum; the two dense layers.
double blocks(int64_t layers, int64_t width, int64_t inner, int64_t tokens) {
  return static_cast<double>(layers) *
         (4 * product(tokens, width, width) + 2 * product(tokens, tokens, width) +
          2 * product(tokens, width, inner));
}

} // namespace

double operations(const BertConfig &config, int64_t tokens) {
  const int64_t width = config.hidden_size;
  return blocks(config.num_hidden_layers, width, config.intermediate_size, tokens) +
         (config.pooler ? product(1, width, width) : 0);
}

double operations(const TextTowerConfig &config, int64_t tokens) {
  const TransformerConfig &inside = config.blocks;
  return blocks(inside.layers, inside.width, inside.inner, tokens) +
         product(1, inside.width, config.head) + product(1, inside.width, config.projection);
}

double operations(const VisionTowerConfig &config, int64_t rows, int64_t columns) {
  const TransformerConfig &inside = config.blocks;
  const int64_t width = inside.width, patches = rows * columns,
                tokens = patches + (config.class_token() ? 1 : 0);
  double sum = product(patches, 3 * config.patch * config.patch, width) +
               blocks(inside.layers, width, inside.inner, tokens) +
               product(1, width, config.projection);
  if (config.kind == VisionKind::vit && config.pooler)
    sum += product(1, width, width);
  if (config.kind == VisionKind::siglip &&
      config.pooler) // a probe of one token: query and output; keys and values
    sum += 2 * product(1, width, width) + 2 * product(tokens, width, width) +
           2 * product(1, tokens, width) + 2 * product(1, width, inside.inner);
  return sum;
}

} // namespace affect
