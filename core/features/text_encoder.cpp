#include "features/text_encoder.h"

#include "features/length_buckets.h"
#include "text/open_tokenizer.h"

#include <algorithm>

namespace affect {
namespace {

constexpr std::size_t longest_text = 128; // tokens; posts are short, and attention grows with the square
constexpr std::size_t batch_size = 32;

// Everything that decides about ids and states. The order is part of the hashes that bundles name.
std::vector<std::string> hashed_files(const std::filesystem::path &folder) {
  std::vector<std::string> files{
      "config.json", "model.safetensors", "sentencepiece.bpe.model", "vocab.txt",        "spiece.model", "vocab.json",
      "merges.txt",  "tokenizer.json",    "special_tokens_map.json", "added_tokens.json"};
  std::error_code ignored;
  // Beside an XLM-R model it says nothing that changes ids.
  if (!std::filesystem::exists(folder / "sentencepiece.bpe.model", ignored))
    files.push_back("tokenizer_config.json");
  return files;
}

} // namespace

Result<std::unique_ptr<TextEncoder>> TextEncoder::open(const std::filesystem::path &folder, torch::ScalarType precision,
                                                       torch::Device device) {
  AFFECT_TRY(network, open_text_network(folder, precision, device));
  AFFECT_TRY(tokenizer, open_tokenizer(folder));
  const auto &sizes = network->sizes();
  if (tokenizer->size() > sizes.vocabulary)
    return make_error(ErrorCode::bad_format,
                      "The tokenizer has " + std::to_string(tokenizer->size()) + " pieces, the network only " +
                          std::to_string(sizes.vocabulary) + ". The folder's files do not belong together.",
                      folder);
  AFFECT_TRY(hash, hash_of_model(folder, hashed_files(folder)));
  std::unique_ptr<TextEncoder> encoder(new TextEncoder);
  encoder->max_tokens_ = std::min<std::size_t>(longest_text, static_cast<std::size_t>(sizes.max_tokens));
  encoder->hash_ = hash;
  encoder->id_ = folder.filename().string();
  encoder->tokenizer_ = std::move(tokenizer);
  encoder->network_ = std::move(network);
  return encoder;
}

std::vector<TextFeatures> TextEncoder::encode(std::span<const std::string> texts) {
  torch::NoGradGuard frozen;
  std::vector<TextFeatures> features(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    features[i].encoding = tokenizer_->encode(texts[i], max_tokens_);
  std::vector<std::size_t> lengths;
  for (const TextFeatures &one : features)
    lengths.push_back(std::max(one.encoding.tokens.size(), static_cast<std::size_t>(network_->sizes().fixed_tokens)));
  for (const auto &bucket : length_buckets(lengths, batch_size)) {
    const auto rows = static_cast<int64_t>(bucket.size());
    const auto columns = static_cast<int64_t>(lengths[bucket.back()]);
    auto ids = torch::full({rows, columns}, std::max<int64_t>(tokenizer_->pad_id(), 0), torch::kInt64);
    auto mask = torch::zeros({rows, columns});
    for (int64_t r = 0; r < rows; ++r) {
      const auto &tokens = features[bucket[static_cast<std::size_t>(r)]].encoding.tokens;
      int64_t *row = ids.data_ptr<int64_t>() + r * columns; // by index each number would be a tensor of its own
      for (const auto &token : tokens)
        *row++ = token.id;
      mask[r].slice(0, 0, static_cast<int64_t>(tokens.size())).fill_(1);
    }
    const auto made = network_->forward(ids, mask);
    for (int64_t r = 0; r < rows; ++r) {
      TextFeatures &one = features[bucket[static_cast<std::size_t>(r)]];
      one.hidden = made.hidden[r].slice(0, 0, static_cast<int64_t>(one.encoding.tokens.size())).clone();
      one.vector = made.vector[r].clone();
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

torch::Tensor TextEncoder::language_logits(const torch::Tensor &states) { return network_->language_logits(states); }

} // namespace affect
