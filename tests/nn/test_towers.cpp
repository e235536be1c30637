#include "made_folder.h"
#include "nn/tower_folder.h"
#include "tensors.h"

#include <QTest>

using namespace affect;

namespace {

torch::Tensor some_ids(int64_t batch, int64_t tokens) {
  torch::manual_seed(8);
  return torch::randint(8, 30, {batch, tokens}, torch::kInt64); // none is the end token, 7
}

TowerFolder opened(const std::filesystem::path &path, TowerParts parts = TowerParts::both) {
  auto folder = load_tower_folder(path, parts);
  if (!folder.ok())
    qFatal("%s", folder.error().text().c_str());
  return *folder;
}

/// The picture side by the definition, from the stored names: a convolution, three products, a
/// plain softmax.
torch::Tensor defined_image_embeds(const StateDict &w, const torch::Tensor &pixels) {
  const auto linear = [&](const std::string &name, const torch::Tensor &x) {
    const auto bias = w.find(name + ".bias");
    const auto y = torch::matmul(x, w.at(name + ".weight").t());
    return bias == w.end() ? y : y + bias->second;
  };
  const auto norm = [&](const std::string &name, const torch::Tensor &x) {
    const auto centred = x - x.mean(-1, true);
    return centred / torch::sqrt(centred.pow(2).mean(-1, true) + 1e-5) * w.at(name + ".weight") +
           w.at(name + ".bias");
  };
  const std::string v = "vision_model.";
  auto x = torch::conv2d(pixels, w.at(v + "embeddings.patch_embedding.weight"), {}, 4)
               .flatten(2)
               .transpose(1, 2);
  x = torch::cat({w.at(v + "embeddings.class_embedding").expand({x.size(0), 1, -1}), x}, 1);
  x = norm(v + "pre_layrnorm", x + w.at(v + "embeddings.position_embedding.weight"));
  for (int i = 0; i < 2; ++i) {
    const std::string p = v + "encoder.layers." + std::to_string(i) + ".";
    const auto y = norm(p + "layer_norm1", x);
    const auto q = linear(p + "self_attn.q_proj", y), k = linear(p + "self_attn.k_proj", y),
               value = linear(p + "self_attn.v_proj", y);
    std::vector<torch::Tensor> heads;
    for (int64_t at = 0; at < 12; at += 6) {
      const auto part = [at](const torch::Tensor &all) { return all.slice(2, at, at + 6); };
      heads.push_back(torch::matmul(
          torch::softmax(torch::matmul(part(q), part(k).transpose(1, 2)) / std::sqrt(6.0), -1),
          part(value)));
    }
    x = x + linear(p + "self_attn.out_proj", torch::cat(heads, 2));
    const auto up = linear(p + "mlp.fc1", norm(p + "layer_norm2", x));
    x = x + linear(p + "mlp.fc2", up * torch::sigmoid(1.702 * up));
  }
  return linear("visual_projection", norm(v + "post_layernorm", x.select(1, 0)));
}

} // namespace

/// The towers on small folders made here.
class TestTowers : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = made::clip_folder(*folder_);
  }
  void equalsTheDefinition();
  void textReadsFromLeftToRight();
  void poolsAtTheEndToken();
  void paddingNeverChangesTheVector();
  void otherPictureSizes();
  void preparedItIsTheSame();
  void lowPrecisionStaysNear();
  void vitFolders();
  void siglipFolders();

private:
  std::unique_ptr<QTemporaryDir> folder_;
  std::filesystem::path path_;
};

void TestTowers::equalsTheDefinition() {
  torch::NoGradGuard frozen;
  auto folder = opened(path_);
  const auto pixels = torch::randn({3, 3, 12, 12});
  const auto expected = defined_image_embeds(made::clip_state(), pixels);
  QVERIFY(largest_difference(folder.vision->forward(pixels).embeds, expected) < 1e-4);
  const auto full = folder.vision->forward(pixels, {true, true});
  QVERIFY(largest_difference(full.embeds, expected) < 1e-4);
  QCOMPARE(full.hidden.size(), std::size_t{3});
  QVERIFY(largest_difference(full.attentions[1].sum(-1), torch::ones({3, 2, 10})) < 1e-5);
  QVERIFY(torch::equal(full.last_hidden_state, full.hidden.back()));
  QCOMPARE(folder.vision->vector_width(), int64_t{6});
  QVERIFY(std::abs(*folder.logit_scale - 1.5) < 1e-6);
  const auto text = folder.text->forward(some_ids(2, 5)).embeds;
  const auto logits = logits_per_image(folder, full.embeds, text);
  QVERIFY(logits.sizes() == torch::IntArrayRef({3, 2}));
  QVERIFY(largest_difference(
              logits, torch::cosine_similarity(full.embeds.unsqueeze(1), text.unsqueeze(0), 2) *
                          std::exp(1.5)) < 1e-4);
}

