#include "nn/device.h"
#include "nn/elsewhere.h"
#include "systems/system.h"

#include <QtTest>

#include <vector>

using namespace affect;

namespace {

constexpr int64_t text_width = 10, image_width = 12, regions = 4, batch = 3, tokens = 5;
constexpr int64_t vocabulary = 30, face_numbers = 7;

SystemInput everything(bool frames) {
  SystemInput input;
  input.text = torch::randn({batch, tokens, text_width});
  input.text_mask = torch::ones({batch, tokens});
  input.text_vector = torch::randn({batch, text_width});
  input.image = torch::randn({batch, regions, image_width});
  input.image_vector = torch::randn({batch, image_width});
  input.has_text = torch::ones({batch});
  input.has_image = torch::ones({batch});
  input.words = torch::randint(vocabulary, {batch, 4}, torch::kInt64);
  input.word_weights = torch::rand({batch, 4});
  input.faces = torch::rand({batch, face_numbers});
  if (frames) {
    input.frames = torch::randn({batch, 2, regions, image_width});
    input.frame_vectors = torch::randn({batch, 2, image_width});
    input.frame_mask = torch::ones({batch, 2});
  }
  return input;
}

std::vector<torch::Tensor> tensors_of(SystemOutput output) {
  std::vector<torch::Tensor> all;
  for_each_tensor(output, [&](const torch::Tensor &one) { all.push_back(one); });
  return all;
}

} // namespace

/// Systems whose weights and posts are not in the processor's memory.
class TestDevices : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void everySystemWorksElsewhere_data() {
    QTest::addColumn<QString>("name");
    for (const std::string &name : system_names())
      QTest::newRow(name.c_str()) << QString::fromStdString(name);
  }
  void everySystemWorksElsewhere() {
    QFETCH(QString, name);
    torch::NoGradGuard frozen;
    SystemConfig config{name.toStdString(),
                        text_width,
                        image_width,
                        regions,
                        {{"width", 8},
                         {"heads", 2},
                         {"vocabulary", static_cast<double>(vocabulary)},
                         {"faces", static_cast<double>(face_numbers)}}};
    if (config.system == "tam-ulag")
      QSKIP("packed sequences ask for lengths in the processor's memory, which a device without "
            "memory cannot give");
    const auto system = make_system(config);
    system->eval();
    const auto input = everything(system->reads_frames());
    const auto here = tensors_of(system->forward(input, true));
    move_elsewhere(*system);
    QVERIFY(device_of(*system) == elsewhere);
    const auto there = tensors_of(system->forward(input.to(elsewhere, torch::kFloat32), true));
    QCOMPARE(there.size(), here.size());
    int compared = 0;
    for (std::size_t i = 0; i < here.size(); ++i) {
      QCOMPARE(there[i].defined(), here[i].defined());
      if (!here[i].defined())
        continue;
      QVERIFY2(like(there[i], here[i]), std::to_string(i).c_str());
      ++compared;
    }
    QVERIFY(compared >= 4);
  }

  void everyTensorOfABatchIsMovedAndChosen() {
    SystemInput input;
    int64_t count = 0;
    for_each_tensor(input, [&](torch::Tensor &one) {
      one = torch::arange(batch * 2).view({batch, 2}) + 10 * count++;
    });
    input.text = input.text.to(torch::kFloat64);
    auto moved = input.to(torch::kCPU, torch::kFloat32);
    QVERIFY(moved.text.scalar_type() == torch::kFloat32);
    QVERIFY(moved.words.scalar_type() == torch::kInt64); // what counts has no precision
    auto chosen = input.select(torch::tensor(std::vector<int64_t>{2, 0}));
    int64_t at = 0;
    for_each_tensor(chosen, [&](const torch::Tensor &one) {
      QCOMPARE(one.sizes().vec(), (std::vector<int64_t>{2, 2}));
      QCOMPARE(one[0][0].item<int64_t>(), 10 * at + 4);
      QCOMPARE(one[1][1].item<int64_t>(), 10 * at++ + 1);
    });
    QCOMPARE(at, count);
    input.faces = torch::Tensor();
    QVERIFY(!input.select(torch::tensor(std::vector<int64_t>{0})).faces.defined());
  }

  void outputsComeBackWhole() {
    const auto system =
        make_system({"multiscale", text_width, image_width, regions, {{"width", 8}, {"heads", 2}}});
    system->eval();
    torch::NoGradGuard frozen;
    const auto output = system->forward(everything(false), true);
    const auto there = tensors_of(output.to(elsewhere)), here = tensors_of(output),
               same = tensors_of(output.to(torch::kCPU));
    for (std::size_t i = 0; i < here.size(); ++i) {
      QCOMPARE(there[i].defined(), here[i].defined());
      QVERIFY(!here[i].defined() || like(there[i], here[i]));
      QVERIFY(same[i].is_same(here[i])); // nothing is copied where it is there already
    }
  }
};

QTEST_APPLESS_MAIN(TestDevices)
#include "test_devices.moc"
