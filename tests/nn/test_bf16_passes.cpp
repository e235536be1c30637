#include "nn/attention.h"
#include "nn/bf16_passes.h"

#include <QTest>

#include <cmath>

using namespace affect;

namespace {

/// Every finite bf16 up to a size that a network can give.
torch::Tensor all_values() {
  auto bits = torch::arange(0, 65536, torch::kInt32).to(torch::kInt16);
  auto x = bits.view(torch::kBFloat16);
  const auto wide = x.to(torch::kFloat32);
  return x.masked_select(torch::isfinite(wide) & wide.abs().lt(1e4)).contiguous();
}

/// No further off than bf16's rounding (half of 2^-7 of the value) and `least`.
void check_close(const torch::Tensor &is, const torch::Tensor &should, double least) {
  QCOMPARE(is.scalar_type(), torch::kBFloat16);
  const auto off = (is.to(torch::kFloat64) - should).abs();
  const auto may = should.abs() * (std::pow(2.0, -8) * 1.01) + least;
  const auto worst = (off / may).max().item<double>();
  QVERIFY2(worst <= 1, qPrintable(QStringLiteral("%1 times what rounding may do").arg(worst)));
}

torch::nn::LayerNorm random_norm(int64_t width, torch::ScalarType type) {
  torch::nn::LayerNorm norm(torch::nn::LayerNormOptions({width}).eps(1e-5));
  torch::NoGradGuard frozen;
  norm->weight.normal_(1, 0.3);
  norm->bias.normal_(0, 0.3);
  norm->to(type);
  for (auto &parameter : norm->parameters())
    parameter.set_requires_grad(false);
  return norm;
}

torch::Tensor exactly(torch::nn::LayerNorm &norm, const torch::Tensor &x) {
  const auto wide = x.to(torch::kFloat64);
  return torch::layer_norm(wide, {x.size(-1)}, norm->weight.to(torch::kFloat64),
                           norm->bias.to(torch::kFloat64), 1e-5);
}

} // namespace

class TestBf16Passes : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() { torch::manual_seed(11); }
  void activationsAreRightForEveryValue();
  void activationsTakeThePlaceOfWhatTheyRead();
  void notANumberStaysSo();
  void normsOfAnyShape_data();
  void normsOfAnyShape();
  void aNormFarFromZeroKeepsItsDigits();
  void aDenseLayerAndWhatFollows();
  void aDenseLayerOnTopOfWhatWasThere();
  void softmaxOfAnyLength_data();
  void softmaxOfAnyLength();
  void softmaxLooksWhereItMay();
  void headsOfOneProduct();
  void gradientsGoLibTorchsWay();
  void otherTypesAndGapsGoLibTorchsWay();
};

void TestBf16Passes::activationsAreRightForEveryValue() {
  torch::NoGradGuard frozen;
  const auto x = all_values();
  QVERIFY(x.numel() > 30000);
  const auto wide = x.to(torch::kFloat64);
  check_close(silu_inplace(x.clone()), wide * torch::sigmoid(wide), 1e-30);
  check_close(gelu_inplace(x.clone()), 0.5 * wide * torch::erfc(-wide / std::sqrt(2.0)), 1e-7);
}

void TestBf16Passes::activationsTakeThePlaceOfWhatTheyRead() {
  torch::NoGradGuard frozen;
  auto x = torch::randn({3, 50000}).to(torch::kBFloat16); // enough for several threads
  const auto wide = x.to(torch::kFloat64);
  const auto y = gelu_inplace(x);
  QCOMPARE(y.data_ptr(), x.data_ptr());
  check_close(x, 0.5 * wide * torch::erfc(-wide / std::sqrt(2.0)), 1e-7);
}

