#pragma once

#include "nn/bert.h"
#include "nn/text_tower.h"
#include "nn/vision_tower.h"

namespace affect {

/// Floating-point operations of one item's forward pass, for benchmarks; a multiply-add counts as
/// two. Counted are the matrix products and convolutions, and the two products of attention over
/// all pairs of tokens (of a text that is read from left to right, too). Not counted are norms,
/// activations, softmax, additions and look-ups.
double operations(const BertConfig &config, int64_t tokens);
double operations(const TextTowerConfig &config, int64_t tokens);
/// rows × columns patches.
double operations(const VisionTowerConfig &config, int64_t rows, int64_t columns);

} // namespace affect
