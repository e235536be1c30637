#include "elsewhere.h"
#include "made_folder.h"
#include "made_speech.h"
#include "nn/device.h"
#include "nn/face_net.h"
#include "nn/folded_efficientnet.h"
#include "nn/tower_folder.h"
#include "tensors.h"

#include <QTest>

using namespace affect;

/// Devices by name, and networks that are not in the processor's memory.
class TestDevice : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void names() {
    QVERIFY(device_called("cpu")->is_cpu());
    const auto best = device_called("auto");
    QCOMPARE(best->is_cuda(), torch::cuda::is_available());
    QVERIFY(*device_called("") == *best);
    for (const char *name : {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1234", "CPU", "meta"}) {
      const auto device = device_called(name);
      QVERIFY2(!device.ok() && device.error().code == ErrorCode::usage, name);
      QVERIFY(device.error().text().find(name) != std::string::npos);
    }
  }

  void gpusThatAreNotThereAreRefused() {
    const auto last = device_called("cuda:99");
    QVERIFY(!last.ok());
    QCOMPARE(last.error().code, ErrorCode::unsupported);
    const auto first = device_called("cuda");
    QCOMPARE(first.ok(), torch::cuda::is_available());
    if (!first.ok())
      QVERIFY(first.error().text().find("cpu or auto") != std::string::npos);
  }

  void whereANetworkIs() {
    torch::nn::Linear layer(3, 2);
    QVERIFY(device_of(*layer).is_cpu());
    move_elsewhere(*layer);
    QVERIFY(device_of(*layer) == elsewhere);
    QVERIFY(device_of(*torch::nn::ReLU()).is_cpu());
  }

  void textNetworksWorkElsewhere() {
    torch::NoGradGuard frozen;
    for (const bool roberta : {false, true}) {
      auto encoder = small_encoder(small_config(roberta));
      const auto ids = torch::randint(2, 40, {2, 6}, torch::kInt64), mask = torch::ones({2, 6});
      const auto here = encoder->forward(ids, mask);
      move_elsewhere(*encoder);
      encoder->prepare(torch::kFloat32);
      QVERIFY(like(encoder->forward(ids.to(elsewhere), mask.to(elsewhere)).last_hidden_state,
                   here.last_hidden_state));
    }
  }

  void towersWorkElsewhere() {
    torch::NoGradGuard frozen;
    const QTemporaryDir folder;
    auto towers = load_tower_folder(made::clip_folder(folder), TowerParts::both);
    QVERIFY(towers.ok());
    const auto pixels = torch::randn({2, 3, 12, 12});
    const auto ids = torch::full({2, 5}, 7, torch::kInt64);
    const auto seen = towers->vision->forward(pixels).embeds,
               read = towers->text->forward(ids).embeds;
    move_elsewhere(*towers->vision);
    towers->vision->prepare(torch::kFloat32);
    QVERIFY(like(towers->vision->forward(pixels.to(elsewhere)).embeds, seen));
    move_elsewhere(*towers->text);
    towers->text->prepare(torch::kFloat32);
    QVERIFY(like(towers->text->forward(ids.to(elsewhere)).embeds, read));
  }

  void picturesAndFacesWorkElsewhere() {
    torch::NoGradGuard frozen;
    EfficientNetLite0 network(0);
    network->eval();
    const auto pixels = torch::randn({1, 3, 64, 64});
    const auto here = FoldedEfficientNet(*network, torch::kFloat32).forward(pixels);
    move_elsewhere(*network);
    const auto there = FoldedEfficientNet(*network, torch::kFloat32).forward(pixels.to(elsewhere));
    QVERIFY(like(there.grid, here.grid) && like(there.pooled, here.pooled) &&
            like(there.fine, here.fine));
    FaceNet faces{FaceNetConfig{}};
    faces->eval();
    const auto crops = torch::randn({2, 1, 48, 48});
    const auto seen = FoldedFaceNet(*faces, torch::kFloat32).forward(crops);
    move_elsewhere(*faces);
    const auto far = FoldedFaceNet(*faces, torch::kFloat32).forward(crops.to(elsewhere));
    QVERIFY(like(far.vector, seen.vector) && like(far.logits, seen.logits));
  }

  void soundWorksElsewhere() {
    torch::NoGradGuard frozen;
    auto network = made::speech_net();
    const auto mel = torch::randn({1, made::speech_config().bands, 64});
    const auto mask = torch::ones({1, speech_steps(64)}, torch::kBool);
    const auto answer = [&](torch::Device device) {
      return network->emotions(
          network->pool(network->forward(mel.to(device)), mask.to(device)),
          torch::zeros({1}, torch::TensorOptions(torch::kInt64).device(device)));
    };
    const auto here = answer(torch::kCPU);
    move_elsewhere(*network);
    QVERIFY(like(answer(elsewhere), here));
  }
};

QTEST_APPLESS_MAIN(TestDevice)
#include "test_device.moc"
