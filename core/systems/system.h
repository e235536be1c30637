#pragma once

#include "base/result.h"

#include <torch/torch.h>

#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace affect {

/// Features of a batch of posts. Absent modalities have zeros in their rows and 0 in has_text /
/// has_image.
///
/// A batch of clips has frames, too, in the order of time; posts beside them in it are clips of one
/// frame. A batch of posts alone has none: its image is the one frame.
struct SystemInput {
  torch::Tensor text;        ///< [batch, tokens, text width] last hidden states of the text encoder
  torch::Tensor text_mask;   ///< [batch, tokens] 1 where a token stands, added ones included
  torch::Tensor text_vector; ///< [batch, SystemConfig::text_vector()]
  torch::Tensor image;       ///< [batch, regions, image width]
  torch::Tensor image_vector; ///< [batch, image vector width]
  torch::Tensor has_text;     ///< [batch] 1 or 0
  torch::Tensor has_image;    ///< [batch] 1 or 0

  torch::Tensor frames;        ///< [batch, frames, regions, image width], or undefined
  torch::Tensor frame_vectors; ///< [batch, frames, image vector width], undefined as frames
  torch::Tensor frame_mask;    ///< [batch, frames] 1 where a frame stands, undefined as frames

  // For systems that read steps over time; undefined where the configuration has no width for them.
  // Steps stand at the front.
  torch::Tensor video; ///< [batch, steps, video width] frames, faces or what else is seen over time
  torch::Tensor video_mask; ///< [batch, steps] 1 where a step stands
  torch::Tensor audio;      ///< [batch, steps, audio width]
  torch::Tensor audio_mask; ///< [batch, steps]
  torch::Tensor has_audio;  ///< [batch] 1 or 0
  torch::Tensor
      asked; ///< [batch] int64: the step that the label speaks of, where steps are its context

  // For systems that read words by themselves (System::reads_words); undefined elsewhere.
  torch::Tensor
      words; ///< [batch, n] int64: pieces of each text, each once, in no order; 0 behind the last
  torch::Tensor word_weights; ///< [batch, n] how much each counts; 0 behind the last

  /// [batch, SystemConfig::faces()] numbers about the faces in the picture, 0 where there is none;
  /// for systems that read them (System::reads_faces), undefined elsewhere.
  torch::Tensor faces;

  /// On a device and, but for what counts (int64), in a precision.
  SystemInput to(torch::Device device, torch::ScalarType type) const;
  /// The rows of the batch at these places (int64), in their order.
  SystemInput select(const torch::Tensor &places) const;
};

/// Calls `visit` with every tensor of a batch, the undefined ones too, always in one order.
template <typename Visit> void for_each_tensor(SystemInput &input, Visit visit) {
  using I = SystemInput;
  constexpr torch::Tensor I::*members[] = {
      &I::text,     &I::text_mask,  &I::text_vector,  &I::image,         &I::image_vector,
      &I::has_text, &I::has_image,  &I::frames,       &I::frame_vectors, &I::frame_mask,
      &I::video,    &I::video_mask, &I::audio,        &I::audio_mask,    &I::has_audio,
      &I::asked,    &I::words,      &I::word_weights, &I::faces};
  static_assert(sizeof(I) == std::size(members) * sizeof(torch::Tensor), "a tensor is not listed");
  for (const auto member : members)
    visit(input.*member);
}

/// Degrees of what a post, its text, its image or video and its audio say, in this order
/// everywhere.
inline constexpr int64_t intensity_spaces = 4;

/// What a system says of a batch. A tensor it has no use for stays undefined.
struct SystemOutput {
  torch::Tensor logits;       ///< [batch, 3] of the post
  torch::Tensor text_logits;  ///< [batch, 3] of the text alone
  torch::Tensor image_logits; ///< [batch, 3] of the image alone
  torch::Tensor members; ///< [members, batch, …] scores of a system's members, for its own loss
  torch::Tensor audio_logits; ///< [batch, 3] of the audio alone
  torch::Tensor weights; ///< [batch, 2 or 3] how much text, image and, where there is such a part,
                         ///< audio weighed
  torch::Tensor present; ///< [batch, 3] 1 where text, image, audio were read
  torch::Tensor intensities; ///< [batch, intensity_spaces] in [-1, 1], of regression heads
  torch::Tensor
      generated; ///< [batch, 3] unimodal labels in [-1, 1] the system makes of its own answer
  torch::Tensor features; ///< [batch, intensity_spaces, dimensions] input of generate_labels()
  torch::Tensor dimension_weights; ///< [batch, 3, dimensions] how much each modality weighed in
                                   ///< each dimension
  /// Text, image, audio; where asked for: [batch, layers, steps] attention over time, undefined
  /// where it was not read.
  std::vector<torch::Tensor> step_weights;
  /// [batch, n] what each of SystemInput::words says by itself: by how much it moves the logarithm
  /// of positive over negative.
  torch::Tensor word_scores;
  torch::Tensor face_scores; ///< [batch] likewise what the faces say by themselves
  torch::Tensor uncertainty; ///< [batch, 3] sigma of what the text, the image and both say
  torch::Tensor own_loss; ///< scalar, in training: terms of the system's loss that need no labels
  torch::Tensor
      language; ///< [batch, tokens, text width] states for the text encoder's masked-language head
  /// A layer each, only where asked for: [batch, heads, tokens, regions]. Of a batch of clips the
  /// regions are those of all frames, one frame's after another's: [batch, heads, tokens, frames *
  /// regions].
  std::vector<torch::Tensor> word_to_region;
  std::vector<torch::Tensor>
      region_to_word; ///< a layer each: [batch, heads, regions, tokens], as above

