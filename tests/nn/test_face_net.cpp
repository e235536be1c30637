#include "nn/face_net.h"
#include "tensors.h"

#include <QTest>

using namespace affect;

namespace {

/// A network whose norms do something.
FaceNet random_network(const FaceNetConfig &config) {
  torch::manual_seed(5);
  FaceNet network(config);
  torch::NoGradGuard frozen;
  for (auto &item : network->named_parameters())
    if (item.key().ends_with("norm2.weight"))
      item.value().uniform_(0.3, 0.9); // they begin at zero
  for (auto &item : network->named_buffers())
    if (item.key().ends_with("running_mean"))
      item.value().normal_(0, 0.3);
    else if (item.key().ends_with("running_var"))
      item.value().uniform_(0.5, 1.5);
  network->eval();
  return network;
}

} // namespace

class TestFaceNet : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void shapesAndParameterCount() {
    torch::NoGradGuard frozen;
    auto network = random_network({32, 7});
    QCOMPARE(parameter_count(*network), std::int64_t{677'959});
    const auto output = network->forward(torch::randn({3, 1, 48, 48}));
    QVERIFY(output.vector.sizes() == torch::IntArrayRef({3, 128}));
    QVERIFY(output.logits.sizes() == torch::IntArrayRef({3, 7}));
    // Trained on other sizes than it is used with.
    QVERIFY(network->forward(torch::randn({1, 1, 24, 40})).logits.sizes() ==
            torch::IntArrayRef({1, 7}));
    QVERIFY(random_network({8, 3})->forward(torch::randn({1, 1, 48, 48})).vector.sizes() ==
            torch::IntArrayRef({1, 32}));
  }

  void blocksBeginAsTheWayPastThem() {
    torch::manual_seed(1);
    FaceBlock block(8, 8, 1);
    block->eval();
    const auto x = torch::rand({2, 8, 6, 6});
    QVERIFY(largest_difference(block->forward(x), x) < 1e-6);
  }

  void foldingKeepsTheOutput() {
    torch::NoGradGuard frozen;
    auto network = random_network({16, 7});
    const auto pixels = torch::randn({5, 1, 48, 48});
    const auto plain = network->forward(pixels);
    const FoldedFaceNet folded(*network), half(*network, torch::kBFloat16);
    for (auto &parameter : network->parameters())
      parameter.zero_(); // shares nothing
    const auto found = folded.forward(pixels);
    QVERIFY(plain.logits.abs().max().item<double>() > 0.1);
    QVERIFY(largest_difference(found.vector, plain.vector) <
            1e-4 * plain.vector.abs().max().item<double>());
    QVERIFY(largest_difference(found.logits, plain.logits) <
            1e-4 * plain.logits.abs().max().item<double>());
    const auto rough = half.forward(pixels);
    QVERIFY(rough.vector.scalar_type() == torch::kFloat32);
    QVERIFY(torch::cosine_similarity(rough.vector, plain.vector, 1).min().item<double>() > 0.99);
  }

  void mirroredReadsTheSame() {
    auto network = random_network({8, 7});
    const FoldedFaceNet folded(*network);
    const auto pixels = torch::randn({4, 1, 48, 48});
    const auto one = read_with_mirror(folded, pixels),
               other = read_with_mirror(folded, pixels.flip(3));
    QVERIFY(largest_difference(folded.forward(pixels).vector,
                               folded.forward(pixels.flip(3)).vector) > 1e-3);
    QVERIFY(largest_difference(one.vector, other.vector) < 1e-5);
    QVERIFY(largest_difference(one.logits.exp().sum(1), torch::ones({4})) < 1e-5);
    const auto expected = (folded.forward(pixels).logits.softmax(1) +
                           folded.forward(pixels.flip(3)).logits.softmax(1)) /
                          2;
    QVERIFY(largest_difference(one.logits.softmax(1), expected) < 1e-5);
  }

  void pixelsAreCentred() {
    const auto grey = torch::full({1, 48, 48}, 255, torch::kUInt8);
    const auto pixels = face_pixels(grey);
    QVERIFY(pixels.sizes() == torch::IntArrayRef({1, 1, 48, 48}));
    QCOMPARE(pixels.max().item<float>(), 127.5f / 64);
    QCOMPARE(grey.max().item<int>(), 255);
  }
};

QTEST_GUILESS_MAIN(TestFaceNet)
#include "test_face_net.moc"
