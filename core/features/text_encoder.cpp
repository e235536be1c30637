#include "features/text_encoder.h"

#include "features/length_buckets.h"
#include "text/open_tokenizer.h"

#include <algorithm>

namespace affect {
namespace {

constexpr std::size_t longest_text =
    128; // tokens; posts are short, and attention grows with the square
constexpr std::size_t batch_size = 32;

// OpenBLAS has kernels of its own for small products. With lengths of a multiple of 4, and longer
// ones apart from those up to 32, all products of attention that meet in a batch go the same way
// whatever the batch (measured, not promised by anybody: tests/analysis/test_batch_analyzer.cpp
// watches it); rows under 4 make other products small.
constexpr std::size_t short_text = 32, least_long = 36, least_short = 8, least_rows = 4;

std::size_t steady_length(std::size_t length) {
  return std::max((length + 3) / 4 * 4, length > short_text ? least_long : least_short);
}

// Everything that decides about ids and states. The order is part of the hashes that bundles name.
std::vector<std::string> hashed_files(const std::filesystem::path &folder) {
  std::vector<std::string> files{"config.json",      "model.safetensors", "sentencepiece.bpe.model",
                                 "vocab.txt",        "spiece.model",      "vocab.json",
                                 "merges.txt",       "tokenizer.json",    "special_tokens_map.json",
                                 "added_tokens.json"};
  std::error_code ignored;
  // Beside an XLM-R model it says nothing that changes ids.
  if (!std::filesystem::exists(folder / "sentencepiece.bpe.model", ignored))
    files.push_back("tokenizer_config.json");
  return files;
}

} // namespace

Result<std::unique_ptr<TextEncoder>> TextEncoder::open(const std::filesystem::path &folder,
                                                       torch::ScalarType precision,
                                                       torch::Device device) {
  AFFECT_TRY(network, open_text_network(folder, precision, device));
  AFFECT_TRY(tokenizer, open_tokenizer(folder));
  const auto &sizes = network->sizes();
  if (tokenizer->size() > sizes.vocabulary)
    return make_error(ErrorCode::bad_format,
                      "The tokenizer has " + std::to_string(tokenizer->size()) +
                          " pieces, the network only " + std::to_string(sizes.vocabulary) +
                          ". The folder's files do not belong together.",
                      folder);
  AFFECT_TRY(hash, hash_of_model(folder, hashed_files(folder)));
  std::unique_ptr<TextEncoder> encoder(new TextEncoder);
  encoder->max_tokens_ =
      std::min<std::size_t>(longest_text, static_cast<std::size_t>(sizes.max_tokens));
  encoder->hash_ = encoder->base_hash_ = hash;
  encoder->id_ = folder.filename().string();
  encoder->tokenizer_ = std::move(tokenizer);
  encoder->network_ = std::move(network);
  return encoder;
}

std::vector<TextEncoder::Batch> TextEncoder::batches_of(const std::vector<Encoding> &encodings,
                                                        Shapes shapes) const {
  const bool steady = shapes == Shapes::steady;
  std::vector<std::size_t> lengths[2], places[2]; // steady: of short texts and of long ones
  for (std::size_t i = 0; i < encodings.size(); ++i) {
    std::size_t length = std::max(encodings[i].tokens.size(),
                                  static_cast<std::size_t>(network_->sizes().fixed_tokens));
    if (steady && network_->sizes().fixed_tokens == 0)
      length =
          std::min(steady_length(length), static_cast<std::size_t>(network_->sizes().max_tokens));
    const std::size_t kind = steady && length > short_text ? 1 : 0;
    lengths[kind].push_back(length);
    places[kind].push_back(i);
  }
  std::vector<Batch> batches;
  for (const std::size_t kind : {0, 1})
    for (const auto &bucket : length_buckets(lengths[kind], batch_size)) {
      const std::size_t rows = steady ? std::max(bucket.size(), least_rows) : bucket.size();
      batches.push_back(
          batch_of(encodings, places[kind], bucket, rows, lengths[kind][bucket.back()]));
    }
  return batches;
}

TextEncoder::Batch TextEncoder::batch_of(const std::vector<Encoding> &encodings,
                                         const std::vector<std::size_t> &places,
                                         const std::vector<std::size_t> &bucket, std::size_t rows,
                                         std::size_t columns) const {
  Batch batch;
  batch.ids = torch::full({static_cast<int64_t>(rows), static_cast<int64_t>(columns)},
                          std::max<int64_t>(tokenizer_->pad_id(), 0), torch::kInt64);
  batch.mask = torch::zeros(batch.ids.sizes());
  for (std::size_t r = 0; r < rows; ++r) {
    // Rows that only fill the batch repeat its first text.
    const auto &tokens = encodings[places[bucket[r < bucket.size() ? r : 0]]].tokens;
    if (r < bucket.size())
      batch.places.push_back(places[bucket[r]]);
    int64_t *row = batch.ids.data_ptr<int64_t>() +
                   r * columns; // by index each number would be a tensor of its own
    for (const auto &token : tokens)
      *row++ = token.id;
    batch.mask[static_cast<int64_t>(r)].slice(0, 0, static_cast<int64_t>(tokens.size())).fill_(1);
  }
  return batch;
}

std::vector<Encoding> TextEncoder::tokenize(std::span<const std::string> texts) const {
  std::vector<Encoding> encodings;
  for (const std::string &text : texts)
    encodings.push_back(tokenizer_->encode(text, max_tokens_));
  return encodings;
}

std::vector<TextFeatures> TextEncoder::encode(std::vector<Encoding> encodings, Shapes shapes) {
  torch::NoGradGuard frozen;
  std::vector<TextFeatures> features(encodings.size());
  for (const Batch &batch : batches_of(encodings, shapes)) {
    const auto made = network_->forward(batch.ids, batch.mask);
    for (std::size_t r = 0; r < batch.places.size(); ++r) {
      TextFeatures &one = features[batch.places[r]];
      one.encoding = std::move(encodings[batch.places[r]]);
      const auto row = static_cast<int64_t>(r);
      one.hidden =
          made.hidden[row].slice(0, 0, static_cast<int64_t>(one.encoding.tokens.size())).clone();
      one.vector = made.vector[row].clone();
      one.words = word_bag(one.encoding, *tokenizer_);
    }
  }
  return features;
}

torch::Tensor TextEncoder::encode_ids(const torch::Tensor &ids) {
  torch::NoGradGuard frozen;
  std::vector<torch::Tensor> parts;
  for (const auto &part : ids.split(static_cast<int64_t>(batch_size)))
    parts.push_back(network_->forward(part, torch::ones(part.sizes())).hidden);
  return torch::cat(parts);
}

std::vector<TextBelow> TextEncoder::encode_below(std::span<const std::string> texts,
                                                 int64_t tuned) {
  torch::NoGradGuard frozen;
  const std::vector<Encoding> encodings = tokenize(texts);
  std::vector<TextBelow> below(texts.size());
  for (const Batch &batch : batches_of(encodings)) {
    const auto states =
        network_->trunk(batch.ids, batch.mask, blocks() - tuned).to(torch::kCPU, torch::kFloat32);
    for (std::size_t r = 0; r < batch.places.size(); ++r) {
      TextBelow &one = below[batch.places[r]];
      one.tokens = static_cast<int64_t>(encodings[batch.places[r]].tokens.size());
      const int64_t kept = std::max(one.tokens, network_->sizes().fixed_tokens);
      one.states = states[static_cast<int64_t>(r)].slice(0, 0, kept).clone();
      one.ids = batch.ids[static_cast<int64_t>(r)].slice(0, 0, kept).clone();
    }
  }
  return below;
}

torch::Tensor TextEncoder::encode_ids_below(const torch::Tensor &ids, int64_t tuned) {
  torch::NoGradGuard frozen;
  return network_->trunk(ids, torch::ones(ids.sizes()), blocks() - tuned)
      .to(torch::kCPU, torch::kFloat32);
}

TextNetwork::Output TextEncoder::encode_above(const std::vector<const TextBelow *> &texts,
                                              int64_t tuned) {
  int64_t columns = 1;
  for (const TextBelow *text : texts)
    columns = std::max(columns, text->states.size(0));
  const auto rows = static_cast<int64_t>(texts.size());
  auto states = torch::zeros({rows, columns, width()});
  auto ids =
      torch::full({rows, columns}, std::max<int64_t>(tokenizer_->pad_id(), 0), torch::kInt64);
  auto mask = torch::zeros({rows, columns});
  for (int64_t r = 0; r < rows; ++r) {
    const TextBelow &text = *texts[static_cast<std::size_t>(r)];
    states[r].slice(0, 0, text.states.size(0)).copy_(text.states);
    ids[r].slice(0, 0, text.ids.size(0)).copy_(text.ids);
    mask[r].slice(0, 0, text.tokens).fill_(1);
  }
  return network_->tail(states, ids, mask, blocks() - tuned);
}

Result<void> TextEncoder::lay_over(const TunedLayers &layers, const std::filesystem::path &file) {
  AFFECT_CHECK(check_depth(id_, blocks(), layers.blocks, file));
  AFFECT_CHECK(affect::lay_over(tail_parameters(layers.blocks), layers.state, file));
  network_->end_tuning();
  hash_ = hash_with(base_hash_, layers.state);
  return {};
}

TunedLayers TextEncoder::last_layers(int64_t tuned) const {
  return {tuned, copy_of(tail_parameters(tuned))};
}

torch::Tensor TextEncoder::language_logits(const torch::Tensor &states) {
  return network_->language_logits(states);
}

} // namespace affect
