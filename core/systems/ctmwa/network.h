#pragma once

#include "systems/ctmwa/tensors.h"
#include "systems/system.h"

namespace affect::ctmwa {

/// Which parts the network has; each has a setting of the same name.
struct NetworkOptions {
  int64_t text_width = 0, image_width = 0;
  int64_t width = 64, embedding = 64, weights_width = 32, classes = 3;
  double dropout = 0.3, input_dropout = 0.3;
  double trans_tit = 0.5, trans_iti = 0.5, trans_it = 1.0, trans_ti = 1.0;
  bool translate = true; ///< translators; without them zeros stand where translations would
  bool stand_in =
      true; ///< an absent modality is replaced by its translation, else left out of the fusion
  bool sequence = false;  ///< translators read token and region states, else the vectors
  bool weights = true;    ///< weight nets, else even weights
  int64_t vocabulary = 0; ///< of the words that are read by themselves; 0: none are
  double word_scale = 40;
  int64_t faces = 0; ///< numbers about the faces in the picture; 0: not read
  double face_scale = 16;
};

struct NetworkOutput {
  torch::Tensor pairs; ///< [batch, classes²] logits of every pair of a text's and an image's
                       ///< polarity, text first
  torch::Tensor text_logits, image_logits; ///< [batch, classes]
  torch::Tensor weights;                   ///< [batch, 2]
  torch::Tensor translation;               ///< scalar: the four L1 terms with their coefficients
  torch::Tensor word_scores;   ///< as SystemOutput::word_scores, by twice the text's weight
  torch::Tensor face_scores;   ///< as SystemOutput::face_scores, by twice the image's weight
  torch::Tensor plain_squares; ///< scalar, of the maps of words and faces, those for one modality
                               ///< alone by half
};

/// Whether a tensor maps words or faces by themselves: these start at zero, and no virtual step
/// moves them.
bool is_plain_map(const std::string &name);

/// Our CTMWA as a function of its parameters (authors' names). Vectors are standardised, x and v.
/// Translators give x → v' and v → x', trained by their L1 distance to the standardised target.
/// That has no parameters, so it cannot drift to what is easy to predict. Each modality's two
/// inputs, [x, v'(x)] and [x'(v), v], go through a neck to n_t and n_v; the weights scale these
/// before they are joined and classified as a pair of polarities, from which the label follows
/// (systems/pairs.h). So a weight is the share of its modality.
///
/// Beyond the publication, single words (layers::WordTable) add to the fusion's scores of the pair,
/// times twice the text's weight, and to the scores of the text alone; a translation has none.
/// So do faces (layers::FaceMap), with the image's weight.
///
/// A weight net reads: the class distribution (the network's own under even weights, or the true
/// label where it is revealed), the distributions of the post and of its modality, how the post's
/// changes where the modality is left out, the change times the class distribution, and n. All is
/// detached and without dropout. The two scores' softmax over the modalities that are there gives
/// the weights; where a translation stands in, it has a share of the fusion in the same way, but
/// the shown weights stay with what is there.
class Network {
public:
  explicit Network(NetworkOptions options) : options_(options) {}

  /// Weight nets are those that is_weight_net() names.
  std::vector<Shape> shapes() const;

  /// `true_labels`: [batch, classes] in the class distribution's place where its row does not sum
  /// to 0; undefined: nowhere.
  NetworkOutput forward(const Tensors &tensors, const SystemInput &input,
                        const torch::Tensor &true_labels, bool training) const;

  const NetworkOptions &options() const { return options_; }

private:
  struct Translations;
  struct FusionInputs;
  struct Embeddings;
  torch::Tensor translate(const Tensors &tensors, const std::string &net,
                          const torch::Tensor &sequence, const torch::Tensor &mask,
                          bool training) const;
  Translations translations(const Tensors &tensors, const SystemInput &input, bool training) const;
  FusionInputs fusion_inputs(const Translations &from, const torch::Tensor &has_text,
                             const torch::Tensor &has_image) const;
  Embeddings embed(const Tensors &tensors, const FusionInputs &inputs, bool training) const;
  torch::Tensor words(const Tensors &tensors, const std::string &table,
                      const SystemInput &input) const;
  torch::Tensor faces(const Tensors &tensors, const std::string &map,
                      const SystemInput &input) const;
  torch::Tensor two_layers(const Tensors &tensors, const std::string &net, const torch::Tensor &x,
                           bool training) const;
  torch::Tensor text_alone(const Tensors &tensors, const SystemInput &input,
                           const Embeddings &embeddings, bool training) const;
  torch::Tensor image_alone(const Tensors &tensors, const SystemInput &input,
                            const Embeddings &embeddings, bool training) const;
  torch::Tensor joint(const Tensors &tensors, const Embeddings &embeddings,
                      const torch::Tensor &gates, bool training) const;
  torch::Tensor scores(const Tensors &tensors, const SystemInput &input,
                       const torch::Tensor &true_labels, bool training) const;
  torch::Tensor translation_loss(const Translations &from, const SystemInput &input) const;

  NetworkOptions options_;
};

} // namespace affect::ctmwa
