#include "inputs/input_plan.h"

#include <QtTest>

using namespace affect;

namespace {

std::shared_ptr<System> made(const std::string &name, int64_t video = 0) {
  SystemConfig config{name, 8, 12, 4, {{"width", 8}, {"heads", 2}, {"dimensions", 6}}};
  config.video_width = video;
  config.audio_width = video;
  return make_system(config);
}

// Encoders that are only asked whether they are there.
template <typename Encoder> Encoder *present() { return reinterpret_cast<Encoder *>(0x10); }

} // namespace

/// What each system is given of a post.
class TestInputPlan : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void systemsOfOnePictureReadTheStillAndItsFaces() {
    for (const char *name : {"multiscale", "ctmwa"}) {
      InputEncoders encoders;
      const auto plain = plan_inputs(*made(name), StepSource::frames, encoders);
      QVERIFY2(plain.sight == Sight::still && plain.text, name);
      QVERIFY(!plain.picture_faces && !plain.sound && !plain.sees_all_frames());
      encoders.picture_faces = present<PictureFaceReader>();
      QVERIFY(plan_inputs(*made(name), StepSource::frames, encoders).picture_faces);
    }
  }

  void clipCaReadsFrames() {
    InputEncoders encoders;
    encoders.picture_faces = present<PictureFaceReader>();
    const auto plan = plan_inputs(*made("clip-ca"), StepSource::frames, encoders);
    QVERIFY(plan.sight == Sight::frames && plan.sees_pictures() && plan.sees_all_frames());
    QVERIFY(!plan.picture_faces); // of which frame?
  }

  void systemsOfStepsReadTheFaceOrTheFrames() {
    InputEncoders encoders;
    encoders.audio = present<AudioEncoder>();
    const auto frames = plan_inputs(*made("tam-ulag", 7), StepSource::frames, encoders);
    QVERIFY(frames.sight == Sight::steps && frames.sound && frames.sees_all_frames());
    encoders.faces = present<FaceEncoder>();
    const auto face = plan_inputs(*made("tam-ulag", 7), StepSource::faces, encoders);
    QVERIFY(face.sight == Sight::faces && face.sound && !face.sees_pictures());
    const auto words = plan_inputs(*made("tam-ulag", 7), StepSource::given, encoders);
    QVERIFY(words.sight == Sight::none && !words.sound && words.text);
    const auto heard = plan_inputs(*made("tam-ulag"), StepSource::frames, encoders);
    QVERIFY(heard.sight == Sight::none && heard.sound);
  }
};

QTEST_APPLESS_MAIN(TestInputPlan)
#include "test_input_plan.moc"