void TestBf16Passes::notANumberStaysSo() {
  torch::NoGradGuard frozen;
  auto x = torch::full({40}, NAN).to(torch::kBFloat16);
  QVERIFY(torch::isnan(silu_inplace(x.clone()).to(torch::kFloat32)).all().item<bool>());
  QVERIFY(torch::isnan(gelu_inplace(x.clone()).to(torch::kFloat32)).all().item<bool>());
  auto norm = random_norm(40, torch::kBFloat16);
  QVERIFY(torch::isnan(apply_norm(norm, x.view({1, 40})).to(torch::kFloat32)).all().item<bool>());
}

void TestBf16Passes::normsOfAnyShape_data() {
  QTest::addColumn<int>("rows");
  QTest::addColumn<int>("width");
  QTest::newRow("one value") << 1 << 1;
  QTest::newRow("odd width") << 7 << 37;
  QTest::newRow("below a vector") << 3 << 5;
  QTest::newRow("CLIP's") << 1600 << 768;
  QTest::newRow("one row") << 1 << 384;
}

void TestBf16Passes::normsOfAnyShape() {
  torch::NoGradGuard frozen;
  QFETCH(int, rows);
  QFETCH(int, width);
  const auto x = (torch::randn({rows, width}) * 3 + 1).to(torch::kBFloat16);
  auto norm = random_norm(width, torch::kBFloat16);
  const auto before = x.clone();
  const auto y = apply_norm(norm, x);
  QVERIFY(torch::equal(x, before));
  check_close(y, exactly(norm, x), 2e-5);
}

void TestBf16Passes::aNormFarFromZeroKeepsItsDigits() {
  torch::NoGradGuard frozen;
  const auto x =
      (torch::randn({4, 512}) + 100).to(torch::kBFloat16); // their squares would cancel in fp32
  auto norm = random_norm(512, torch::kBFloat16);
  check_close(apply_norm(norm, x), exactly(norm, x), 2e-4);
}

namespace {

struct DenseCase {
  torch::Tensor x = torch::randn({37, 48}).to(torch::kBFloat16);
  torch::Tensor weight = (torch::randn({40, 48}) / 7).to(torch::kBFloat16),
                bias = torch::randn({40}).to(torch::kBFloat16);
  /// What LibTorch's product makes of it, before the bias, and in double with it: the product is
  /// rounded once, too.
  torch::Tensor product = torch::mm(x, weight.t()).to(torch::kFloat64);
  torch::Tensor exact = product + bias.to(torch::kFloat64);
};

} // namespace

void TestBf16Passes::aDenseLayerAndWhatFollows() {
  torch::NoGradGuard frozen;
  const DenseCase c;
  check_close(dense_activated(c.x, c.weight, c.bias, After::nothing), c.exact, 1e-6);
  check_close(dense_activated(c.x, c.weight, c.bias, After::silu),
              c.exact * torch::sigmoid(c.exact), 1e-6);
  check_close(dense_activated(c.x, c.weight, c.bias, After::gelu),
              0.5 * c.exact * torch::erfc(-c.exact / std::sqrt(2.0)), 1e-6);
  check_close(dense_activated(c.x, c.weight, {}, After::silu),
              c.product * torch::sigmoid(c.product), 1e-6);
}

void TestBf16Passes::aDenseLayerOnTopOfWhatWasThere() {
  torch::NoGradGuard frozen;
  const DenseCase c;
  const auto past = torch::randn({37, 40}).to(torch::kBFloat16), before = past.clone();
  check_close(dense_plus(c.x, c.weight, c.bias, past), c.exact + past.to(torch::kFloat64), 1e-6);
  QVERIFY(torch::equal(past, before));
}

void TestBf16Passes::softmaxOfAnyLength_data() {
  QTest::addColumn<int>("keys");
  for (const int keys : {1, 15, 16, 17, 50, 256})
    QTest::addRow("%d", keys) << keys;
}

