#include "evaluate/evaluate_audio.h"

#include "commands.h"
#include "data/speech_data.h"
#include "training/encoders/audio_evaluation.h"

namespace affect::cli {

Result<void> evaluate_audio(const std::filesystem::path &folder, const SpeechFolders &folders,
                            int threads) {
  use_threads(threads);
  AFFECT_TRY(encoder, AudioEncoder::open(folder, torch::kFloat32));
  AFFECT_TRY(scores, evaluate_audio_encoder(*encoder, folders, interrupt_token()));
  print(scores, encoder->config());
  return {};
}

} // namespace affect::cli
