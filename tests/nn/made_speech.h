#pragma once

#include "nn/speech_net.h"

#include <QtGlobal>

/// A small audio encoder with random weights, the same each time.
namespace made {

inline affect::SpeechNetConfig speech_config() {
  affect::SpeechNetConfig config;
  config.channels = {4, 5, 6, 7};
  config.width = 12;
  config.attention = 8;
  config.emotions = {"angry", "calm", "happy", "sad"};
  config.corpora = {{"zoo", {0, 1, 2}}, {"ark", {0, 3}}};
  return config;
}

inline affect::SpeechNet speech_net(const affect::SpeechNetConfig &config = speech_config()) {
  torch::manual_seed(3);
  affect::SpeechNet network(config);
  torch::NoGradGuard frozen;
  for (auto &parameter : network->named_parameters())
    if (parameter.key().ends_with(".weight") && parameter.value().dim() > 1)
      parameter.value().mul_(2); // large enough for a signal to reach its end
  network->eval();
  return network;
}

inline std::filesystem::path speech_folder(const std::filesystem::path &path) {
  std::filesystem::create_directories(path);
  if (!affect::write_speech_folder(path, *speech_net()).ok())
    qFatal("cannot write a temporary file");
  return path;
}

} // namespace made
