#include "nn/state.h"
#include "systems/pairs.h"
#include "systems/system.h"

#include <QtTest>

using namespace affect;

namespace {

using Settings = std::map<std::string, double>;

constexpr int64_t text_width = 12, image_width = 10;

SystemConfig config_of(const Settings &more = {}) {
  Settings settings = {
      {"width", 16}, {"embedding", 8}, {"weights_width", 8}, {"members", 2}, {"turns", 1}};
  for (const auto &[name, value] : more)
    settings[name] = value;
  return {"ctmwa", text_width, image_width, 4, settings};
}

std::shared_ptr<System> made(const Settings &more = {}) {
  torch::manual_seed(3);
  return make_system(config_of(more));
}

SystemInput random_input(int64_t batch, int64_t tokens = 5) {
  SystemInput input;
  input.text = torch::randn({batch, tokens, text_width});
  input.text_mask = torch::ones({batch, tokens});
  input.text_vector = torch::randn({batch, text_width});
  input.image = torch::randn({batch, 4, image_width});
  input.image_vector = torch::randn({batch, image_width});
  input.has_text = torch::ones({batch});
  input.has_image = torch::ones({batch});
  return input;
}

// The class shows in the text's features, or in the image's, or in both.
std::pair<SystemInput, SystemLabels> learnable(int64_t batch) {
  auto input = random_input(batch);
  const auto draw = [&] { return torch::randint(0, 3, {batch}, torch::kInt64); };
  const auto label = draw(), where = draw();
  const auto sign = 4 * torch::one_hot(label, 3).to(torch::kFloat32);
  input.text_vector.slice(1, 0, 3) += sign * where.ne(0).unsqueeze(1);
  input.image_vector.slice(1, 0, 3) += sign * where.ne(1).unsqueeze(1);
  return {input, {label, label, label}};
}

double distance(const torch::Tensor &a, const torch::Tensor &b) {
  return (a - b).abs().max().item<double>();
}

// Weight nets start even; this makes them say something.
void stir_weights(System &system) {
  torch::NoGradGuard frozen;
  for (auto &item : system.named_parameters())
    if (item.key().find("w_net") != std::string::npos)
      item.value().copy_(torch::randn_like(item.value()));
}

std::map<std::string, torch::Tensor> copies(const System &system) {
  std::map<std::string, torch::Tensor> result;
  for (const auto &[name, tensor] : state_of(system))
    result[name] = tensor.clone();
  return result;
}

} // namespace

