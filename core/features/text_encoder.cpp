#include "features/text_encoder.h"

#include "base/hash.h"
#include "nn/bert_folder.h"
#include "text/bert_tokenizer.h"
#include "text/xlm_roberta_tokenizer.h"

#include <algorithm>
#include <numeric>

namespace affect {
namespace {

constexpr std::size_t longest_text = 128; // tokens; posts are short, and attention grows with the square
constexpr std::size_t batch_size = 32;

Result<std::unique_ptr<Tokenizer>> open_tokenizer(const std::filesystem::path &folder, bool roberta) {
  if (roberta) {
    AFFECT_TRY(tokenizer, XlmRobertaTokenizer::open(folder / "sentencepiece.bpe.model"));
    return std::unique_ptr<Tokenizer>(std::move(tokenizer));
  }
  AFFECT_TRY(tokenizer, BertTokenizer::open(folder / "vocab.txt"));
  return std::unique_ptr<Tokenizer>(std::move(tokenizer));
}

MaskedLanguageHead language_head(const BertConfig &config, const StateDict &others) {
  StateDict own;
  for (const auto &[name, tensor] : others)
    if (name.starts_with("lm_head."))
      own[name.substr(8)] = tensor;
  MaskedLanguageHead head(config.hidden_size, config.vocab_size, 1e-5);
  return load_into(*head, own).ok() ? head : MaskedLanguageHead(nullptr);
}

} // namespace

Result<std::string> hash_of_folder(const std::filesystem::path &folder, const std::vector<std::string> &files) {
  Sha256 all;
  std::error_code ignored;
  for (const std::string &name : files) {
    if (!std::filesystem::is_regular_file(folder / name, ignored))
      continue;
    AFFECT_TRY(one, sha256_of_file(folder / name));
    all.add(name + ":" + one + "\n");
  }
  return all.hex();
}

Result<std::unique_ptr<TextEncoder>> TextEncoder::open(const std::filesystem::path &folder, torch::ScalarType precision,
                                                       torch::Device device) {
  AFFECT_TRY(loaded, load_bert_folder(folder));
  std::unique_ptr<TextEncoder> encoder(new TextEncoder);
  const BertConfig &config = loaded.encoder->config();
  AFFECT_TRY(tokenizer, open_tokenizer(folder, config.roberta_positions));
  if (tokenizer->size() > config.vocab_size)
    return make_error(ErrorCode::bad_format,
                      "The tokenizer has " + std::to_string(tokenizer->size()) + " pieces, the network only " +
                          std::to_string(config.vocab_size) + ". The folder's files do not belong together.",
                      folder);
  AFFECT_TRY(hash, hash_of_folder(folder, {"config.json", "model.safetensors", "sentencepiece.bpe.model", "vocab.txt"}));
  encoder->hash_ = hash;
  encoder->tokenizer_ = std::move(tokenizer);
  encoder->id_ = folder.filename().string();
  encoder->device_ = device;
  encoder->parameters_ = 0;
  for (const auto &parameter : loaded.encoder->parameters())
    encoder->parameters_ += parameter.numel();
  encoder->max_tokens_ = std::min<std::size_t>(longest_text, static_cast<std::size_t>(config.max_tokens()));
  encoder->language_ = language_head(config, loaded.others);
  loaded.encoder->to(device);
  loaded.encoder->prepare(precision);
  encoder->encoder_ = loaded.encoder;
  if (encoder->has_language_head()) {
    encoder->language_->to(device, precision);
    for (auto &parameter : encoder->language_->parameters())
      parameter.set_requires_grad(false);
  }
  return encoder;
}

std::vector<TextFeatures> TextEncoder::encode(std::span<const std::string> texts) {
  torch::NoGradGuard frozen;
  std::vector<TextFeatures> features(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    features[i].encoding = tokenizer_->encode(texts[i], max_tokens_);
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), 0);
  const auto length = [&](std::size_t i) { return features[i].encoding.tokens.size(); };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return length(a) < length(b); });
  for (std::size_t begin = 0; begin < order.size(); begin += batch_size) {
    const std::size_t end = std::min(begin + batch_size, order.size());
    const auto rows = static_cast<int64_t>(end - begin), columns = static_cast<int64_t>(length(order[end - 1]));
    auto ids = torch::full({rows, columns}, tokenizer_->pad_id(), torch::kInt64);
    auto mask = torch::zeros({rows, columns});
    for (int64_t r = 0; r < rows; ++r) {
      const auto &tokens = features[order[begin + static_cast<std::size_t>(r)]].encoding.tokens;
      for (std::size_t c = 0; c < tokens.size(); ++c)
        ids[r][static_cast<int64_t>(c)] = tokens[c].id;
      mask[r].slice(0, 0, static_cast<int64_t>(tokens.size())).fill_(1);
    }
    const auto hidden = encoder_(ids.to(device_), mask.to(device_)).last_hidden_state.to(torch::kCPU, torch::kFloat32);
    const auto vectors = mean_over_mask(hidden, mask);
    for (int64_t r = 0; r < rows; ++r) {
      TextFeatures &one = features[order[begin + static_cast<std::size_t>(r)]];
      one.hidden = hidden[r].slice(0, 0, static_cast<int64_t>(one.encoding.tokens.size())).clone();
      one.vector = vectors[r].clone();
    }
  }
  return features;
}

torch::Tensor TextEncoder::encode_ids(const torch::Tensor &ids) {
  torch::NoGradGuard frozen;
  std::vector<torch::Tensor> parts;
  for (const auto &part : ids.split(static_cast<int64_t>(batch_size)))
    parts.push_back(encoder_(part.to(device_)).last_hidden_state.to(torch::kCPU, torch::kFloat32));
  return torch::cat(parts);
}

torch::Tensor TextEncoder::language_logits(const torch::Tensor &states) {
  const auto type = language_->bias.scalar_type();
  return language_(states.to(device_, type), encoder_->word_embeddings()).to(torch::kCPU, torch::kFloat32);
}

} // namespace affect
