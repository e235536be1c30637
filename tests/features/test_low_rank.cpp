#include "features/low_rank.h"
#include "features/made_encoders.h"
#include "features/tuned_encoders.h"
#include "shared_data.h"

#include <QTest>

using namespace affect;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> texts{"good food", "the good and the bad and the food"};

torch::Tensor of_rank(int64_t rows, int64_t columns, int64_t rank) {
  return torch::mm(torch::randn({rows, rank}), torch::randn({rank, columns})) * 0.1;
}

} // namespace

class TestLowRank : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    torch::manual_seed(7);
  }
  void aChangeOfThatRankComesBack();
  void theBestChangeOfARankIsKept();
  void whatWouldNotGetSmallerStaysWhole();
  void anEncoderReadsChangesFromAFile();
  void whatDoesNotFitIsRefused();

private:
  std::unique_ptr<TextEncoder> text() {
    auto opened =
        TextEncoder::open(made::bert_folder(folder_->path().toStdString()), torch::kFloat32);
    if (!opened.ok())
      qFatal("%s", opened.error().text().c_str());
    return std::move(*opened);
  }
  std::unique_ptr<QTemporaryDir> folder_;
};

void TestLowRank::aChangeOfThatRankComesBack() {
  const StateDict before{{"a", torch::randn({40, 30})}, {"bias", torch::randn({40})}};
  const StateDict after{{"a", before.at("a") + of_rank(40, 30, 3)}, {"bias", torch::randn({40})}};
  const auto changes = changes_of_rank(before, after, 3);
  QCOMPARE(changes.size(), std::size_t{3});
  QCOMPARE(changes.at("a.up").sizes().vec(), (std::vector<int64_t>{40, 3}));
  QCOMPARE(changes.at("a.down").sizes().vec(), (std::vector<int64_t>{3, 30}));
  const auto again = with_changes(before, changes);
  QVERIFY(again.ok());
  QCOMPARE(again->size(), std::size_t{2});
  QVERIFY(largest_difference(again->at("a"), after.at("a")) < 2e-3); // fp16's share of the change
  QVERIFY(
      torch::equal(again->at("bias"), after.at("bias").to(torch::kFloat16).to(torch::kFloat32)));
}

void TestLowRank::theBestChangeOfARankIsKept() {
  const StateDict before{{"a", torch::zeros({40, 30})}};
  const auto large = of_rank(40, 30, 2), small = torch::randn({40, 30}) * 1e-3;
  const StateDict after{{"a", large + small}};
  double last = 1e9;
  for (const int64_t rank : {1, 2}) {
    const auto made = with_changes(before, changes_of_rank(before, after, rank));
    QVERIFY(made.ok());
    const double left = (made->at("a") - after.at("a")).norm().item<double>();
    QVERIFY(left < last);
    last = left;
  }
  QVERIFY(last <= small.norm().item<double>() * 1.02); // what is left is the noise
}

void TestLowRank::whatWouldNotGetSmallerStaysWhole() {
  const StateDict before{{"a", torch::zeros({8, 8})}, {"kernel", torch::zeros({8, 8, 1, 1})}};
  const StateDict after{{"a", torch::randn({8, 8})}, {"kernel", torch::randn({8, 8, 1, 1})}};
  const auto same = [&](int64_t rank) {
    const auto changes = changes_of_rank(before, after, rank);
    return changes.count("a") == 1 && changes.count("kernel") == 1 && changes.size() == 2;
  };
  QVERIFY(same(0) && same(4));
  QVERIFY(!same(3));
}

void TestLowRank::anEncoderReadsChangesFromAFile() {
  const auto encoder = text(), other = text();
  TunedLayers layers = encoder->last_layers(1);
  auto tuned = layers.state;
  for (auto &[name, tensor] : tuned)
    tensor = tensor.dim() == 2 ? tensor + of_rank(tensor.size(0), tensor.size(1), 2) : tensor + 0.1;
  const TunedLayers changes{1, changes_of_rank(layers.state, tuned, 2)};
  QVERIFY(changes.state.size() > tuned.size());
  const fs::path file = fs::path(folder_->path().toStdString()) / "tuned.safetensors";
  QVERIFY(write_tuned(file, {changes, {}}).ok());
  const auto read = read_tuned(file, 1, 0);
  QVERIFY(read.ok());
  QVERIFY(encoder->lay_over(read->text, file).ok());
  for (const auto &[name, tensor] : encoder->last_layers(1).state)
    QVERIFY2(largest_difference(tensor, tuned.at(name)) < 5e-3, name.c_str());
  // The same name as where they were made, and another than without them.
  QVERIFY(other->lay_over(changes).ok());
  QCOMPARE(encoder->hash(), other->hash());
  QVERIFY(encoder->hash() != encoder->base_hash());
  QVERIFY(torch::equal(encoder->encode(texts)[1].hidden, other->encode(texts)[1].hidden));
}

void TestLowRank::whatDoesNotFitIsRefused() {
  const auto encoder = text();
  const auto before = encoder->encode(texts);
  const auto start = encoder->last_layers(1);
  auto tuned = start.state;
  for (auto &[name, tensor] : tuned)
    tensor =
        tensor + of_rank(tensor.size(0), tensor.dim() == 2 ? tensor.size(1) : 1, 1).view_as(tensor);
  const StateDict good = changes_of_rank(start.state, tuned, 1);
  std::string matrix;
  for (const auto &[name, tensor] : good)
    if (name.ends_with(".up"))
      matrix = name.substr(0, name.size() - 3);
  QVERIFY(!matrix.empty());
  const auto refused = [&](const StateDict &state) {
    const auto result = encoder->lay_over({1, state}, "tuned.safetensors");
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::bad_format);
    QVERIFY(result.error().file == "tuned.safetensors");
  };
  auto bad = good;
  bad.erase(matrix + ".down"); // half a pair
  refused(bad);
  bad = good;
  bad[matrix] = start.state.at(matrix); // the whole beside its change
  refused(bad);
  bad = good;
  bad[matrix + ".up"] = torch::zeros({3, 1});
  refused(bad);
  bad = good;
  bad[matrix + ".down"] = torch::zeros({2, bad.at(matrix + ".down").size(1)}); // ranks that differ
  refused(bad);
  bad = good;
  bad[matrix + ".up"] = torch::full_like(bad.at(matrix + ".up"), NAN);
  refused(bad);
  bad = good;
  bad["nobody.up"] = torch::zeros({3, 1});
  bad["nobody.down"] = torch::zeros({1, 3});
  refused(bad);
  QVERIFY(torch::equal(encoder->encode(texts)[0].hidden, before[0].hidden));
  QVERIFY(encoder->lay_over({1, good}).ok());
}

QTEST_GUILESS_MAIN(TestLowRank)
#include "test_low_rank.moc"
