#include "nn/channels_last.h"
#include "nn/same_padding.h"

#include <QTest>

#include <cmath>

using namespace affect;

namespace {

torch::Tensor pictures(int64_t channels, int64_t rows, int64_t columns, torch::ScalarType type) {
  return torch::randn({3, channels, rows, columns})
      .to(type)
      .contiguous(torch::MemoryFormat::ChannelsLast);
}

/// No further off than the rounding of `type` allows, once for the result.
void check_close(const torch::Tensor &is, const torch::Tensor &should, double least) {
  QCOMPARE(is.sizes(), should.sizes());
  const double rounding = is.scalar_type() == torch::kBFloat16 ? std::pow(2.0, -8) * 1.01 : 1e-6;
  const auto off = (is.to(torch::kFloat64) - should).abs(), may = should.abs() * rounding + least;
  const auto worst = (off / may).max().item<double>();
  QVERIFY2(worst <= 1, qPrintable(QStringLiteral("%1 times what rounding may do").arg(worst)));
}

} // namespace

class TestChannelsLast : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() { torch::manual_seed(5); }
  void depthwiseIsAConvolution_data();
  void depthwiseIsAConvolution();
  void mixingIsAConvolution_data();
  void mixingIsAConvolution();
  void onlyWhatItCanRead();
};

void TestChannelsLast::depthwiseIsAConvolution_data() {
  QTest::addColumn<int>("channels");
  QTest::addColumn<int>("rows");
  QTest::addColumn<int>("columns");
  QTest::addColumn<int>("kernel");
  QTest::addColumn<int>("stride");
  QTest::newRow("one vector") << 16 << 9 << 8 << 3 << 1;
  QTest::newRow("two") << 32 << 8 << 9 << 3 << 2;
  QTest::newRow("three and one") << 64 << 7 << 5 << 5 << 1;
  QTest::newRow("three and two") << 80 << 5 << 7 << 5 << 2;
  QTest::newRow("smaller than the kernel") << 48 << 2 << 1 << 5 << 1;
  QTest::newRow("the network's") << 672 << 14 << 14 << 5 << 2;
}

void TestChannelsLast::depthwiseIsAConvolution() {
  torch::NoGradGuard frozen;
  QFETCH(int, channels);
  QFETCH(int, rows);
  QFETCH(int, columns);
  QFETCH(int, kernel);
  QFETCH(int, stride);
  const auto weight = torch::randn({channels, 1, kernel, kernel}), bias = torch::randn({channels});
  for (const auto type : {torch::kFloat32, torch::kBFloat16}) {
    const auto x = pictures(channels, rows, columns, type);
    QVERIFY(reads_channels_last(x));
    const std::vector<int64_t> steps{stride, stride}, none{0, 0}, one{1, 1};
    const auto exact =
        torch::conv2d(same_pad(x.to(torch::kFloat64), kernel, stride), weight.to(torch::kFloat64),
                      bias.to(torch::kFloat64), torch::IntArrayRef(steps), torch::IntArrayRef(none),
                      torch::IntArrayRef(one), channels)
            .clamp(0, 6);
    const auto y = depthwise_relu6(x, depthwise_taps(weight), bias, stride);
    QCOMPARE(y.scalar_type(), type);
    check_close(y, exact, 1e-5);
    check_close(depthwise_relu6(x.contiguous(), depthwise_taps(weight), bias, stride), exact, 1e-5);
  }
}

void TestChannelsLast::mixingIsAConvolution_data() {
  QTest::addColumn<int>("in");
  QTest::addColumn<int>("out");
  QTest::newRow("odd numbers") << 7 << 5;
  QTest::newRow("wider") << 24 << 144;
  QTest::newRow("narrower") << 144 << 40;
}

void TestChannelsLast::mixingIsAConvolution() {
  torch::NoGradGuard frozen;
  QFETCH(int, in);
  QFETCH(int, out);
  const auto bias = torch::randn({out});
  for (const auto type : {torch::kFloat32, torch::kBFloat16}) {
    const auto x = pictures(in, 6, 4, type), beside = pictures(out, 6, 4, type);
    const auto weight = torch::randn({out, in}).to(type);
    // bf16: LibTorch rounds the product, we what is added to it.
    const auto product =
        torch::mm(x.permute({0, 2, 3, 1}).reshape({-1, in}), weight.t()).to(torch::kFloat64);
    const auto exact =
        (product + bias.to(torch::kFloat64)).view({x.size(0), 6, 4, out}).permute({0, 3, 1, 2});
    check_close(pointwise(x, weight, bias, false), exact, 1e-5);
    check_close(pointwise(x, weight, bias, true), exact.clamp(0, 6), 1e-5);
    check_close(pointwise(x, weight, bias, false, beside), exact + beside.to(torch::kFloat64),
                1e-5);
  }
}

void TestChannelsLast::onlyWhatItCanRead() {
  const auto x = torch::randn({1, 16, 4, 4});
  QVERIFY(!reads_channels_last(x)); // gradients may be wanted
  torch::NoGradGuard frozen;
  QVERIFY(reads_channels_last(x));
  QVERIFY(!reads_channels_last(x.to(torch::kFloat64)));
  QVERIFY(!reads_channels_last(torch::empty({0, 16, 4, 4})));
  QVERIFY(!reads_channels_last(torch::empty({1, 16, 4, 4}, torch::kMeta)));
}

QTEST_GUILESS_MAIN(TestChannelsLast)
#include "test_channels_last.moc"