void TestBf16Passes::softmaxOfAnyLength() {
  torch::NoGradGuard frozen;
  QFETCH(int, keys);
  const auto scores = (torch::randn({2, 3, 5, keys}) * 20).to(torch::kBFloat16);
  const auto exact = torch::softmax(scores.to(torch::kFloat64) * 0.125, -1);
  const auto ours = softmax_inplace(scores.clone(), 0.125, {});
  check_close(ours, exact, 1e-7);
  auto odd = scores.clone();
  odd[1][2][3][keys - 1] = NAN;
  const auto broken = softmax_inplace(odd, 0.125, {});
  QVERIFY(torch::isnan(broken[1][2][3]).all().item<bool>());
  QVERIFY(torch::equal(broken[1][2][2], ours[1][2][2]));
}

void TestBf16Passes::softmaxLooksWhereItMay() {
  torch::NoGradGuard frozen;
  const auto scores = torch::randn({3, 2, 20, 20}).to(torch::kBFloat16);
  const auto lengths = torch::tensor({20, 1, 11}).view({3, 1}),
             places = torch::arange(20).view({1, 20});
  const auto there = places.lt(lengths).to(torch::kFloat32);
  for (const auto &mask :
       {additive_mask(there, torch::kBFloat16), causal_mask(20, there, scores.options()),
        causal_mask(20, {}, scores.options())}) {
    const auto exact =
        torch::softmax(scores.to(torch::kFloat64) * 0.5 + mask.to(torch::kFloat64), -1);
    const auto ours = softmax_inplace(scores.clone(), 0.5, mask);
    check_close(ours, exact, 1e-7);
    QVERIFY(ours.masked_select(mask.lt(0).expand_as(ours)).eq(0).all().item<bool>());
  }
}

void TestBf16Passes::headsOfOneProduct() {
  torch::NoGradGuard frozen;
  const auto x = torch::randn({2 * 7, 24}).to(torch::kBFloat16); // two texts of seven tokens
  const auto weight = torch::randn({3 * 24, 24}).to(torch::kBFloat16),
             bias = torch::randn({72}).to(torch::kBFloat16);
  const Heads heads = packed_heads(x, weight, bias, 2, 4);
  const auto exact = (torch::mm(x, weight.t()).to(torch::kFloat64) + bias.to(torch::kFloat64))
                         .view({2, 7, 3, 4, 6});
  check_close(heads.query, exact.select(2, 0).transpose(1, 2), 1e-6);
  check_close(heads.key, exact.select(2, 1).transpose(1, 2), 1e-6);
  check_close(heads.value, exact.select(2, 2).transpose(1, 2), 1e-6);
  const Heads plain = packed_heads(x.to(torch::kFloat32), weight.to(torch::kFloat32),
                                   bias.to(torch::kFloat32), 2, 4);
  QVERIFY(torch::allclose(plain.key, exact.select(2, 1).transpose(1, 2).to(torch::kFloat32), 0.02,
                          0.02));
}

void TestBf16Passes::gradientsGoLibTorchsWay() {
  auto norm = random_norm(16, torch::kBFloat16);
  const auto x = torch::randn({4, 16}).to(torch::kBFloat16).requires_grad_();
  silu_inplace(apply_norm(norm, x)).sum().backward();
  QVERIFY(x.grad().defined() && x.grad().abs().sum().item<float>() > 0);
}

void TestBf16Passes::otherTypesAndGapsGoLibTorchsWay() {
  torch::NoGradGuard frozen;
  auto norm = random_norm(16, torch::kFloat32);
  const auto x = torch::randn({4, 16});
  QVERIFY(torch::equal(apply_norm(norm, x), norm->forward(x)));
  QVERIFY(torch::equal(silu_inplace(x.clone()), torch::silu(x)));
  auto halves = random_norm(16, torch::kBFloat16);
  const auto gaps = torch::randn({16, 4}).to(torch::kBFloat16).t();
  QVERIFY(!gaps.is_contiguous());
  check_close(apply_norm(halves, gaps), exactly(halves, gaps), 0.02);
  QCOMPARE(gelu_inplace(torch::empty({0}).to(torch::kBFloat16)).numel(), int64_t{0});
}

QTEST_GUILESS_MAIN(TestBf16Passes)
#include "test_bf16_passes.moc"
