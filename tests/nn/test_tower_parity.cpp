#include "nn/tower_folder.h"
#include "parity.h"
#include "shared_data.h"

using namespace affect;

namespace {

torch::Tensor find(const StateDict &state, const std::string &name) {
  const auto found = state.find(name);
  return found == state.end() ? torch::Tensor() : found->second;
}

torch::Tensor unit(const torch::Tensor &x) { return x / x.norm(2, -1, true); }

/// Chinese-CLIP's text side in the form of the other towers'.
TowerOutput read_text(TowerFolder &folder, const StateDict &reference, const std::string &prefix) {
  const auto ids = find(reference, prefix + "input_ids"),
             mask = find(reference, prefix + "attention_mask");
  if (!folder.bert)
    return folder.text->forward(ids, mask, {true, true});
  const auto bert =
      folder.bert->forward(ids, mask, find(reference, prefix + "token_type_ids"), true, true);
  TowerOutput output;
  output.last_hidden_state = bert.last_hidden_state;
  output.hidden = bert.hidden;
  output.attentions = bert.attentions;
  output.embeds = folder.bert_projection(bert.last_hidden_state.select(1, 0));
  return output;
}

} // namespace

/// Every folder of CLIP, Chinese-CLIP, SigLIP and ViT against what transformers made of it.
class TestTowerParity : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void equalsTheReference_data();
  void equalsTheReference();
};

void TestTowerParity::equalsTheReference_data() {
  QTest::addColumn<QString>("reference");
  QTest::addColumn<QString>("folder");
  QTest::addColumn<int>(
      "states"); // last states and pooled ones that the case holds, variants included
  const std::tuple<const char *, const char *, int> rows[] = {
      {"clip-openai", "clip-openai", 10},
      {"clip-openai", "clip-openai-sharded", 10},
      {"clip-laion", "clip-laion", 13},
      {"chinese-clip", "chinese-clip", 7},
      {"siglip", "siglip", 8},
      {"vit", "vit", 4},
      {"vit", "vit-hub", 4}};
  for (const auto &[reference, folder, states] : rows)
    QTest::newRow(folder) << QString::fromUtf8(reference) << QString::fromUtf8(folder) << states;
}

void TestTowerParity::equalsTheReference() {
  QFETCH(QString, reference);
  QFETCH(QString, folder);
  QFETCH(int, states);
  AFFECT_NEED_SHARED(root, "fixtures/hf");
  torch::NoGradGuard frozen;
  const bool vit = reference == QLatin1StringView("vit");
  auto loaded = load_tower_folder(root / "models" / folder.toStdString(),
                                  vit ? TowerParts::image : TowerParts::both);
  QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
  const auto read = read_state(root / "cases" / (reference.toStdString() + ".safetensors"));
  QVERIFY(read.ok());
  const StateDict &state = *read;

  for (bool prepared : {false, true}) {
    if (prepared) {
      loaded->vision->prepare(torch::kFloat32);
      if (loaded->text)
        loaded->text->prepare(torch::kFloat32);
      if (loaded->bert)
        loaded->bert->prepare(torch::kFloat32);
    }
    int compared = 0;
    TowerOutput text, vision;
    for (const std::string variant :
         {"", "nomask.", "hole.", "masked.", "noeos.", "leftpad.", "interpolated."}) {
      if (const std::string prefix = variant + "text."; state.count(prefix + "input_ids") > 0) {
        const auto made = read_text(*loaded, state, prefix);
        QVERIFY2(equals_reference(made, state, prefix, compared), prefix.c_str());
        if (variant.empty())
          text = made;
      }
      if (const std::string prefix = variant + "vision.";
          state.count(prefix + "pixel_values") > 0) {
        const auto made = loaded->vision->forward(state.at(prefix + "pixel_values"), {true, true});
        QVERIFY2(equals_reference(made, state, prefix, compared), prefix.c_str());
        const auto &pixels = state.at(prefix + "pixel_values");
        QCOMPARE(made.rows * loaded->vision->config().patch, pixels.size(2));
        QCOMPARE(made.columns * loaded->vision->config().patch, pixels.size(3));
        QCOMPARE(loaded->vision->patches_of(made).size(1), made.rows * made.columns);
        if (variant.empty())
          vision = made;
      }
    }
    QCOMPARE(compared, states);
    QCOMPARE(vision.hidden.size(), std::size_t{4});
    QCOMPARE(vision.attentions.size(), std::size_t{3});
    if (vit) {
      QCOMPARE(vision.pooler_output.defined(), folder == QLatin1StringView("vit"));
      continue;
    }
    QCOMPARE(text.hidden.size(), std::size_t{4});
    QCOMPARE(text.attentions.size(), std::size_t{3});
    QVERIFY(near(text.embeds, state, "text.embeds", 1e-5));
    QVERIFY(near(vision.embeds, state, "vision.embeds", 1e-5));
    QVERIFY(near(unit(text.embeds), state, "text.embeds_normalized", 1e-5));
    QVERIFY(near(unit(vision.embeds), state, "vision.embeds_normalized", 1e-5));
    QVERIFY(state.count("logits_per_image") > 0);
    QVERIFY(near(logits_per_image(*loaded, vision.embeds, text.embeds), state, "logits_per_image",
                 1e-5));
    if (reference == QLatin1StringView("siglip")) {
      QVERIFY(state.count("vision.head.attention") > 0);
      QVERIFY(near(vision.head_attention, state, "vision.head.attention", 1e-5));
    }
  }
}

QTEST_GUILESS_MAIN(TestTowerParity)
#include "test_tower_parity.moc"