  /// The same on another device; what is there already is shared.
  SystemOutput to(torch::Device device) const;
};

/// Calls `visit` with every tensor of an output, the undefined ones too, always in one order.
template <typename Visit> void for_each_tensor(SystemOutput &output, Visit visit) {
  using O = SystemOutput;
  constexpr torch::Tensor O::*members[] = {
      &O::logits,       &O::text_logits, &O::image_logits, &O::members,
      &O::audio_logits, &O::weights,     &O::present,      &O::intensities,
      &O::generated,    &O::features,    &O::word_scores,  &O::dimension_weights,
      &O::face_scores,  &O::uncertainty, &O::own_loss,     &O::language};
  constexpr std::vector<torch::Tensor> O::*lists[] = {&O::step_weights, &O::word_to_region,
                                                      &O::region_to_word};
  static_assert(sizeof(O) == std::size(members) * sizeof(torch::Tensor) +
                                 std::size(lists) * sizeof(std::vector<torch::Tensor>),
                "a tensor is not listed");
  for (const auto member : members)
    visit(output.*member);
  for (const auto list : lists)
    for (torch::Tensor &one : output.*list)
      visit(one);
}

/// Sizes and settings a network is built from; stands in a bundle's manifest.
struct SystemConfig {
  std::string system;
  int64_t text_width = 0;
  int64_t image_width = 0;
  int64_t regions = 0;
  std::map<std::string, double> settings; ///< the system's own, e.g. "width": 128
  int64_t text_vector_width = 0;          ///< of the encoder's own vector; 0: as text_width
  int64_t image_vector_width = 0;         ///< 0: as image_width
  int64_t video_width = 0;                ///< of a step of what is seen over time; 0: not read
  int64_t audio_width = 0;                ///< of a step of sound; 0: not read

  /// Pieces of the text encoder, where words are read by themselves; else 0.
  int64_t vocabulary() const { return static_cast<int64_t>(setting("vocabulary", 0)); }
  /// Numbers about the faces of a picture, where these are read; else 0.
  int64_t faces() const { return static_cast<int64_t>(setting("faces", 0)); }
  /// Whether the deviation and the maximum of a text's words are read beside the encoder's own
  /// vector (with_statistics() of inputs/collate.h).
  bool text_statistics() const { return setting("text_statistics", 0) > 0; }
  /// Width of the text encoder's own vector.
  int64_t own_text_vector() const { return text_vector_width > 0 ? text_vector_width : text_width; }
  /// Widths of the vectors of a whole text, with text_statistics(), and of a whole image.
  int64_t text_vector() const {
    return own_text_vector() + (text_statistics() ? 2 * text_width : 0);
  }
  int64_t image_vector() const { return image_vector_width > 0 ? image_vector_width : image_width; }

  double setting(const std::string &name, double fallback) const {
    const auto found = settings.find(name);
    return found == settings.end() ? fallback : found->second;
  }
};

/// Labels of a batch, -1 where there is none.
struct SystemLabels {
  torch::Tensor joint, text, image; ///< [batch] int64
  torch::Tensor audio{};            ///< [batch] int64; undefined: none is known
  torch::Tensor intensities{}; ///< [batch, intensity_spaces] in [-1, 1], NaN where none is known;
                               ///< or undefined
  torch::Tensor generated{};   ///< [batch, 3] in [-1, 1], of System::generate_labels; or undefined

  /// Of one of the intensity_spaces: its polarities, all -1 where none is known. [batch] int64
  torch::Tensor polarity_of(int64_t space) const;
  /// Its intensities: as labelled, else -1, 0, 1 of its polarity, else NaN. [batch]
  torch::Tensor intensity_of(int64_t space) const;
};

/// A form of a system to compare with.
struct Ablation {
  std::string name; ///< for people
  /// Over the bundle's own settings, and over its own options of the training loop, by
  /// config.json's names.
  std::map<std::string, double> settings, training;
};

