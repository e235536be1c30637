#include "nn/optimizer.h"
#include "tensors.h"

#include <QTest>

using namespace affect;

namespace {

std::vector<torch::Tensor> some_parameters(torch::ScalarType type) {
  torch::manual_seed(5);
  std::vector<torch::Tensor> all{torch::randn({7, 9}), torch::randn({11}), torch::randn({3, 2, 5})};
  for (torch::Tensor &one : all)
    one = one.to(type).set_requires_grad(true);
  return all;
}

// Loss: squared distance of the parameters from one, so that the gradient differs in every step.
void backward(const std::vector<torch::Tensor> &parameters) {
  auto loss = torch::zeros({});
  for (const auto &one : parameters)
    loss = loss + (one.to(torch::kFloat32) - 1).square().sum();
  loss.backward();
}

std::vector<torch::Tensor> after(torch::ScalarType type, const AdamWOptions &options, int steps) {
  const auto parameters = some_parameters(type);
  MasterAdamW optimizer(parameters, options);
  for (int i = 0; i < steps; ++i) {
    backward(parameters);
    optimizer.step(0.01);
  }
  auto all = parameters;
  for (const auto &one : optimizer.masters())
    all.push_back(one);
  return all;
}

} // namespace

class TestOptimizer : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void equalsTheDefinition() {
    const AdamWOptions options{0.9, 0.98, 1e-8, 0.1, 0};
    const auto moved = after(torch::kFloat32, options, 3);
    auto expected = some_parameters(torch::kFloat32);
    torch::NoGradGuard frozen;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      auto w = expected[i].detach().to(torch::kFloat64);
      auto m = torch::zeros_like(w), v = torch::zeros_like(w);
      for (int step = 1; step <= 3; ++step) {
        const auto g = 2 * (w - 1);
        m = 0.9 * m + 0.1 * g;
        v = 0.98 * v + 0.02 * g * g;
        w = w * (w.dim() > 1 ? 1 - 0.01 * 0.1 : 1) -
            0.01 * (m / (1 - std::pow(0.9, step))) /
                ((v / (1 - std::pow(0.98, step))).sqrt() + 1e-8);
      }
      QVERIFY(largest_difference(moved[i].detach(), w) < 1e-5);
    }
  }

  // What runs on a GPU, here on the CPU.
  void libTorchsOperationsDoTheSame_data() {
    QTest::addColumn<bool>("bf16");
    QTest::newRow("fp32") << false;
    QTest::newRow("bf16") << true;
  }
  void libTorchsOperationsDoTheSame() {
    QFETCH(bool, bf16);
    const auto type = bf16 ? torch::kBFloat16 : torch::kFloat32;
    AdamWOptions fused, by_torch;
    by_torch.fused = false;
    const auto a = after(type, fused, 20), b = after(type, by_torch, 20);
    torch::NoGradGuard frozen;
    for (std::size_t i = 0; i < a.size(); ++i) {
      QCOMPARE(a[i].scalar_type(), b[i].scalar_type());
      // A bf16 parameter may now and then be rounded the other way.
      QVERIFY(largest_difference(a[i].detach(), b[i].detach()) < (bf16 ? 2e-2 : 1e-6));
    }
    QVERIFY(largest_difference(a[0].detach(), some_parameters(type)[0].detach()) >
            0.05); // it moved
  }

  void stepsWithInfiniteGradientsAreSkipped() {
    const auto parameters = some_parameters(torch::kFloat32);
    const auto before = parameters[0].detach().clone();
    MasterAdamW optimizer(parameters);
    (parameters[0].sum() * std::numeric_limits<float>::infinity()).backward();
    QVERIFY(!std::isfinite(optimizer.step(0.1)));
    QVERIFY(torch::equal(parameters[0].detach(), before));
    QVERIFY(!parameters[0].grad().defined());
  }
};

QTEST_APPLESS_MAIN(TestOptimizer)
#include "test_optimizer.moc"
