#include "training/trainer/checkpoint.h"
#include "training/trainer/curves.h"
#include "training/trainer/schedule.h"
#include "training/trainer/weight_average.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>
#include <sstream>

using namespace affect;

namespace {

std::filesystem::path path_of(const QTemporaryDir &folder) { return folder.path().toStdString(); }

std::string content_of(const std::filesystem::path &file) {
  std::ostringstream content;
  content << std::ifstream(file).rdbuf();
  return content.str();
}

} // namespace

/// What all trainings share.
class TestTrainer : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void cosineRisesAndFalls() {
    const Schedule schedule(100);
    QCOMPARE(schedule.rate(2, 0), 0.2);
    QCOMPARE(schedule.rate(2, 9), 2.0);
    QCOMPARE(schedule.rate(2, 10), 2.0);
    QVERIFY(std::abs(schedule.rate(2, 55) - 1) < 1e-12); // half of the decay
    for (int step = 10; step < 99; ++step)
      QVERIFY(schedule.share(step + 1) < schedule.share(step));
    QVERIFY(schedule.share(99) > 0 && schedule.share(99) < 0.001);
  }

  void linearHasAFloor() {
    const Schedule schedule(
        200,
        {.decay = Schedule::Decay::linear, .warm_up = 0.05, .least_warm_up = 1, .floor = 0.05});
    QCOMPARE(schedule.share(9), 1.0);
    QVERIFY(std::abs(schedule.share(105) - 0.5) < 1e-12);
    QCOMPARE(schedule.share(199), 0.05);
    // Of three steps a twentieth is none, and still the first is taken.
    QCOMPARE(Schedule(3, {.warm_up = 0.05, .least_warm_up = 1}).share(0), 1.0);
  }

  void otherShapes() {
    const Schedule at_once(100, {.decay_at_once = true});
    QVERIFY(at_once.share(9) < 1 && at_once.share(9) > 0.95);
    QVERIFY(std::abs(at_once.share(50) - 0.5) < 1e-12);
    const Schedule margin(100, {.warm_up_margin = 1});
    QVERIFY(std::abs(margin.share(9) - 10.0 / 11) < 1e-12);
    const Schedule one_based(100, {.one_based = true});
    QCOMPARE(one_based.share(0), 0.1);
    QVERIFY(one_based.share(99) < 1e-12);
  }

  void averageFollowsTheWeights() {
    const auto weight = torch::zeros({2});
    WeightAverage average({weight});
    weight.fill_(1);
    average.update(ramped_decay(0.9, 0)); // the first update forgets the start
    QVERIFY(torch::equal(average.values()[0], torch::ones({2})));
    weight.fill_(3);
    average.update(0.75);
    QVERIFY(torch::allclose(average.values()[0], torch::full({2}, 1.5)));
    QVERIFY(torch::equal(weight, torch::full({2}, 3.0)));
    average.restore({torch::full({2}, 7.0)});
    QVERIFY(torch::equal(average.values()[0], torch::full({2}, 7.0)));
  }

  void averageOfBf16IsFp32() {
    const auto weight = torch::ones({3}, torch::kBFloat16);
    WeightAverage average({weight});
    QVERIFY(average.values()[0].scalar_type() == torch::kFloat32);
    const auto before = copies_of({weight});
    assign({weight}, average.values());
    QVERIFY(torch::equal(weight, before[0]) && weight.scalar_type() == torch::kBFloat16);
  }

  void decayIsRamped() {
    QCOMPARE(ramped_decay(0.99, 0), 0.0);
    QCOMPARE(ramped_decay(0.99, 10), 0.5);
    QCOMPARE(ramped_decay(0.99, 1e6), 0.99);
    QCOMPARE(ramped_decay(0.998, 2, 9), 2.0 / 11);
  }

  void checkpointsComeBack() {
    const QTemporaryDir folder;
    Checkpoint written;
    written.put("average.", std::vector<torch::Tensor>{torch::ones({2, 3}), torch::zeros({4})});
    written.put("buffer.", StateDict{{"norm.mean", torch::full({5}, 2.0)}});
    written.put_value("epoch", "7");
    QVERIFY(written.save(path_of(folder)).ok());
    const auto read = Checkpoint::load(path_of(folder));
    QVERIFY(read.ok());
    QCOMPARE(read->number("epoch"), std::int64_t{7});
    QCOMPARE(read->list("average.").size(), std::size_t{2});
    QVERIFY(torch::equal(read->list("average.")[0], torch::ones({2, 3})));
    QVERIFY(torch::equal(read->find("buffer.norm.mean"), torch::full({5}, 2.0)));
    QVERIFY(!read->find("buffer.other").defined());
    QCOMPARE(read->value("none"), std::string());
    QCOMPARE(read->number("none"), std::int64_t{0});
  }

  void onlyTheSameShapesFit() {
    Checkpoint checkpoint;
    const std::vector<torch::Tensor> two{torch::ones({2, 3}), torch::zeros({4})};
    checkpoint.put("average.", two);
    checkpoint.put("network.", StateDict{{"a", torch::ones({2})}});
    QVERIFY(checkpoint.fits("average.", two));
    QVERIFY(!checkpoint.fits("average.", std::vector<torch::Tensor>{two[0]}));
    QVERIFY(!checkpoint.fits("average.", std::vector<torch::Tensor>{two[0], two[1], two[1]}));
    QVERIFY(!checkpoint.fits("average.", std::vector<torch::Tensor>{two[0], torch::zeros({5})}));
    QVERIFY(!checkpoint.fits("optimizer.", two));
    QVERIFY(checkpoint.fits("network.", StateDict{{"a", torch::zeros({2})}}));
    QVERIFY(!checkpoint.fits("network.", StateDict{{"b", torch::zeros({2})}}));
    QVERIFY(!checkpoint.fits("network.", StateDict{{"a", torch::zeros({2, 1})}}));
  }

  void damagedCheckpointsAreErrors() {
    const QTemporaryDir folder;
    QVERIFY(!Checkpoint::load(path_of(folder)).ok()); // there is none
    std::ofstream(path_of(folder) / "checkpoint.safetensors") << "no checkpoint";
    const auto damaged = Checkpoint::load(path_of(folder));
    QVERIFY(!damaged.ok());
    QVERIFY(damaged.error().text().find("checkpoint.safetensors") != std::string::npos);
    Checkpoint fine;
    fine.put("average.", std::vector<torch::Tensor>{torch::ones({2})});
    QVERIFY(!fine.save(path_of(folder) / "none").ok());
  }

  void curvesGoOn() {
    const QTemporaryDir folder;
    Curves({}, "epoch,loss", false).add(1, 2); // no folder: nowhere
    Curves(path_of(folder), "epoch,loss", false).add(1, 0.5);
    Curves(path_of(folder), "epoch,loss", true).add(2, 0.25);
    QCOMPARE(content_of(path_of(folder) / "curves.csv"),
             std::string("epoch,loss\n1,0.5\n2,0.25\n"));
    Curves(path_of(folder), "epoch,loss", false).add(1, "");
    QCOMPARE(content_of(path_of(folder) / "curves.csv"), std::string("epoch,loss\n1,\n"));
  }
};

QTEST_GUILESS_MAIN(TestTrainer)
#include "test_trainer.moc"
