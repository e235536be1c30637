#include "features/text_network.h"

#include "features/tail_parameters.h"
#include "nn/bert_folder.h"
#include "nn/model_type.h"
#include "nn/operations.h"
#include "nn/text_heads.h"
#include "nn/tower_folder.h"

#include <map>

namespace affect {
namespace {

namespace fs = std::filesystem;
using Opened = Result<std::unique_ptr<TextNetwork>>;

const TailNames bert_tail{"encoder.layer.", {}, {}}; // the pooler has no part in states or vector
const TailNames tower_tail{"layers.", {"norm.", "head.", "projection."}, {}};

torch::Tensor plain(const torch::Tensor &x) { return x.to(torch::kCPU, torch::kFloat32); }

MaskedLanguageHead language_head(const BertConfig &config, const StateDict &others) {
  StateDict own;
  for (const auto &[name, tensor] : others)
    if (name.starts_with("lm_head."))
      own[name.substr(8)] = tensor;
  MaskedLanguageHead head(config.hidden_size, config.vocab_size, 1e-5);
  return load_into(*head, own).ok() ? head : MaskedLanguageHead(nullptr);
}

/// BERT, RoBERTa and XLM-R: the vector is the mean of the last states over the text.
class BertText : public TextNetwork {
public:
  static Opened open(const fs::path &folder, torch::ScalarType precision, torch::Device device) {
    AFFECT_TRY(loaded, load_bert_folder(folder));
    const BertConfig &config = loaded.encoder->config();
    Sizes sizes{config.hidden_size, config.hidden_size, config.vocab_size, config.max_tokens()};
    sizes.blocks = config.num_hidden_layers;
    sizes.parameters = parameter_count(*loaded.encoder);
    auto language = language_head(config, loaded.others);
    loaded.encoder->to(device);
    loaded.encoder->prepare(precision);
    if (language)
      language->to(device), prepare_for_inference(*language, precision);
    return std::unique_ptr<TextNetwork>(new BertText(sizes, loaded.encoder, language, device));
  }

  torch::Tensor trunk(const torch::Tensor &ids, const torch::Tensor &mask,
                      int64_t blocks) override {
    return encoder_->trunk(ids.to(device_), mask.to(device_), blocks);
  }
  Output tail(const torch::Tensor &states, const torch::Tensor &, const torch::Tensor &mask,
              int64_t first) override {
    const auto x = states.to(device_, precision_of(*encoder_));
    const auto hidden = plain(encoder_->tail(x, mask.to(device_), first));
    return {hidden, mean_over_mask(hidden, mask.cpu())};
  }
  StateDict tail_parameters(int64_t first) const override {
    return affect::tail_parameters(*encoder_, bert_tail, first);
  }
  void begin_tuning(int64_t first, double dropout) override {
    affect::begin_tuning(*encoder_, tail_parameters(first));
    encoder_->set_dropout(dropout);
  }
  void end_tuning() override { encoder_->prepare(precision_of(*encoder_)); }
  double operations(int64_t tokens) const override {
    return affect::operations(encoder_->config(), tokens);
  }
  bool has_language_head() const override { return !language_.is_empty(); }
  torch::Tensor language_logits(const torch::Tensor &states) override {
    return plain(
        language_(states.to(device_, language_->bias.scalar_type()), encoder_->word_embeddings()));
  }

private:
  BertText(const Sizes &sizes, BertEncoder encoder, MaskedLanguageHead language,
           torch::Device device)
      : TextNetwork(sizes), encoder_(std::move(encoder)), language_(std::move(language)),
        device_(device) {}
  BertEncoder encoder_;
  MaskedLanguageHead language_;
  torch::Device device_;
};

/// Chinese-CLIP's text side: BERT, whose vector is the first state projected into the space of the
/// pictures.
class ChineseClipText : public TextNetwork {
public:
  static Opened open(const fs::path &folder, torch::ScalarType precision, torch::Device device) {
    AFFECT_TRY(loaded, load_tower_folder(folder, TowerParts::text));
    const BertConfig &config = loaded.bert->config();
    Sizes sizes{config.hidden_size, loaded.bert_projection->weight.size(0), config.vocab_size,
                config.max_tokens()};
    sizes.blocks = config.num_hidden_layers;
    sizes.parameters = parameter_count(*loaded.bert) + parameter_count(*loaded.bert_projection);
    loaded.bert->to(device);
    loaded.bert->prepare(precision);
    loaded.bert_projection->to(device);
    prepare_for_inference(*loaded.bert_projection, precision);
    return std::unique_ptr<TextNetwork>(
        new ChineseClipText(sizes, loaded.bert, loaded.bert_projection, device));
  }