/// A published system: a network over encoders' features with its own loss. One folder under
/// systems/ each.
class System : public torch::nn::Module {
public:
  explicit System(SystemConfig config) : config_(std::move(config)) {}

  virtual SystemOutput forward(const SystemInput &input, bool explain) = 0;
  /// The system's loss but for what needs the encoders (masked-language modelling), which the
  /// training loop adds.
  virtual torch::Tensor loss(const SystemOutput &output, const SystemLabels &labels) = 0;

  /// Meta-learning, for systems that want it. Before each of its own steps the training loop then
  /// calls meta_step with that step's batch and one of posts that are in none of these: "query"
  /// posts, which have all three labels. The parameters named by meta_parameters are moved by
  /// meta_step alone; where these are all, the loop makes no step of its own.
  virtual bool wants_query() const { return false; }
  virtual std::vector<torch::Tensor> meta_parameters() const { return {}; }
  virtual void meta_step(const SystemInput & /*support*/, const SystemLabels & /*support_labels*/,
                         const SystemInput & /*query*/, const SystemLabels & /*query_labels*/) {}
  /// What meta_step's optimiser remembers, for runs that are interrupted.
  virtual std::vector<torch::Tensor> meta_state() { return {}; }
  /// Throws c10::Error where the state is not one of this system.
  virtual void restore_meta_state(const std::vector<torch::Tensor> & /*state*/) {}

  /// Systems that make unimodal labels themselves. The training loop then tells them, after every
  /// whole epoch (from 1), what they make of all training posts: SystemOutput::features [posts,
  /// intensity_spaces, dimensions] and which modalities are there [posts, 3], in eval mode. The
  /// answer is the next epoch's SystemLabels::generated; `before` is the answer of the epoch
  /// before, undefined after the first.
  virtual bool generates_labels() const { return false; }
  virtual torch::Tensor generate_labels(const torch::Tensor & /*features*/,
                                        const torch::Tensor & /*present*/,
                                        const SystemLabels & /*labels*/,
                                        const torch::Tensor & /*before*/, int /*epoch*/) {
    return {};
  }

  /// Whether the system reads SystemInput::video and audio, step by step.
  virtual bool reads_steps() const { return false; }
  /// Whether the system reads SystemInput::words. The setting "vocabulary" then says how many
  /// pieces the text encoder has; 0 and in older bundles: none are read.
  virtual bool reads_words() const { return false; }
  /// Whether SystemInput::text_vector may go on with statistics of the words. The setting
  /// "text_statistics" then says whether it does; 0 and in older bundles: it does not.
  virtual bool reads_statistics() const { return false; }
  /// Whether the system reads SystemInput::faces. The setting "faces" then says how many numbers
  /// they are; 0 and in older bundles: faces are not looked for.
  virtual bool reads_faces() const { return false; }
  /// Whether the system reads the frames of clips. Others are given one frame as the image.
  virtual bool reads_frames() const { return false; }
  /// Whether something the system makes of the other modality stands in for an absent one.
  virtual bool translates() const { return false; }
  /// Parts that can be left out by name, in training and afterwards (leave_out). Leaving one out
  /// changes neither name nor shape of any parameter.
  virtual std::vector<std::string> parts() const { return {}; }
  /// Forms to compare with, the system itself first; none: nothing to compare.
  virtual std::vector<Ablation> ablations() const { return {}; }

  const SystemConfig &config() const { return config_; }

protected:
  /// Whether one of parts() is left out.
  bool left_out(const std::string &part) const {
    return config_.setting("without_" + part, 0) != 0;
  }

private:
  SystemConfig config_;
};

/// Names of the systems this program knows.
std::vector<std::string> system_names();

/// A network with fresh weights, or null where the name is unknown.
std::shared_ptr<System> make_system(const SystemConfig &config);

/// The configuration without some of its system's parts, which the settings then say. Errors: usage
/// (the system has no such part, or is unknown).
Result<SystemConfig> leave_out(SystemConfig config, const std::vector<std::string> &parts);

/// A system with the same weights, in eval mode, without some of its parts. Errors: as above.
Result<std::shared_ptr<System>> leave_out(const System &system,
                                          const std::vector<std::string> &parts);

/// Class probabilities [batch, 3] of a post, in fp32: softmax of the logits over the setting
/// "temperature" (1), which stands in bundles whose confidence was fitted (training/calibration.h).
torch::Tensor class_probabilities(const SystemConfig &config, const torch::Tensor &logits);

/// Cross entropy over the rows that have a label (not -1), mean over these; 0 where none has.
torch::Tensor labelled_cross_entropy(const torch::Tensor &logits, const torch::Tensor &labels,
                                     double smoothing);

} // namespace affect
