#include "clip/sound_worker.h"

#include <QAudio>
#include <QAudioDevice>
#include <QAudioSink>
#include <QIODevice>
#include <QMediaDevices>

#include <algorithm>
#include <cstring>

namespace affect::ui {
namespace {

constexpr int rate = 48000, channels = 2;
constexpr qsizetype buffer_bytes =
    rate / 5 * channels * qsizetype{sizeof(float)}; // a fifth of a second

// What the sink pulls from: samples as they are decoded, silence after the end.
class SoundSource : public QIODevice {
public:
  explicit SoundSource(AudioReader reader) : reader_(std::move(reader)) { open(ReadOnly); }
  bool isSequential() const override { return true; }
  qint64 bytesAvailable() const override { return buffer_bytes + QIODevice::bytesAvailable(); }

protected:
  qint64 readData(char *data, qint64 most) override {
    const auto frames = static_cast<std::size_t>(most) / (channels * sizeof(float));
    auto samples = reader_.read(frames);
    if (!samples.ok() || samples->empty()) {
      std::memset(data, 0, static_cast<std::size_t>(most));
      return most;
    }
    const std::size_t bytes =
        std::min(samples->size() * sizeof(float), static_cast<std::size_t>(most));
    std::memcpy(data, samples->data(), bytes);
    return static_cast<qint64>(bytes);
  }
  qint64 writeData(const char *, qint64) override { return -1; }

private:
  AudioReader reader_;
};

} // namespace

SoundWorker::SoundWorker() = default;
SoundWorker::~SoundWorker() = default;

void SoundWorker::start(const std::filesystem::path &file, double seconds, double volume,
                        const CancelToken &cancel) {
  stop();
  const QAudioDevice device = QMediaDevices::defaultAudioOutput();
  QAudioFormat format;
  format.setSampleRate(rate);
  format.setChannelCount(channels);
  format.setSampleFormat(QAudioFormat::Float);
  if (device.isNull() || !device.isFormatSupported(format)) {
    Q_EMIT silent();
    return;
  }
  AudioOptions options;
  options.rate = rate;
  options.channels = channels;
  auto reader = AudioReader::open(file, options, {}, cancel);
  if (!reader.ok() || !reader->seek(seconds).ok())
    return; // the picture says what is wrong with the file
  source_ = std::make_unique<SoundSource>(std::move(*reader));
  sink_ = std::make_unique<QAudioSink>(device, format);
  sink_->setBufferSize(buffer_bytes);
  setVolume(volume);
  sink_->start(source_.get());
}

void SoundWorker::stop() {
  if (sink_)
    sink_->stop();
  sink_.reset();
  source_.reset();
}

void SoundWorker::setVolume(double volume) {
  if (sink_)
    sink_->setVolume(
        QAudio::convertVolume(volume, QAudio::LogarithmicVolumeScale, QAudio::LinearVolumeScale));
}

} // namespace affect::ui
