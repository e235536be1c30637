#include "nn/bf16_passes.h"
#include "nn/efficientnet.h"
#include "nn/operations.h"

#include <QTest>

using affect::operations;

class TestOperations : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void bertIsCountedByHand();
  void vitB32IsWhatIsPublished();
  void clipTextIsCountedByHand();
  void efficientNetIsWhatIsPublished();
  void activationsOverTheirInputAreTheSame();
  void whatIsDifferentiatedIsNotOverwritten();
};

void TestOperations::bertIsCountedByHand() {
  affect::BertConfig config;
  config.hidden_size = 4;
  config.intermediate_size = 10;
  config.num_hidden_layers = 3;
  config.pooler = false;
  // A layer, 5 tokens: four 5×4×4, two 5×5×4 (over all heads), two 5×4×10; twice each.
  const double layer = 2.0 * (4 * 80 + 2 * 100 + 2 * 200);
  QCOMPARE(operations(config, 5), 3 * layer);
  config.pooler = true;
  QCOMPARE(operations(config, 5), 3 * layer + 2 * 16);
}

void TestOperations::vitB32IsWhatIsPublished() {
  affect::VisionTowerConfig config;
  config.kind = affect::VisionKind::vit;
  config.blocks = {768, 12, 12, 3072};
  config.pooler = false;
  // torchvision counts 4.41 thousand million multiply-adds for its vit_b_32, 0.77 million of them
  // in the classifier.
  const double counted = operations(config, 7, 7) / 2e9;
  QVERIFY2(counted > 4.35 && counted < 4.45, qPrintable(QString::number(counted)));
}

void TestOperations::clipTextIsCountedByHand() {
  affect::TextTowerConfig config;
  config.blocks = {8, 2, 2, 16};
  config.projection = 6;
  QCOMPARE(operations(config, 3), 2 * 2.0 * (4 * 3 * 64 + 2 * 9 * 8 + 2 * 3 * 128) + 2 * 48);
}

void TestOperations::efficientNetIsWhatIsPublished() {
  // The table of EfficientNet-Lite says 407 million multiply-adds for Lite0 at 224 pixels, 1.28 of
  // them the classifier.
  const double counted = affect::EfficientNetLite0Impl::operations(224, 224) / 2e6;
  QVERIFY2(counted > 375 && counted < 410, qPrintable(QString::number(counted)));
}

void TestOperations::activationsOverTheirInputAreTheSame() {
  torch::NoGradGuard frozen;
  for (const auto which : {affect::Activation::gelu, affect::Activation::quick_gelu,
                           affect::Activation::gelu_tanh, affect::Activation::relu}) {
    const auto x = torch::linspace(-9, 9, 4001);
    const auto expected = affect::activate(x, which);
    const auto made = affect::activate_inplace(x.clone(), which);
    QVERIFY((made - expected).abs().max().item<double>() < 1e-6);
  }
}

void TestOperations::whatIsDifferentiatedIsNotOverwritten() {
  const auto x = torch::linspace(-3, 3, 7).set_requires_grad(true);
  const auto column = x.view({7, 1}), one = torch::ones({1, 1}), none = torch::zeros({1});
  const auto wide =
      affect::dense_activated(column, one, none,
                              affect::After::nothing); // x itself, through a dense layer
  const auto y = affect::dense_plus(affect::activate_inplace(wide, affect::Activation::quick_gelu),
                                    one, none, column)
                     .sum();
  y.backward();
  QVERIFY(torch::equal(x.detach(), torch::linspace(-3, 3, 7)));
  QVERIFY(std::abs(x.grad()[3].item<double>() - 1.5) < 1e-6); // 1 + sigmoid(0)
}

QTEST_GUILESS_MAIN(TestOperations)
#include "test_operations.moc"
