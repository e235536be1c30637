#include "systems/ctmwa/network.h"

#include "nn/attention.h"
#include "systems/ctmwa/layout.h"
#include "systems/layers/word_table.h"
#include "systems/pairs.h"
#include "systems/standardise.h"

namespace affect::ctmwa {
namespace {

constexpr double slope = 0.1;
constexpr double weights_dropout = 0.5; // few posts teach the weight nets

// Softmax over the columns whose mask is 1; zeros where a row has none.
torch::Tensor masked_softmax(const torch::Tensor &scores, const torch::Tensor &mask) {
  return torch::softmax(scores + additive_mask(mask, scores.scalar_type()).view_as(scores), 1) *
         mask;
}

// Mean over features and over the rows the mask names.
torch::Tensor distance(const torch::Tensor &a, const torch::Tensor &b, const torch::Tensor &rows) {
  return ((a - b.detach()).abs().mean(1) * rows).sum() / rows.sum().clamp_min(1);
}

torch::Tensor squares(const torch::Tensor &x) { return x.to(torch::kFloat32).square().sum(); }

} // namespace

// Standardised vectors and what the translators make of them. [batch, width of the modality]
struct Network::Translations {
  torch::Tensor text, image;                 ///< x, v; 0 where absent
  torch::Tensor dropped_text, dropped_image; ///< with the features dropout took
  torch::Tensor to_image, to_text;           ///< v'(x), x'(v) as the translators give them
  torch::Tensor text_cycle, image_cycle;     ///< x'(v'(x)), v'(x'(v))
  torch::Tensor words, faces; ///< [batch, pairs] what these say alone; undefined: they are not read
};

struct Network::FusionInputs {
  torch::Tensor text, text_as_image;  ///< of fusion_t
  torch::Tensor image_as_text, image; ///< of fusion_v
  torch::Tensor words, faces;         ///< [batch, pairs], or undefined
  torch::Tensor filled;               ///< [batch, 2] whether a modality has any input
};

struct Network::Embeddings {
  torch::Tensor text, image;  ///< n_t, n_v [batch, embedding]
  torch::Tensor words, faces; ///< [batch, pairs], or undefined
};

// Rows of a table, added up over the words of each text.
torch::Tensor Network::words(const Tensors &tensors, const std::string &table,
                             const SystemInput &input) const {
  return layers::sum_rows(tensors.at(table), input.words, input.word_weights * options_.word_scale);
}

torch::Tensor Network::faces(const Tensors &tensors, const std::string &map,
                             const SystemInput &input) const {
  return torch::linear(input.faces * options_.face_scale, tensors.at(map));
}

torch::Tensor Network::two_layers(const Tensors &tensors, const std::string &net,
                                  const torch::Tensor &x, bool training) const {
  const auto hidden = torch::leaky_relu(linear(tensors, net + ".linear1", x), slope);
  return linear(tensors, net + ".linear2", torch::dropout(hidden, options_.dropout, training));
}

// sequence [batch, steps, width] → [batch, other width]; mask [batch, steps].
torch::Tensor Network::translate(const Tensors &tensors, const std::string &net,
                                 const torch::Tensor &sequence, const torch::Tensor &mask,
                                 bool training) const {
  const auto &kernels = tensors.at(net + ".conv.weight"), &bias = tensors.at(net + ".conv.bias");
  if (sequence.size(1) == 1) { // the middle row alone meets data, and pooling one step is that step
    const auto row = options_.sequence ? kernels.select(2, kernel_steps / 2) : kernels;
    const auto hidden = torch::dropout(torch::relu(torch::linear(sequence.squeeze(1), row, bias)),
                                       options_.dropout, training);
    return linear(tensors, net + ".fc_o",
                  options_.sequence ? torch::cat({hidden, hidden}, 1) : hidden);
  }
  const auto steps = (sequence * mask.unsqueeze(-1)).transpose(1, 2);
  auto hidden =
      torch::relu(torch::conv1d(steps, kernels, bias, 1, kernel_steps / 2)).transpose(1, 2);
  hidden = torch::dropout(hidden, options_.dropout, training);
  const auto scores =
      linear(tensors, net + ".pool", hidden).transpose(1, 2); // [batch, heads, steps]
  const auto shares =
      torch::softmax(scores + additive_mask(mask, scores.scalar_type()).squeeze(1), 2);
  return linear(tensors, net + ".fc_o", torch::matmul(shares, hidden).flatten(1));
}

Network::Translations Network::translations(const Tensors &tensors, const SystemInput &input,
                                            bool training) const {
  Translations out;
  const auto has_text = input.has_text.unsqueeze(1), has_image = input.has_image.unsqueeze(1);
  if (options_.vocabulary > 0)
    out.words = words(tensors, pair_words, input) * has_text;
  if (options_.faces > 0)
    out.faces = faces(tensors, pair_faces, input) * has_image;
  out.text = standardised(input.text_vector) * has_text;
  out.image = standardised(input.image_vector) * has_image;
  const auto text_kept =
      torch::dropout(torch::ones_like(out.text), options_.input_dropout, training);
  const auto image_kept =
      torch::dropout(torch::ones_like(out.image), options_.input_dropout, training);
  out.dropped_text = out.text * text_kept;
  out.dropped_image = out.image * image_kept;
  if (!options_.translate) {
    out.to_image = out.image_cycle = torch::zeros_like(out.image);
    out.to_text = out.text_cycle = torch::zeros_like(out.text);
    return out;
  }
  const auto one = torch::ones_like(has_text);
  const auto vector = [&](const char *net, const torch::Tensor &x) {
    return translate(tensors, net, x.unsqueeze(1), one, training);
  };
  if (options_.sequence) {
    const auto words = standardised(input.text) * text_kept.unsqueeze(1);
    const auto regions = standardised(input.image) * image_kept.unsqueeze(1);
    out.to_image = translate(tensors, "txt2img", words, input.text_mask * has_text, training);
    out.to_text =
        translate(tensors, "img2txt", regions, has_image.expand({-1, regions.size(1)}), training);
  } else {
    out.to_image = vector("txt2img", out.dropped_text);
    out.to_text = vector("img2txt", out.dropped_image);
  }
  out.text_cycle = vector("img2txt", standardised(out.to_image));
  out.image_cycle = vector("txt2img", standardised(out.to_text));
  return out;
}

Network::FusionInputs Network::fusion_inputs(const Translations &from,
                                             const torch::Tensor &has_text,
                                             const torch::Tensor &has_image) const {
  const auto text = has_text.unsqueeze(1), image = has_image.unsqueeze(1);
  const double stand = options_.translate && options_.stand_in ? 1 : 0;
  const auto text_by_image = stand * (1 - text) * image, image_by_text = stand * (1 - image) * text;
  const auto as_vector = [&](const torch::Tensor &x) {
    return options_.translate ? standardised(x) : x;
  };
  FusionInputs out;
  const auto to_image = as_vector(from.to_image), to_text = as_vector(from.to_text);
  out.text = from.dropped_text * text + to_text * text_by_image;
  out.text_as_image = to_image * text + as_vector(from.image_cycle) * text_by_image;
  out.image = from.dropped_image * image + to_image * image_by_text;
  out.image_as_text = to_text * image + as_vector(from.text_cycle) * image_by_text;
  if (from.words.defined())
    out.words = from.words * text;
  if (from.faces.defined())
    out.faces = from.faces * image;
  out.filled = torch::cat({text + text_by_image, image + image_by_text}, 1);
  return out;
}

Network::Embeddings Network::embed(const Tensors &tensors, const FusionInputs &inputs,
                                   bool training) const {
  return {
      two_layers(tensors, "txt_neck", torch::cat({inputs.text, inputs.text_as_image}, 1), training),
      two_layers(tensors, "img_neck", torch::cat({inputs.image_as_text, inputs.image}, 1),
                 training),
      inputs.words, inputs.faces};
}

torch::Tensor Network::joint(const Tensors &tensors, const Embeddings &embeddings,
                             const torch::Tensor &gates, bool training) const {
  // Twice, so that even weights leave the embeddings as they are.
  const auto gate = [&](int64_t side) { return 2 * gates.slice(1, side, side + 1); };
  auto fused =
      two_layers(tensors, "net_m_c",
                 torch::cat({embeddings.text * gate(0), embeddings.image * gate(1)}, 1), training);
  if (embeddings.words.defined())
    fused = fused + embeddings.words * gate(0);
  return embeddings.faces.defined() ? fused + embeddings.faces * gate(1) : fused;
}

torch::Tensor Network::text_alone(const Tensors &tensors, const SystemInput &input,
                                  const Embeddings &embeddings, bool training) const {
  const auto logits = two_layers(tensors, "net_t_c", embeddings.text, training);
  return options_.vocabulary > 0
             ? logits + words(tensors, text_words, input) * input.has_text.unsqueeze(1)
             : logits;
}

torch::Tensor Network::image_alone(const Tensors &tensors, const SystemInput &input,
                                   const Embeddings &embeddings, bool training) const {
  const auto logits = two_layers(tensors, "net_v_c", embeddings.image, training);
  return options_.faces > 0
             ? logits + faces(tensors, image_faces, input) * input.has_image.unsqueeze(1)
             : logits;
}

// The two weight nets' scores [batch, 2].
torch::Tensor Network::scores(const Tensors &tensors, const SystemInput &input,
                              const torch::Tensor &true_labels, bool training) const {
  if (!options_.weights)
    return torch::zeros({input.has_text.size(0), 2}, input.text_vector.options());
  torch::Tensor text_in, image_in;
  {
    torch::NoGradGuard frozen;
    const auto from = translations(tensors, input, false);
    const auto nothing = torch::zeros_like(input.has_text);
    Embeddings whole;
    const auto post_of = [&](const torch::Tensor &has_text, const torch::Tensor &has_image,
                             Embeddings &seen) {
      const auto fusion = fusion_inputs(from, has_text, has_image);
      seen = embed(tensors, fusion, false);
      const auto even = masked_softmax(torch::zeros_like(fusion.filled), fusion.filled);
      return torch::softmax(joint_of_pairs(joint(tensors, seen, even, false)), 1);
    };
    Embeddings ignored;
    const auto post = post_of(input.has_text, input.has_image, whole);
    const auto without_text = post_of(nothing, input.has_image, ignored);
    const auto without_image = post_of(input.has_text, nothing, ignored);
    auto classes = post;
    if (true_labels.defined())
      classes = torch::where(true_labels.sum(1, true).gt(0), true_labels, post);
    const auto reads = [&](const torch::Tensor &own, const torch::Tensor &without,
                           const torch::Tensor &side) {
      const auto change = post - without;
      return torch::cat({classes, post, own, change, classes * change, side}, 1);
    };
    text_in = reads(torch::softmax(text_alone(tensors, input, whole, false), 1), without_text,
                    whole.text);
    image_in = reads(torch::softmax(image_alone(tensors, input, whole, false), 1), without_image,
                     whole.image);
  }
  const int64_t known = 5 * options_.classes;
  const auto score = [&](const std::string &net, const torch::Tensor &in) {
    const auto thinned = torch::cat(
        {in.slice(1, 0, known), torch::dropout(in.slice(1, known), weights_dropout, training)}, 1);
    return linear(tensors, net + ".linear2",
                  torch::relu(linear(tensors, net + ".linear1", thinned)));
  };
  return torch::cat({score("txt_w_net", text_in), score("img_w_net", image_in)}, 1);
}

torch::Tensor Network::translation_loss(const Translations &from, const SystemInput &input) const {
  const auto both = input.has_text * input.has_image;
  return options_.trans_tit * distance(from.text_cycle, from.text, input.has_text) +
         options_.trans_iti * distance(from.image_cycle, from.image, input.has_image) +
         options_.trans_it * distance(from.to_text, from.text, both) +
         options_.trans_ti * distance(from.to_image, from.image, both);
}

NetworkOutput Network::forward(const Tensors &tensors, const SystemInput &input,
                               const torch::Tensor &true_labels, bool training) const {
  const auto from = translations(tensors, input, training);
  const auto fusion = fusion_inputs(from, input.has_text, input.has_image);
  const auto seen = embed(tensors, fusion, training);
  const auto scored = scores(tensors, input, true_labels, training);
  NetworkOutput output;
  const auto gates = masked_softmax(scored, fusion.filled);
  output.pairs = joint(tensors, seen, gates, training);
  output.text_logits = text_alone(tensors, input, seen, training);
  output.image_logits = image_alone(tensors, input, seen, training);
  output.weights = masked_softmax(scored, torch::stack({input.has_text, input.has_image}, 1));
  if (options_.vocabulary > 0 && !training)
    output.word_scores = layers::word_polarities(tensors.at(pair_words), input.words,
                                                 input.word_weights * input.has_text.unsqueeze(1) *
                                                     options_.word_scale) *
                         2 * gates.slice(1, 0, 1);
  if (options_.faces > 0 && !training)
    output.face_scores = polarity_of_pairs(seen.faces * 2 * gates.slice(1, 1, 2));
  if (options_.vocabulary > 0 && training)
    output.plain_squares = squares(tensors.at(pair_words)) + 0.5 * squares(tensors.at(text_words));
  if (options_.faces > 0 && training) {
    const auto own = squares(tensors.at(pair_faces)) + 0.5 * squares(tensors.at(image_faces));
    output.plain_squares = output.plain_squares.defined() ? output.plain_squares + own : own;
  }
  if (options_.translate)
    output.translation = translation_loss(from, input);
  return output;
}

} // namespace affect::ctmwa