void TestTowers::textReadsFromLeftToRight() {
  torch::NoGradGuard frozen;
  auto folder = opened(path_, TowerParts::text);
  auto ids = some_ids(1, 7);
  const auto before = folder.text->forward(ids, {}, {true, true});
  ids[0][4] = ids[0][4].item<int64_t>() == 8 ? 9 : 8;
  const auto after = folder.text->forward(ids, {}, {true, true});
  QVERIFY(torch::equal(before.last_hidden_state.slice(1, 0, 4),
                       after.last_hidden_state.slice(1, 0, 4)));
  QVERIFY(largest_difference(before.last_hidden_state[0][5], after.last_hidden_state[0][5]) > 1e-4);
  QCOMPARE(before.attentions[0].triu(1).abs().max().item<float>(), 0.0f);
  // A masked place is looked at by no one, not even from behind.
  auto mask = torch::ones({1, 7}, torch::kInt64);
  mask[0][4] = 0;
  const auto hidden = folder.text->forward(ids, mask, {false, true});
  QCOMPARE(hidden.attentions[1].slice(2, 5).select(3, 4).abs().max().item<float>(), 0.0f);
  QVERIFY(torch::isfinite(hidden.last_hidden_state).all().item<bool>());
  mask.zero_();
  QVERIFY(torch::isfinite(folder.text->forward(ids, mask).last_hidden_state).all().item<bool>());
}

void TestTowers::poolsAtTheEndToken() {
  torch::NoGradGuard frozen;
  auto folder = opened(path_, TowerParts::text);
  auto ids = torch::tensor({9, 29, 7, 12, 7, 10}, torch::kInt64).view({1, 6});
  const auto pooled = [&](TowerFolder &from) {
    const auto made = from.text->forward(ids);
    for (int64_t at = 0; at < ids.size(1); ++at)
      if (torch::equal(made.pooler_output[0], made.last_hidden_state[0][at]))
        return static_cast<int>(at);
    return -1;
  };
  QCOMPARE(pooled(folder), 2); // the first of two
  ids[0][2] = 11, ids[0][4] = 11;
  QCOMPARE(pooled(folder), 0); // none
  std::string config = made::clip_config();
  config.replace(config.find("\"eos_token_id\":7"), 16, "\"eos_token_id\":2");
  made::write_text(path_ / "config.json", config);
  auto old = opened(path_, TowerParts::text);
  QCOMPARE(pooled(old), 1); // the largest id
  ids[0][0] = 29;
  QCOMPARE(pooled(old), 0);
}

void TestTowers::paddingNeverChangesTheVector() {
  torch::NoGradGuard frozen;
  auto folder = opened(path_, TowerParts::text);
  auto ids = some_ids(1, 5);
  ids[0][4] = 7;
  const auto alone = folder.text->forward(ids).embeds;
  for (const int64_t pad : {0, 7, 29}) {
    const auto padded = torch::cat({ids, torch::full({1, 4}, pad, torch::kInt64)}, 1);
    QVERIFY(largest_difference(folder.text->forward(padded).embeds, alone) < 1e-5);
  }
  QVERIFY_THROWS_EXCEPTION(c10::Error, folder.text->forward(some_ids(1, 10)));
}