class TestCtmwa : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() { torch::manual_seed(1); }

  void shapesAreThoseOfTheContract() {
    for (const Settings &settings :
         {Settings{}, {{"sequence", 1}}, {{"published", 1}}, {{"translate", 0}}}) {
      const auto system = made(settings);
      system->eval();
      const auto output = system->forward(random_input(3), true);
      for (const auto *logits : {&output.logits, &output.text_logits, &output.image_logits})
        QCOMPARE(logits->sizes().vec(), (std::vector<int64_t>{3, 3}));
      QCOMPARE(output.weights.sizes().vec(), (std::vector<int64_t>{3, 2}));
      QVERIFY(!output.language.defined());
      QVERIFY(!output.own_loss.defined());
    }
  }

  void vectorsMayHaveAWidthOfTheirOwn() {
    for (const Settings &settings : {Settings{}, {{"published", 1}}}) {
      auto config = config_of(settings);
      config.text_vector_width = 7;
      config.image_vector_width = 9;
      const auto system = make_system(config);
      system->eval();
      auto input = random_input(3);
      input.text_vector = torch::randn({3, 7});
      input.image_vector = torch::randn({3, 9});
      QCOMPARE(system->forward(input, false).logits.sizes().vec(), (std::vector<int64_t>{3, 3}));
    }
  }

  void weightsSumToOneOverWhatIsThere() {
    for (const Settings &settings :
         {Settings{}, {{"absent", 0}}, {{"sequence", 1}}, {{"meta", 0}}, {{"translate", 0}}}) {
      const auto system = made(settings);
      stir_weights(*system);
      system->eval();
      auto input = random_input(6);
      input.has_image[1] = 0;
      input.has_text[2] = 0;
      const auto weights = system->forward(input, false).weights;
      QVERIFY(distance(weights.sum(1), torch::ones({6})) < 1e-6);
      QCOMPARE(weights[1][1].item<double>(), 0.0);
      QCOMPARE(weights[2][0].item<double>(), 0.0);
      QVERIFY((weights[0][0] - 0.5).abs().item<double>() > 1e-4);
    }
  }

  void evenWeightsAreEven() {
    const auto system = made({{"weights", 0}});
    system->eval();
    QVERIFY(!system->wants_query());
    QVERIFY(distance(system->forward(random_input(3), false).weights, torch::full({3, 2}, 0.5)) <
            1e-6);
    for (const auto &item : system->named_parameters())
      QVERIFY(item.key().find("w_net") == std::string::npos);
  }

  void theWeightsGateTheFusion() {
    const auto system = made();
    system->eval();
    const auto input = random_input(4);
    const auto before = system->forward(input, false);
    stir_weights(*system);
    const auto after = system->forward(input, false);
    QVERIFY(distance(before.logits, after.logits) > 1e-3);
    QVERIFY(distance(before.text_logits, after.text_logits) < 1e-6);
  }

  void whatIsAbsentHasNoInfluence() {
    for (const Settings &settings :
         {Settings{}, {{"absent", 0}}, {{"sequence", 1}}, {{"translate", 0}}, {{"published", 1}}}) {
      const auto system = made(settings);
      stir_weights(*system);
      system->eval();
      for (const bool text : {true, false}) {
        auto input = random_input(3);
        (text ? input.has_text : input.has_image).zero_();
        const auto before = system->forward(input, false);
        auto &states = text ? input.text : input.image;
        auto &vector = text ? input.text_vector : input.image_vector;
        states = torch::randn_like(states);
        vector = torch::randn_like(vector);
        const auto after = system->forward(input, false);
        QVERIFY(distance(before.logits, after.logits) < 1e-6);
        QVERIFY(distance(before.weights, after.weights) < 1e-6);
      }
    }
  }

  void paddingChangesNothing() {
    const auto system = made({{"sequence", 1}});
    system->eval();
    const auto exact = random_input(2, 4);
    auto padded = exact;
    padded.text = torch::cat({exact.text, torch::randn({2, 3, text_width})}, 1);
    padded.text_mask = torch::cat({exact.text_mask, torch::zeros({2, 3})}, 1);
    QVERIFY(distance(system->forward(exact, false).logits, system->forward(padded, false).logits) <
            1e-5);
    padded.text = torch::randn_like(padded.text); // and the words do count
    QVERIFY(distance(system->forward(exact, false).logits, system->forward(padded, false).logits) >
            1e-5);
  }

  void aTranslationStandsInWhereZerosWould() {
    const auto translating = made(), leaving = made({{"absent", 0}});
    translating->eval();
    leaving->eval();
    auto input = random_input(3);
    QVERIFY(distance(translating->forward(input, false).logits,
                     leaving->forward(input, false).logits) < 1e-6);
    input.has_image.zero_();
    const auto a = translating->forward(input, false), b = leaving->forward(input, false);
    QVERIFY(distance(a.logits, b.logits) > 1e-4);
    QVERIFY(distance(a.image_logits, b.image_logits) > 1e-4);
    QVERIFY(distance(a.text_logits, b.text_logits) < 1e-6);
  }

  void theMetaStepMovesTheWeightNetsAlone() {
    const auto system = made();
    system->train();
    const auto before = copies(*system);
    const auto [support, support_labels] = learnable(16);
    const auto [query, query_labels] = learnable(8);
    QVERIFY(system->wants_query());
    QCOMPARE(system->meta_parameters().size(), std::size_t(16)); // of two members
    for (int step = 0; step < 3; ++step)
      system->meta_step(support, support_labels, query, query_labels);
    bool text = false, image = false;
    for (const auto &item : system->named_parameters()) {
      const bool moved = !torch::equal(item.value(), before.at(item.key()));
      QVERIFY2(!moved || item.key().find("w_net") != std::string::npos, item.key().c_str());
      QVERIFY2(!item.value().grad().defined(), item.key().c_str());
      text = text || (moved && item.key().find("txt_w_net") != std::string::npos);
      image = image || (moved && item.key().find("img_w_net") != std::string::npos);
    }
    QVERIFY(text && image);
    // And the loop's own step gives them no gradient.
    system->loss(system->forward(support, false), support_labels).backward();
    for (const auto &item : system->named_parameters())
      QCOMPARE(item.value().grad().defined(), item.key().find("w_net") == std::string::npos);
  }

  void membersTakeTheMetaStepInTurn() {
    const auto system = made({{"turns", 2}});
    system->train();
    const auto [support, labels] = learnable(16);
    const auto moved = [&](const std::map<std::string, torch::Tensor> &before,
                           const std::string &member) {
      bool any = false;
      for (const auto &[name, tensor] : state_of(*system))
        any = any || (name.rfind(member, 0) == 0 && !torch::equal(tensor, before.at(name)));
      return any;
    };
    auto before = copies(*system);
    system->meta_step(support, labels, support, labels);
    QVERIFY(moved(before, "net0.") && !moved(before, "net1."));
    before = copies(*system);
    system->meta_step(support, labels, support, labels);
    QVERIFY(!moved(before, "net0.") && moved(before, "net1."));
  }

  void membersDifferAndTheirMeanIsTheResult() {
    const auto system = made();
    system->eval();
    const auto output = system->forward(random_input(3), false);
    QCOMPARE(output.members.sizes().vec(), (std::vector<int64_t>{2, 3, 15}));
    const auto each = torch::softmax(joint_of_pairs(output.members.slice(2, 0, 9)), -1);
    QVERIFY(distance(each[0], each[1]) > 1e-3);
    QVERIFY(distance(torch::softmax(output.logits, -1), each.mean(0)) < 1e-5);
    const auto text = torch::softmax(output.members.slice(2, 9, 12), -1);
    QVERIFY(distance(torch::softmax(output.text_logits, -1), text.mean(0)) < 1e-5);
  }

  void itsFormsToCompareCanBeMade() {
    const auto forms = made()->ablations();
    QCOMPARE(forms.size(), std::size_t(5));
    QVERIFY(forms.front().settings.empty());
    for (const Ablation &form : forms) {
      const auto system = made(form.settings);
      system->eval();
      QCOMPARE(system->forward(random_input(2), false).logits.size(1), int64_t(3));
    }
    QVERIFY(made()->translates());
    QVERIFY(!made({{"absent", 0}})->translates() && !made({{"translate", 0}})->translates());
    QVERIFY(make_system({"multiscale", text_width, image_width, 4, {}})->ablations().empty());
  }

  void metaStepsGoOnAfterAnInterruption() {
    const auto whole = made({{"turns", 2}}), resumed = made({{"turns", 2}});
    const auto [support, labels] = learnable(16);
    const auto step = [&, &input = support, &known = labels](System &system, int64_t seed) {
      system.train();
      torch::manual_seed(seed);
      system.meta_step(input, known, input, known);
    };
    step(*whole, 1);
    {
      torch::NoGradGuard frozen;
      for (auto &item : resumed->named_parameters())
        item.value().copy_(whole->named_parameters()[item.key()]);
    }
    std::vector<torch::Tensor> kept;
    for (const auto &tensor : whole->meta_state())
      kept.push_back(tensor.clone());
    resumed->restore_meta_state(kept);
    step(*whole, 2);
    step(*resumed, 2);
    for (const auto &[name, tensor] : state_of(*whole))
      QVERIFY2(torch::equal(tensor, state_of(*resumed).at(name)), name.c_str());
    QVERIFY_EXCEPTION_THROWN(resumed->restore_meta_state({}), c10::Error);
  }

  void itLearnsAndItsWeightsMeanSomething() {
    const auto system = made({{"dropout", 0}, {"input_dropout", 0}});
    system->train();
    std::vector<torch::Tensor> loops;
    for (const auto &item : system->named_parameters())
      if (item.key().find("w_net") == std::string::npos)
        loops.push_back(item.value());
    torch::optim::Adam adam(loops, torch::optim::AdamOptions(3e-3));
    double first = 0, last = 0;
    for (int step = 0; step < 250; ++step) {
      auto [input, labels] = learnable(48);
      const auto [query, query_labels] = learnable(32);
      input.has_image.slice(0, 0, 8).zero_();
      input.has_text.slice(0, 8, 16).zero_();
      system->meta_step(input, labels, query, query_labels);
      adam.zero_grad();
      const auto loss = system->loss(system->forward(input, false), labels);
      loss.backward();
      adam.step();
      (step < 10 ? first : last) = loss.item<double>();
    }
    QVERIFY2(last < 0.75 * first, qPrintable(QStringLiteral("%1 %2").arg(first).arg(last)));
    system->eval();
    auto [input, labels] = learnable(300);
    const auto whole = system->forward(input, false);
    QVERIFY(whole.logits.argmax(1).eq(labels.joint).to(torch::kFloat32).mean().item<double>() >
            0.9);
    // Where leaving out the text costs more than leaving out the image, the text's weight is the
    // larger one.
    const auto truth = [&, &known = labels](const SystemInput &seen) {
      return torch::softmax(system->forward(seen, false).logits, 1)
          .gather(1, known.joint.unsqueeze(1))
          .squeeze(1);
    };
    auto without_text = input, without_image = input;
    without_text.has_text = torch::zeros({300});
    without_image.has_image = torch::zeros({300});
    const auto difference = truth(without_image) - truth(without_text);
    const auto clear = difference.abs().gt(0.3);
    QVERIFY(clear.sum().item<int64_t>() > 50);
    const auto agrees =
        (whole.weights.select(1, 0) - 0.5).sign().eq(difference.sign()).masked_select(clear);
    QVERIFY(agrees.to(torch::kFloat32).mean().item<double>() > 0.8);
  }

  void leavingOutTheTranslatorsLeavesOutTheirLoss() {
    const auto with = made(), without = made({{"translate", 0}}),
               weightless = made({{"translate", 0}, {"weights", 0}});
    for (const auto &system : {with, without, weightless})
      system->train();
    QVERIFY(with->forward(random_input(4), false).own_loss.item<double>() > 0);
    QVERIFY(!without->forward(random_input(4), false).own_loss.defined());
    QVERIFY(!weightless->forward(random_input(4), false).own_loss.defined());
    for (const auto &item : without->named_parameters())
      QVERIFY(item.key().find("2txt") == std::string::npos &&
              item.key().find("2img") == std::string::npos);
  }

  void withoutTheMetaStepTheWeightsLearnWithTheRest() {
    const auto system = made({{"meta", 0}});
    system->train();
    QVERIFY(!system->wants_query());
    QVERIFY(system->meta_parameters().empty());
    const auto [input, labels] = learnable(16);
    system->loss(system->forward(input, false), labels).backward();
    QVERIFY(system->named_parameters()["net1.txt_w_net.linear2.weight"]
                .grad()
                .abs()
                .sum()
                .item<double>() > 0);
  }

  void thePublishedFormMakesItsOwnSteps() {
    const auto system = made({{"published", 1}, {"dropout", 0}});
    system->train();
    QCOMPARE(system->meta_parameters().size(), system->parameters().size());
    const auto [input, labels] = learnable(64);
    const auto [query, query_labels] = learnable(16);
    const double first = system->loss(system->forward(input, false), labels).item<double>();
    for (int step = 0; step < 40; ++step)
      system->meta_step(input, labels, query, query_labels);
    const double last = system->loss(system->forward(input, false), labels).item<double>();
    QVERIFY2(last < 0.7 * first, qPrintable(QStringLiteral("%1 %2").arg(first).arg(last)));
  }

  void theLossLeavesOutWhatHasNoLabel() {
    const auto system = made({{"translate", 0}});
    system->eval();
    const auto output = system->forward(random_input(2), false);
    const auto none = torch::full({2}, -1, torch::kInt64),
               one = torch::tensor(std::vector<int64_t>{2, -1});
    QCOMPARE(system->loss(output, {none, none, none}).item<double>(), 0.0);
    QVERIFY(system->loss(output, {none, one, none}).item<double>() > 0);
  }
};

QTEST_GUILESS_MAIN(TestCtmwa)
#include "test_ctmwa.moc"
