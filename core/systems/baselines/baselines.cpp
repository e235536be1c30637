#include "systems/baselines/baselines.h"

#include "systems/packed.h"
#include "systems/standardise.h"

#include <array>

namespace affect {
namespace {

constexpr int64_t classes = 3, modalities = 3;
constexpr std::array<const char *, modalities> names = {"text", "video", "audio"};

/// One modality of a batch over time.
struct Sequence {
  torch::Tensor values, mask, present; ///< [batch, steps, width], [batch, steps], [batch]
};

std::array<Sequence, modalities> sequences_of(const SystemInput &input) {
  return {Sequence{input.text, input.text_mask, input.has_text},
          Sequence{input.video, input.video_mask, input.has_image},
          Sequence{input.audio, input.audio_mask, input.has_audio}};
}

torch::Tensor at_asked(const torch::Tensor &states, const torch::Tensor &asked) {
  const auto at =
      asked.clamp(0, states.size(1) - 1).view({-1, 1, 1}).expand({-1, 1, states.size(2)});
  return states.gather(1, at).squeeze(1);
}

torch::Tensor mean_over(const torch::Tensor &states, const torch::Tensor &mask) {
  return (states * mask.unsqueeze(2)).sum(1) / mask.sum(1, true).clamp_min(1);
}

torch::nn::LSTM both_ways(int64_t from, int64_t width) {
  return torch::nn::LSTM(torch::nn::LSTMOptions(from, width).bidirectional(true).batch_first(true));
}

/// What the two have in common: heads, loss, which modalities there are.
class Baseline : public System {
public:
  explicit Baseline(const SystemConfig &config) : System(config) {
    const std::array<int64_t, modalities> widths = {config.text_width, config.video_width,
                                                    config.audio_width};
    for (std::size_t i = 0; i < modalities; ++i)
      if (widths[i] > 0)
        used_.push_back({i, widths[i], config.setting(std::string("asks_") + names[i], 0) != 0});
  }
  bool reads_steps() const override { return true; }
  bool reads_frames() const override { return true; }

  torch::Tensor loss(const SystemOutput &output, const SystemLabels &labels) override {
    const auto whole = labels.intensity_of(0);
    const auto known = whole.isnan().logical_not();
    const auto apart = torch::where(known, output.intensities.select(1, 0) - whole.nan_to_num(0),
                                    torch::zeros_like(whole));
    return apart.abs().sum() / known.sum().clamp_min(1) +
           labelled_cross_entropy(output.logits, labels.joint, config().setting("smoothing", 0.1));
  }

protected:
  struct Used {
    std::size_t which;
    int64_t width;
    bool asks; ///< its steps are the context of the label
  };
  void make_heads(int64_t width) {
    intensity_ = register_module("intensity", torch::nn::Linear(width, 1));
    polarity_ = register_module("polarity", torch::nn::Linear(width, classes));
  }
  SystemOutput run_heads(const torch::Tensor &features) {
    const auto hidden = dropped(features, "dropout");
    SystemOutput output;
    output.logits = polarity_(hidden);
    output.intensities = torch::tanh(intensity_(hidden)).expand({-1, intensity_spaces});
    return output;
  }
  torch::Tensor dropped(const torch::Tensor &x, const char *setting) {
    return torch::dropout(x, config().setting(setting, 0.3), is_training());
  }
  int64_t width() const { return static_cast<int64_t>(config().setting("width", 64)); }
  const std::vector<Used> &used() const { return used_; }

private:
  std::vector<Used> used_;
  torch::nn::Linear intensity_{nullptr}, polarity_{nullptr};
};

class Concatenation : public Baseline {
public:
  explicit Concatenation(const SystemConfig &config) : Baseline(config) {
    int64_t joined = 0;
    for (const Used &one : used())
      joined += one.width;
    hidden_ = register_module("hidden", torch::nn::Linear(joined, 2 * width()));
    make_heads(2 * width());
  }
  SystemOutput forward(const SystemInput &input, bool) override {
    const auto sequences = sequences_of(input);
    std::vector<torch::Tensor> parts;
    for (const Used &one : used()) {
      const Sequence &sequence = sequences[one.which];
      const auto values = standardised(sequence.values);
      parts.push_back(
          (one.asks ? at_asked(values, input.asked) : mean_over(values, sequence.mask)) *
          sequence.present.unsqueeze(1));
    }
    return run_heads(torch::relu(hidden_(dropped(torch::cat(parts, 1), "input_dropout"))));
  }

private:
  torch::nn::Linear hidden_{nullptr};
};

class ContextualLstm : public Baseline {
public:
  explicit ContextualLstm(const SystemConfig &config) : Baseline(config) {
    for (const Used &one : used()) {
      const std::string name = names[one.which];
      first_.push_back(register_module(name + "_lstm", both_ways(one.width, width())));
      dense_.push_back(register_module(name + "_dense", torch::nn::Linear(2 * width(), width())));
      context_ = context_ && one.asks;
    }
    const auto joined = static_cast<int64_t>(used().size()) * width();
    if (context_)
      second_ = register_module("fusion_lstm", both_ways(joined, width()));
    make_heads(context_ ? 2 * width() : joined);
  }
  SystemOutput forward(const SystemInput &input, bool) override {
    const auto sequences = sequences_of(input);
    std::vector<torch::Tensor> parts;
    for (std::size_t i = 0; i < used().size(); ++i) {
      const Used &one = used()[i];
      const Sequence &sequence = sequences[one.which];
      auto states = run_packed(first_[i], dropped(standardised(sequence.values), "input_dropout"),
                               lengths_of(sequence.mask));
      if (!context_)
        states = (one.asks ? at_asked(states, input.asked) : mean_over(states, sequence.mask))
                     .unsqueeze(1);
      const auto seen = torch::tanh(dense_[i](dropped(states, "dropout")));
      parts.push_back(seen * sequence.present.view({-1, 1, 1}));
    }
    const auto joined = torch::cat(parts, 2); // [batch, utterances or 1, …]
    if (!context_)
      return run_heads(joined.squeeze(1));
    const auto &mask =
        sequences[used().front().which].mask; // the same video's, whatever the modality
    return run_heads(at_asked(run_packed(second_, joined, lengths_of(mask)), input.asked));
  }

private:
  std::vector<torch::nn::LSTM> first_;
  std::vector<torch::nn::Linear> dense_;
  torch::nn::LSTM second_{nullptr};
  bool context_ = true;
};

} // namespace

std::vector<std::string> baseline_names() { return {"bc-lstm", "concatenation"}; }

std::shared_ptr<System> make_system_or_baseline(const SystemConfig &config) {
  if (config.system == "bc-lstm")
    return std::make_shared<ContextualLstm>(config);
  if (config.system == "concatenation")
    return std::make_shared<Concatenation>(config);
  return make_system(config);
}

} // namespace affect
