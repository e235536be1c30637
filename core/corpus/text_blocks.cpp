#include "corpus/feature_blocks.h"

#include "corpus/text_lines.h"
#include "inputs/batch_inputs.h"

namespace affect {
namespace {

// In the cache's keys, with the text: how its masked copies were made.
std::string masking_key(const FeatureOptions &options) {
  return "masked " + std::to_string(options.masked_copies) + " " +
         std::to_string(options.mask_share) + " " + std::to_string(options.seed) + "\n";
}

std::string masked_prefix(int copy) { return "masked." + std::to_string(copy) + "."; }

std::vector<int64_t> ids_of(const TextFeatures &text) {
  std::vector<int64_t> ids;
  for (const Token &token : text.encoding.tokens)
    ids.push_back(token.id);
  return ids;
}

} // namespace

TextBlocks::TextBlocks(std::vector<PostFeatures> &posts, TextEncoder &encoder,
                       const FeatureCache &cache, const FeatureOptions &options)
    : posts_(posts), encoder_(encoder), cache_(cache), options_(options),
      builder_(InputPlan{}, InputEncoders{.text = &encoder}), masking_(masking_key(options)),
      version_(encoder_key(encoder.hash(), options.text_tuned)) {}

void TextBlocks::add(std::size_t post) {
  const std::string key = FeatureCache::key(masking_ + posts_[post].text, version_);
  if (const auto found = cache_.find(key))
    fill(posts_[post], *found);
  else
    waiting_.push_back({post, key});
}

void TextBlocks::fill(PostFeatures &post, const StateDict &state) const {
  const bool below = options_.text_tuned > 0;
  TextFeatures text;
  text.words = word_bag(encoder_.tokenize({&post.text, 1}).front(), encoder_.tokenizer());
  if (below) {
    post.tensors.words = text.words;
    post.text_below = {state.at("hidden").to(torch::kHalf), state.at("ids"),
                       state.at("tokens").item<int64_t>()};
  } else {
    text.hidden = state.at("hidden").to(torch::kHalf);
    text.vector = state.at("vector").to(torch::kHalf);
    EncodedPost encoded;
    encoded.text = std::move(text);
    fill_tensors(encoded, Sight::still, post.tensors);
  }
  for (int k = 0; k < options_.masked_copies; ++k) {
    const std::string prefix = masked_prefix(k);
    const auto hidden = state.at(prefix + "hidden").to(torch::kHalf);
    post.masked.push_back({below ? torch::Tensor() : hidden, below ? hidden : torch::Tensor(),
                           state.at(prefix + "positions"), state.at(prefix + "targets")});
  }
}

// What a text's masked copies are, and their states. All are of one length, so one batch.
void TextBlocks::add_masked(StateDict &state, const std::vector<int64_t> &ids) const {
  Random random(options_.seed);
  std::vector<torch::Tensor> rows;
  for (int k = 0; k < options_.masked_copies; ++k) {
    const Masked masked = mask_tokens(torch::tensor(ids).unsqueeze(0), encoder_.tokenizer(),
                                      options_.mask_share, random);
    state[masked_prefix(k) + "positions"] = masked.positions;
    state[masked_prefix(k) + "targets"] = masked.targets;
    rows.push_back(masked.ids);
  }
  if (rows.empty())
    return;
  const auto all = torch::cat(rows);
  const auto hidden = options_.text_tuned > 0 ? encoder_.encode_ids_below(all, options_.text_tuned)
                                              : encoder_.encode_ids(all);
  for (int k = 0; k < options_.masked_copies; ++k)
    state[masked_prefix(k) + "hidden"] = hidden[k];
}

std::vector<StateDict> TextBlocks::states_below(const std::vector<std::string> &texts) const {
  std::vector<StateDict> states;
  for (const TextBelow &text : encoder_.encode_below(texts, options_.text_tuned)) {
    states.push_back(
        {{"hidden", text.states}, {"ids", text.ids}, {"tokens", torch::tensor(text.tokens)}});
    const auto ids = text.ids.slice(0, 0, text.tokens);
    add_masked(states.back(), {ids.data_ptr<int64_t>(), ids.data_ptr<int64_t>() + text.tokens});
  }
  return states;
}

Result<std::vector<StateDict>> TextBlocks::states() const {
  std::vector<std::string> texts;
  for (const Waiting &one : waiting_)
    texts.push_back(posts_[one.post].text);
  if (options_.text_tuned > 0)
    return states_below(texts);
  std::vector<Post> posts(texts.size());
  std::vector<BatchPost> batch;
  const auto no_picture = std::make_shared<const PreparedInput>();
  for (std::size_t i = 0; i < posts.size(); ++i) {
    posts[i].text = std::move(texts[i]);
    batch.push_back({posts[i], {&no_picture, 1}});
  }
  AFFECT_TRY(encoded,
             BatchInputs(std::move(batch), BatchShape::least).encode(builder_, 0, false, {}));
  std::vector<StateDict> states;
  for (const Result<EncodedPost> &one : encoded) {
    if (!one.ok())
      return one.error();
    states.push_back({{"hidden", one->text->hidden}, {"vector", one->text->vector}});
    add_masked(states.back(), ids_of(*one->text));
  }
  return states;
}

Result<void> TextBlocks::encode_waiting(bool last) {
  if (waiting_.empty() || (waiting_.size() < feature_block && !last))
    return {};
  AFFECT_TRY(made, states());
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    cache_.keep(waiting_[i].key, made[i]);
    fill(posts_[waiting_[i].post], made[i]);
  }
  waiting_.clear();
  return {};
}

} // namespace affect