  torch::Tensor trunk(const torch::Tensor &ids, const torch::Tensor &mask,
                      int64_t blocks) override {
    return encoder_->trunk(ids.to(device_), mask.to(device_), blocks);
  }
  Output tail(const torch::Tensor &states, const torch::Tensor &, const torch::Tensor &mask,
              int64_t first) override {
    const auto hidden =
        encoder_->tail(states.to(device_, precision_of(*encoder_)), mask.to(device_), first);
    return {plain(hidden), plain(projection_(hidden.select(1, 0)))};
  }
  StateDict tail_parameters(int64_t first) const override {
    auto all = affect::tail_parameters(*encoder_, bert_tail, first);
    for (const auto &item : projection_->named_parameters())
      all["projection." + item.key()] = item.value();
    return all;
  }
  void begin_tuning(int64_t first, double dropout) override {
    affect::begin_tuning(*encoder_, tail_parameters(first));
    encoder_->set_dropout(dropout);
  }
  void end_tuning() override {
    encoder_->prepare(precision_of(*encoder_));
    prepare_for_inference(*projection_, precision_of(*projection_));
  }
  double operations(int64_t tokens) const override {
    return affect::operations(encoder_->config(), tokens) +
           2.0 * static_cast<double>(projection_->weight.numel());
  }

private:
  ChineseClipText(const Sizes &sizes, BertEncoder encoder, Dense projection, torch::Device device)
      : TextNetwork(sizes), encoder_(std::move(encoder)), projection_(std::move(projection)),
        device_(device) {}
  BertEncoder encoder_;
  Dense projection_;
  torch::Device device_;
};

/// CLIP and SigLIP: the vector is the one that is compared with pictures. Neither is given the
/// mask: CLIP reads from left to right, so what stands behind the end token changes nothing; SigLIP
/// was trained on padded texts.
class TowerText : public TextNetwork {
public:
  static Opened open(const fs::path &folder, torch::ScalarType precision, torch::Device device) {
    AFFECT_TRY(loaded, load_tower_folder(folder, TowerParts::text));
    const TextTowerConfig &config = loaded.text->config();
    Sizes sizes{config.blocks.width, loaded.text->vector_width(), config.vocabulary,
                config.positions};
    sizes.fixed_tokens = config.pooling == TextPooling::last ? config.positions : 0;
    sizes.blocks = config.blocks.layers;
    sizes.parameters = parameter_count(*loaded.text);
    loaded.text->to(device);
    loaded.text->prepare(precision);
    return std::unique_ptr<TextNetwork>(new TowerText(sizes, loaded.text, device));
  }

  torch::Tensor trunk(const torch::Tensor &ids, const torch::Tensor &, int64_t blocks) override {
    return tower_->trunk(ids.to(device_), {}, blocks);
  }
  Output tail(const torch::Tensor &states, const torch::Tensor &ids, const torch::Tensor &,
              int64_t first) override {
    const auto output =
        tower_->tail(states.to(device_, precision_of(*tower_)), ids.to(device_), {}, first);
    return {plain(output.last_hidden_state), plain(output.embeds)};
  }
  StateDict tail_parameters(int64_t first) const override {
    return affect::tail_parameters(*tower_, tower_tail, first);
  }
  void begin_tuning(int64_t first, double dropout) override {
    affect::begin_tuning(*tower_, tail_parameters(first));
    tower_->set_dropout(dropout);
  }
  void end_tuning() override { tower_->prepare(precision_of(*tower_)); }
  double operations(int64_t tokens) const override {
    return affect::operations(tower_->config(), tokens);
  }

private:
  TowerText(const Sizes &sizes, TextTower tower, torch::Device device)
      : TextNetwork(sizes), tower_(std::move(tower)), device_(device) {}
  TextTower tower_;
  torch::Device device_;
};

using Opener = Opened (*)(const fs::path &, torch::ScalarType, torch::Device);

// The one place that knows which class reads which model_type.
const std::map<std::string, Opener> &families() {
  static const std::map<std::string, Opener> known = {
      {"bert", BertText::open},        {"roberta", BertText::open},
      {"xlm-roberta", BertText::open}, {"clip", TowerText::open},
      {"siglip", TowerText::open},     {"chinese_clip", ChineseClipText::open}};
  return known;
}

} // namespace

Result<std::unique_ptr<TextNetwork>>
open_text_network(const fs::path &folder, torch::ScalarType precision, torch::Device device) {
  AFFECT_TRY(type, read_model_type(folder));
  const auto family = families().find(type);
  if (family == families().end())
    return make_error(ErrorCode::unsupported,
                      "The model type " + type.substr(0, 40) + " is not a text encoder known here.",
                      folder / "config.json");
  try {
    torch::NoGradGuard frozen;
    return family->second(folder, precision, device);
  } catch (const std::exception &) {
    return make_error(ErrorCode::unsupported,
                      "The model cannot be brought to the device " + device.str() + ".", folder);
  }
}

} // namespace affect