void TestTowers::otherPictureSizes() {
  torch::NoGradGuard frozen;
  auto folder = opened(path_, TowerParts::image);
  const auto made = folder.vision->forward(torch::randn({2, 3, 25, 8}));
  QCOMPARE(made.rows, int64_t{6}); // a rest of one line is left out
  QCOMPARE(made.columns, int64_t{2});
  QVERIFY(folder.vision->patches_of(made).sizes() == torch::IntArrayRef({2, 12, 12}));
  QVERIFY_THROWS_EXCEPTION(c10::Error, folder.vision->forward(torch::randn({1, 3, 3, 12})));
  // Positions that are all alike stay so, whatever the size: with equal patches, all patches then
  // have equal states.
  auto state = made::clip_state();
  auto positions = state["vision_model.embeddings.position_embedding.weight"];
  positions.slice(0, 1).copy_(positions[1].expand({9, 12}).clone());
  QVERIFY(write_state(path_ / "model.safetensors", state, false).ok());
  auto even = opened(path_, TowerParts::image);
  const auto small = even.vision->forward(torch::ones({1, 3, 12, 12})).last_hidden_state,
             large = even.vision->forward(torch::ones({1, 3, 20, 28})).last_hidden_state;
  QVERIFY(largest_difference(large[0].slice(0, 1), large[0][1].expand({35, 12})) < 1e-4);
  QVERIFY(small.size(1) == 10 && large.size(1) == 36);
}

void TestTowers::preparedItIsTheSame() {
  torch::NoGradGuard frozen;
  auto plain = opened(path_), prepared = opened(path_);
  for (int times = 0; times < 2; ++times) { // folding twice must not be folding more
    prepared.text->prepare(torch::kFloat32);
    prepared.vision->prepare(torch::kFloat32);
  }
  const auto ids = some_ids(2, 8);
  const auto pixels = torch::randn({2, 3, 12, 12});
  QVERIFY(largest_difference(plain.text->forward(ids).embeds, prepared.text->forward(ids).embeds) <
          1e-5);
  QVERIFY(largest_difference(plain.vision->forward(pixels).embeds,
                             prepared.vision->forward(pixels).embeds) < 1e-5);
}

void TestTowers::lowPrecisionStaysNear() {
  torch::NoGradGuard frozen;
  auto folder = opened(path_);
  const auto pixels = torch::randn({2, 3, 16, 12});
  const auto ids = some_ids(2, 6);
  const auto image = folder.vision->forward(pixels).embeds, text = folder.text->forward(ids).embeds;
  folder.vision->prepare(torch::kBFloat16);
  folder.text->prepare(torch::kBFloat16);
  for (const auto &parameter : folder.vision->parameters())
    QVERIFY(!parameter.requires_grad() && parameter.scalar_type() == torch::kBFloat16);
  QVERIFY(!folder.text->is_training());
  const auto coarse_image =
      folder.vision->forward(pixels.to(torch::kBFloat16)).embeds.to(torch::kFloat32);
  const auto coarse_text = folder.text->forward(ids).embeds.to(torch::kFloat32);
  QVERIFY(torch::cosine_similarity(image, coarse_image, 1).min().item<float>() > 0.99f);
  QVERIFY(torch::cosine_similarity(text, coarse_text, 1).min().item<float>() > 0.99f);
}

void TestTowers::vitFolders() {
  torch::NoGradGuard frozen;
  const auto clip = made::clip_state();
  for (const std::string prefix : {"", "vit."})
    for (const bool pooler : {true, false}) {
      StateDict state;
      state[prefix + "embeddings.cls_token"] = torch::randn({1, 1, 12});
      state[prefix + "embeddings.position_embeddings"] = torch::randn({1, 10, 12});
      state[prefix + "embeddings.patch_embeddings.projection.weight"] = torch::randn({12, 3, 4, 4});
      state[prefix + "embeddings.patch_embeddings.projection.bias"] = torch::randn({12});
      const std::pair<const char *, const char *> names[] = {
          {"self_attn.q_proj", "attention.attention.query"},
          {"self_attn.k_proj", "attention.attention.key"},
          {"self_attn.v_proj", "attention.attention.value"},
          {"self_attn.out_proj", "attention.output.dense"},
          {"layer_norm1", "layernorm_before"},
          {"layer_norm2", "layernorm_after"},
          {"mlp.fc1", "intermediate.dense"},
          {"mlp.fc2", "output.dense"}};
      for (const std::string layer : {"0.", "1."})
        for (const auto &[from, to] : names)
          for (const std::string end : {".weight", ".bias"})
            state[prefix + "encoder.layer." + layer + to + end] =
                clip.at("vision_model.encoder.layers." + layer + from + end);
      state[prefix + "layernorm.weight"] = torch::ones({12});
      state[prefix + "layernorm.bias"] = torch::zeros({12});
      state["classifier.weight"] = torch::ones({2, 12});
      if (pooler) {
        state[prefix + "pooler.dense.weight"] = torch::eye(12);
        state[prefix + "pooler.dense.bias"] = torch::zeros({12});
      }
      QVERIFY(write_state(path_ / "model.safetensors", state, false).ok());
      made::write_text(
          path_ / "config.json",
          R"({"model_type":"vit","hidden_size":12,"intermediate_size":10,"num_hidden_layers":2,)"
          R"("num_attention_heads":2,"image_size":12,"patch_size":4})");
      auto folder = opened(path_, TowerParts::image);
      const auto made = folder.vision->forward(torch::randn({2, 3, 12, 12}));
      const auto first = made.last_hidden_state.select(1, 0);
      QVERIFY(largest_difference(made.last_hidden_state.mean(-1), torch::zeros({2, 10})) <
              1e-5); // normed
      QCOMPARE(made.pooler_output.defined(), pooler);
      QVERIFY(largest_difference(folder.vision->vector_of(made),
                                 pooler ? torch::tanh(first) : first) < 1e-6);
      QCOMPARE(load_tower_folder(path_, TowerParts::text).error().code, ErrorCode::unsupported);
    }
}

