#include "nn/attention.h"
#include "tensors.h"

#include <QTest>

using namespace affect;

namespace {

/// The definition, word by word, in fp64: query [n, w], key [m, w], value [m, w], allowed [m].
torch::Tensor one_head(const torch::Tensor &query, const torch::Tensor &key,
                       const torch::Tensor &value, const std::vector<bool> &allowed,
                       torch::Tensor *weights) {
  const auto n = query.size(0), m = key.size(0), w = query.size(1);
  auto out = torch::zeros({n, w}, torch::kFloat64);
  *weights = torch::zeros({n, m}, torch::kFloat64);
  for (int64_t i = 0; i < n; ++i) {
    double sum = 0;
    for (int64_t j = 0; j < m; ++j)
      if (allowed[static_cast<std::size_t>(j)]) {
        const double weight =
            std::exp((query[i] * key[j]).sum().item<double>() / std::sqrt(static_cast<double>(w)));
        (*weights)[i][j] = weight;
        sum += weight;
      }
    (*weights)[i] /= sum;
    out[i] = torch::matmul((*weights)[i], value);
  }
  return out;
}

} // namespace

class TestAttention : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void equalsTheDefinition();
  void maskedKeysGetNothing();
  void weightsAreOptional();
  void maskIsNeverInfinite();
  void queryThatMayLookNowhereStaysFinite();
  void dropoutActsOnTheContextOnly();
};

void TestAttention::equalsTheDefinition() {
  torch::manual_seed(1);
  const int64_t heads = 3, width = 4;
  const auto query = torch::randn({2, 5, heads * width}), key = torch::randn({2, 7, heads * width}),
             value = torch::randn({2, 7, heads * width});
  auto mask = torch::ones({2, 7}, torch::kInt64);
  mask[1][2] = 0, mask[1][6] = 0;
  const auto made = attend(query, key, value, heads, additive_mask(mask, torch::kFloat32), true);
  QVERIFY(made.context.sizes() == torch::IntArrayRef({2, 5, heads * width}));
  QVERIFY(made.weights.sizes() == torch::IntArrayRef({2, heads, 5, 7}));
  for (int64_t b = 0; b < 2; ++b)
    for (int64_t h = 0; h < heads; ++h) {
      const auto part = [&](const torch::Tensor &x) {
        return x[b].slice(1, h * width, (h + 1) * width).to(torch::kFloat64);
      };
      std::vector<bool> allowed;
      for (int64_t j = 0; j < 7; ++j)
        allowed.push_back(mask[b][j].item<int64_t>() != 0);
      torch::Tensor weights;
      const auto context = one_head(part(query), part(key), part(value), allowed, &weights);
      QVERIFY(largest_difference(made.weights[b][h], weights) < 1e-6);
      QVERIFY(largest_difference(part(made.context), context) < 1e-5);
    }
}

void TestAttention::maskedKeysGetNothing() {
  torch::manual_seed(2);
  const auto x = torch::randn({1, 6, 8});
  auto mask = torch::ones({1, 6}, torch::kInt64);
  mask[0][3] = 0;
  const auto made = attend(x, x, x, 2, additive_mask(mask, torch::kFloat32), true);
  QCOMPARE(made.weights.select(3, 3).abs().max().item<float>(), 0.0f);
  QVERIFY(largest_difference(made.weights.sum(-1), torch::ones({1, 2, 6})) < 1e-6);
  // What stands at the masked place has no influence.
  auto other = x.clone();
  other[0][3].fill_(1000);
  QVERIFY(
      torch::equal(made.context,
                   attend(x, other, other, 2, additive_mask(mask, torch::kFloat32), true).context));
}

void TestAttention::weightsAreOptional() {
  torch::manual_seed(3);
  const auto q = torch::randn({2, 3, 8}), k = torch::randn({2, 5, 8}), v = torch::randn({2, 5, 8});
  const auto with = attend(q, k, v, 4, {}, true), without = attend(q, k, v, 4, {}, false);
  QVERIFY(with.weights.defined());
  QVERIFY(!without.weights.defined());
  QVERIFY(largest_difference(with.context, without.context) < 1e-6);
}

void TestAttention::maskIsNeverInfinite() {
  const auto mask = torch::tensor({1, 0, 1}, torch::kInt64).view({1, 3});
  for (const auto type : {torch::kFloat32, torch::kBFloat16, torch::kFloat16}) {
    const auto made = additive_mask(mask, type);
    QVERIFY(made.scalar_type() == type);
    QVERIFY(made.sizes() == torch::IntArrayRef({1, 1, 1, 3}));
    const auto values = made.to(torch::kFloat64).flatten();
    QVERIFY(torch::isfinite(values).all().item<bool>());
    QCOMPARE(values[0].item<double>(), 0.0);
    QVERIFY(values[1].item<double>() < -60000);
  }
  QVERIFY(torch::equal(additive_mask(mask, torch::kFloat32),
                       additive_mask(mask.to(torch::kBool), torch::kFloat32)));
  QVERIFY(torch::equal(additive_mask(mask, torch::kFloat32),
                       additive_mask(mask.to(torch::kFloat32), torch::kFloat32)));
}

void TestAttention::queryThatMayLookNowhereStaysFinite() {
  torch::manual_seed(4);
  const auto x = torch::randn({2, 3, 8});
  const auto nowhere = torch::zeros({2, 3}, torch::kInt64);
  for (const auto type : {torch::kFloat32, torch::kBFloat16}) {
    const auto y = x.to(type);
    const auto made = attend(y, y, y, 2, additive_mask(nowhere, type), true);
    QVERIFY(torch::isfinite(made.context).all().item<bool>());
    QVERIFY(torch::isfinite(made.weights).all().item<bool>());
  }
}

void TestAttention::dropoutActsOnTheContextOnly() {
  torch::manual_seed(5);
  const auto x = torch::randn({1, 16, 8});
  const auto plain = attend(x, x, x, 2, {}, true), dropped = attend(x, x, x, 2, {}, true, 0.5);
  QVERIFY(
      torch::equal(plain.weights, dropped.weights)); // what is shown is what the network decided
  QVERIFY(largest_difference(plain.context, dropped.context) > 1e-3);
}

QTEST_GUILESS_MAIN(TestAttention)
#include "test_attention.moc"
