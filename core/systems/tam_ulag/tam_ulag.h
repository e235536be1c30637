#pragma once

#include "systems/system.h"
#include "systems/tam_ulag/fusion.h"
#include "systems/tam_ulag/temporal.h"
#include "systems/tam_ulag/ulag.h"

namespace affect {

/// TAM-ULAG (Sun & Wang, Journal of Electronics & Information Technology 46(2), 2024), as we build
/// it from its abstract and the methods that this names: temporal attention on a recurrent stack
/// for each of text, video and audio (tam_ulag/temporal.h), fusion by semantic dimension
/// (tam_ulag/fusion.h), one multimodal and three unimodal tasks, and unimodal labels that the
/// system makes itself (tam_ulag/ulag.h).
///
/// Text steps are the tokens' states, video steps SystemInput::video, audio steps
/// SystemInput::audio; where the configuration has no width for one, the system has no such
/// modality. Each task has an intensity head (in [-1, 1]) and a polarity head.
///
/// Loss: |ŷ_m − y_m| and cross entropy of the whole; for each present modality u the same of its
/// own label y_u, weighed by floor + tanh|y_u − y_m|. Where a post has only a polarity, its
/// intensity is −1, 0 or 1.
///
/// Settings: width (64, of a GRU), layers (2), dimensions (64), dropout (0.3), input_dropout (0.3),
/// polarity_weight (1), unimodal_weight (0.5), floor (0.3; 0: Self-MM's weighting), gamma (0.5),
/// smoothing (0.1), neutral (0.33: what of an intensity is below is neutral), labels (0 cosine, 1
/// Self-MM, 2 copied, 3 human where known), asks_text, asks_video, asks_audio (0; 1: that
/// modality's steps are the context of a label, see Steps::asked). Parts: temporal-attention,
/// dimension-fusion, unimodal-tasks, text, image, audio.
class TamUlag : public System {
public:
  explicit TamUlag(const SystemConfig &config);

  SystemOutput forward(const SystemInput &input, bool explain) override;
  torch::Tensor loss(const SystemOutput &output, const SystemLabels &labels) override;

  bool reads_steps() const override { return true; }
  bool reads_frames() const override { return true; }
  bool generates_labels() const override { return true; }
  torch::Tensor generate_labels(const torch::Tensor &features, const torch::Tensor &present,
                                const SystemLabels &labels, const torch::Tensor &before,
                                int epoch) override;

  std::vector<std::string> parts() const override {
    return {"temporal-attention", "dimension-fusion", "unimodal-tasks", "text", "image", "audio"};
  }
  std::vector<Ablation> ablations() const override;

private:
  /// Heads of one task over [batch, dimensions].
  struct Task {
    torch::nn::Linear intensity{nullptr}, polarity{nullptr};
  };
  struct Part {
    bool used = false;
    tam_ulag::TemporalAttention time{nullptr};
    torch::nn::Linear project{nullptr};
  };

  Part make_part(const std::string &name, int64_t width, bool asks);
  Task make_task(const std::string &name);
  tam_ulag::Steps steps_of(const SystemInput &input, int64_t part) const;
  torch::Tensor polarity_of_intensity(const torch::Tensor &intensity) const;
  torch::Tensor task_loss(const torch::Tensor &predicted, const torch::Tensor &intensity,
                          const torch::Tensor &polarity, const torch::Tensor &weight) const;

  std::vector<Part> parts_; ///< text, image (video), audio
  tam_ulag::SemanticFusion fusion_{nullptr};
  std::vector<Task> tasks_; ///< whole, text, image, audio
  torch::Tensor centres_;   ///< buffer [4, 2, dimensions] of the feature spaces' classes
};

} // namespace affect