void TestTowers::siglipFolders() {
  torch::NoGradGuard frozen;
  auto state = made::clip_state();
  const std::string head = "vision_model.head.";
  state["vision_model.embeddings.patch_embedding.bias"] = torch::randn({12});
  state["vision_model.embeddings.position_embedding.weight"] = torch::randn({9, 12});
  state[head + "probe"] = torch::randn({1, 1, 12});
  state[head + "attention.in_proj_weight"] = torch::randn({36, 12});
  state[head + "attention.in_proj_bias"] = torch::randn({36});
  for (const std::string end : {".weight", ".bias"}) {
    const std::string layer = "vision_model.encoder.layers.0.";
    state[head + "attention.out_proj" + end] = state[layer + "self_attn.out_proj" + end];
    state[head + "layernorm" + end] = state[layer + "layer_norm1" + end];
    state[head + "mlp.fc1" + end] = state[layer + "mlp.fc1" + end];
    state[head + "mlp.fc2" + end] = state[layer + "mlp.fc2" + end];
  }
  state["text_model.head.weight"] = torch::randn({12, 8});
  state["text_model.head.bias"] = torch::randn({12});
  state["logit_bias"] = torch::tensor({-2.0f});
  QVERIFY(write_state(path_ / "model.safetensors", state, false).ok());
  std::string config = made::clip_config();
  config.replace(config.find("\"clip\""), 6, "\"siglip\"");
  config.replace(config.find("\"eos_token_id\":7"), 16, "\"projection_size\":12");
  made::write_text(path_ / "config.json", config);
  auto folder = opened(path_);
  QCOMPARE(folder.logit_bias, -2.0);
  const auto ids = some_ids(2, 9);
  const auto text = folder.text->forward(ids, {}, {false, true});
  QVERIFY(text.attentions[0].triu(1).max().item<float>() > 0); // looks both ways
  QVERIFY(text.embeds.sizes() == torch::IntArrayRef({2, 12}));
  QVERIFY(largest_difference(text.embeds, torch::matmul(text.last_hidden_state.select(1, 8),
                                                        state["text_model.head.weight"].t()) +
                                              state["text_model.head.bias"]) < 1e-5);
  const auto image = folder.vision->forward(torch::randn({2, 3, 12, 12}), {false, true});
  QVERIFY(image.head_attention.sizes() == torch::IntArrayRef({2, 2, 1, 9}));
  QVERIFY(largest_difference(image.head_attention.sum(-1), torch::ones({2, 2, 1})) < 1e-5);
  QVERIFY(folder.vision->patches_of(image).sizes() == torch::IntArrayRef({2, 9, 12}));
  QVERIFY(logits_per_image(folder, image.embeds, text.embeds).max().item<float>() <=
          std::exp(1.5f) - 2 + 1e-4f);
}

QTEST_GUILESS_MAIN(TestTowers)
#include "test_towers.moc"
