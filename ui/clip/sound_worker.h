#pragma once

#include "base/cancel.h"
#include "media/audio_reader.h"

#include <QObject>

#include <filesystem>
#include <memory>

class QAudioSink;
class QIODevice;

namespace affect::ui {

/// Plays a clip's sound; lives in a thread of its own, which also decodes it. Silent where there is
/// no sound device.
class SoundWorker : public QObject {
  Q_OBJECT
public:
  SoundWorker();
  ~SoundWorker() override;

  void start(const std::filesystem::path &file, double seconds, double volume,
             const CancelToken &cancel);
  void stop();
  void setVolume(double volume); ///< 0 … 1 as the ear hears it

Q_SIGNALS:
  void silent(); ///< there is no sound device to play on

private:
  std::unique_ptr<QIODevice> source_;
  std::unique_ptr<QAudioSink> sink_;
};

} // namespace affect::ui
