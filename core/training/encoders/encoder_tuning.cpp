#include "training/encoders/encoder_tuning.h"

#include "features/low_rank.h"
#include "inputs/collate.h"
#include "nn/optimizer.h"
#include "systems/layers/vector_head.h"
#include "systems/pairs.h"
#include "systems/standardise.h"
#include "training/trainer/schedule.h"
#include "training/trainer/system_batches.h"
#include "training/trainer/weight_average.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace affect {
namespace {

constexpr double input_dropout = 0.3, smoothing = 0.1, own_label_weight = 0.5, pair_weight = 0.5;
constexpr int vector_heads = 3;
constexpr std::size_t at_once = 64;

/// What tunes: thrown away afterwards.
class Heads : public torch::nn::Module {
public:
  Heads(int64_t text_width, int64_t image_width) {
    const layers::VectorHeadSizes sizes{text_width, image_width, 160, 0.5, input_dropout};
    for (int i = 0; i < vector_heads; ++i)
      heads_.push_back(register_module("joint" + std::to_string(i), layers::VectorHead(sizes)));
    text_ = register_module("text", torch::nn::Linear(text_width, 3));
    image_ = register_module("image", torch::nn::Linear(image_width, 3));
  }

  torch::Tensor loss(const SystemInput &input, const SystemLabels &labels) {
    const auto drop = [](const torch::Tensor &x) {
      return torch::dropout(standardised(x), input_dropout, true);
    };
    auto loss = own_label_weight *
                (labelled_cross_entropy(text_(drop(input.text_vector)), labels.text, smoothing) +
                 labelled_cross_entropy(image_(drop(input.image_vector)), labels.image, smoothing));
    for (auto &head : heads_) {
      const auto pairs = head(input);
      loss = loss + labelled_cross_entropy(joint_of_pairs(pairs), labels.joint, smoothing) +
             pair_weight * labelled_cross_entropy(pairs, pair_labels(labels), smoothing);
    }
    return loss;
  }

private:
  std::vector<layers::VectorHead> heads_;
  torch::nn::Linear text_{nullptr}, image_{nullptr};
};

/// One group of parameters with its optimiser, its rate and their moving average.
struct Group {
  std::vector<torch::Tensor> parameters;
  MasterAdamW optimizer;
  WeightAverage average;
  double rate;

  Group(const std::vector<torch::Tensor> &all, double peak, double decay)
      : parameters(all), optimizer(all, AdamWOptions{0.9, 0.99, 1e-8, decay, 1.0}),
        average(optimizer.masters()), rate(peak) {}
  void step(double share, double decay) {
    optimizer.step(rate * share);
    average.update(decay);
  }
  void finish() {
    torch::NoGradGuard frozen;
    for (std::size_t i = 0; i < parameters.size(); ++i)
      parameters[i].copy_(average.values()[i].to(torch::kFloat16).to(torch::kFloat32));
  }
};

std::vector<torch::Tensor> values_of(const StateDict &state) {
  std::vector<torch::Tensor> values;
  for (const auto &[name, tensor] : state)
    values.push_back(tensor);
  return values;
}

class Tuning {
public:
  Tuning(TextEncoder &text, ImageEncoder &image, const std::vector<PostFeatures> &posts,
         const EncoderTuningOptions &options)
      : text_(text), image_(image), posts_(posts), options_(options),
        heads_(std::make_shared<Heads>(text.vector_width() +
                                           (options.text_statistics ? 2 * text.width() : 0),
                                       image.vector_width())) {
    if (options.text_blocks > 0) {
      text.begin_tuning(options.text_blocks, options.dropout);
      groups_.emplace_back(values_of(text.tail_parameters(options.text_blocks)), options.rate,
                           options.weight_decay);
    }
    if (options.image_blocks > 0) {
      image.begin_tuning(options.image_blocks, options.dropout);
      groups_.emplace_back(values_of(image.tail_parameters(options.image_blocks)),
                           options.image_rate, options.weight_decay);
    }
    groups_.emplace_back(heads_->parameters(), options.head_rate, 0.05);
    if (options.picture_epochs > 0)
      see_pictures();
  }

  Result<void> run(const ProgressFn &progress, const CancelToken &cancel) {
    Rows all(posts_.size());
    std::iota(all.begin(), all.end(), 0);
    const int64_t batch = options_.batch_size;
    const Schedule schedule((static_cast<int64_t>(all.size()) + batch - 1) / batch *
                                options_.epochs,
                            {.warm_up_margin = 1});
    int64_t step = 0;
    for (int epoch = 0; epoch < options_.epochs; ++epoch) {
      Random random(options_.seed * 7919 + static_cast<std::uint64_t>(epoch));
      const auto batches = batches_of(all, options_.batch_size, random);
      double sum = 0;
      for (const Rows &rows : batches) {
        if (cancel.cancelled())
          return make_error(ErrorCode::cancelled, "The tuning of the encoders was stopped.");
        auto input = input_of(rows, random);
        hide_modalities(input, options_.drop_modality, random);
        const auto loss = heads_->loss(input, labels_of(posts_, rows));
        const double value = loss.item<double>();
        if (!std::isfinite(value))
          return make_error(
              ErrorCode::internal,
              "The loss of the tuned layers is not a number any more; lower --tune-rate.");
        sum += value;
        loss.backward();
        const double share = schedule.share(step++);
        for (Group &group : groups_)
          group.step(share, ramped_decay(options_.average, static_cast<double>(step)));
      }
      if (progress)
        progress({static_cast<double>(epoch + 1) / options_.epochs,
                  "tuning epoch " + std::to_string(epoch + 1) + ": loss " +
                      std::to_string(sum / static_cast<double>(batches.size()))});
    }
    for (Group &group : groups_)
      group.finish();
    return {};
  }

private:
  // What the image encoder, which does not change any more, makes of every picture.
  void see_pictures() {
    torch::NoGradGuard frozen;
    for (std::size_t begin = 0; begin < posts_.size(); begin += at_once) {
      std::vector<torch::Tensor> below;
      for (std::size_t i = begin; i < std::min(begin + at_once, posts_.size()); ++i)
        below.push_back(posts_[i].image_below);
      for (const auto &vector :
           image_.encode_above(torch::stack(below).to(torch::kFloat32), picture_blocks)
               .vector.unbind())
        seen_.push_back(vector.clone());
    }
  }

  SystemInput input_of(const Rows &rows, Random &random) {
    const auto batch = static_cast<int64_t>(rows.size());
    SystemInput input;
    input.has_text = torch::ones({batch});
    input.has_image = torch::ones({batch});
    std::vector<const PostFeatures *> texts;
    std::vector<torch::Tensor> images;
    for (const std::size_t row : rows) {
      const PostFeatures &post = posts_[row];
      texts.push_back(&post);
      if (options_.image_blocks > 0) // half of them turned left to right
        images.push_back(random.uniform() < 0.5 ? post.image_below : post.mirrored_below);
      else if (!seen_.empty())
        images.push_back(seen_[row]);
      else if (post.tensors.image_vector.defined())
        images.push_back(post.tensors.image_vector);
      else { // a post without a picture
        input.has_image[static_cast<int64_t>(images.size())] = 0;
        images.push_back(torch::zeros({image_.vector_width()}, torch::kHalf));
      }
    }
    input.text_vector = vectors_of(texts);
    input.image_vector = torch::stack(images).to(torch::kFloat32);
    if (options_.image_blocks > 0)
      input.image_vector = image_.encode_above(input.image_vector, options_.image_blocks).vector;
    return input;
  }

  // What is read of whole texts: [texts, width]
  torch::Tensor vectors_of(const std::vector<const PostFeatures *> &posts) {
    if (options_.text_blocks == 0) {
      std::vector<torch::Tensor> vectors;
      for (const PostFeatures *post : posts)
        vectors.push_back(whole_text(post->tensors, options_.text_statistics));
      return torch::stack(vectors);
    }
    std::vector<const TextBelow *> below;
    for (const PostFeatures *post : posts)
      below.push_back(&post->text_below);
    const auto above = text_.encode_above(below, options_.text_blocks);
    if (!options_.text_statistics)
      return above.vector;
    auto mask = torch::zeros({above.hidden.size(0), above.hidden.size(1)});
    for (std::size_t row = 0; row < below.size(); ++row)
      mask[static_cast<int64_t>(row)].slice(0, 0, below[row]->tokens).fill_(1);
    return with_statistics(above.vector, above.hidden, mask);
  }

  TextEncoder &text_;
  ImageEncoder &image_;
  const std::vector<PostFeatures> &posts_;
  const EncoderTuningOptions &options_;
  std::shared_ptr<Heads> heads_;
  std::vector<Group> groups_;
  std::vector<torch::Tensor>
      seen_; ///< a picture's vector, one a post, where the image encoder was tuned before
};

// The image encoder by its pictures, then what is tuned to the posts.
Result<void> tune_in_turn(TextEncoder &text, ImageEncoder &image,
                          const std::vector<PostFeatures> &posts,
                          const EncoderTuningOptions &options, const ProgressFn &progress,
                          const CancelToken &cancel) {
  const bool pictures = options.picture_epochs > 0,
             together = options.text_blocks > 0 || options.image_blocks > 0;
  const auto part = [&](double begin, double share) -> ProgressFn {
    return [&progress, begin, share](const Progress &inner) {
      if (progress)
        progress({begin + share * inner.fraction, inner.stage});
    };
  };
  if (pictures) {
    const auto report = part(0, together ? 0.5 : 1);
    AFFECT_TRY(layers,
               tune_pictures(image, posts, options.picture_epochs, options.seed, report, cancel));
    static_cast<void>(layers);
  }
  if (!together)
    return {};
  torch::manual_seed(static_cast<int64_t>(options.seed));
  const auto report = pictures ? part(0.5, 0.5) : progress;
  return Tuning(text, image, posts, options).run(report, cancel);
}

} // namespace

TunedEncoders last_layers(const TextEncoder &text, const ImageEncoder &image,
                          const EncoderTuningOptions &options) {
  TunedEncoders tuned;
  if (options.text_blocks > 0)
    tuned.text = text.last_layers(options.text_blocks);
  if (options.tuned_image_blocks() > 0)
    tuned.image = image.last_layers(options.tuned_image_blocks());
  return tuned;
}

Result<TunedEncoders> tune_encoders(TextEncoder &text, ImageEncoder &image,
                                    const std::vector<PostFeatures> &posts,
                                    const EncoderTuningOptions &options, const ProgressFn &progress,
                                    const CancelToken &cancel) {
  const auto too_many = [](const char *which, int64_t wanted, int64_t blocks) {
    return make_error(ErrorCode::usage, std::string("The ") + which + " encoder has " +
                                            std::to_string(blocks) + " blocks, so that " +
                                            std::to_string(wanted) + " cannot be tuned.");
  };
  if (options.text_blocks < 0 || options.text_blocks > text.blocks())
    return too_many("text", options.text_blocks, text.blocks());
  if (options.image_blocks < 0 || options.image_blocks > image.blocks())
    return too_many("image", options.image_blocks, image.blocks());
  if (options.picture_epochs > 0) {
    AFFECT_CHECK(check_learns_from_pictures(image));
    if (options.image_blocks > 0)
      return make_error(ErrorCode::usage, "The image encoder learns from its pictures by "
                                          "themselves or with their texts, not both.");
  }
  if (posts.empty() || options.epochs < 1 || options.batch_size < 1)
    return make_error(ErrorCode::usage,
                      "Tuning needs labelled posts, at least one epoch and one post in a batch.");
  if (!options.any())
    return TunedEncoders{};
  if (options.tuned_image_blocks() > 0 &&
      std::any_of(posts.begin(), posts.end(),
                  [](const PostFeatures &post) { return !post.image_below.defined(); }))
    return make_error(ErrorCode::usage,
                      "The image encoder cannot be tuned on posts without pictures.");
  const auto before = last_layers(text, image, options);
  const auto done = tune_in_turn(text, image, posts, options, progress, cancel);
  auto after = done.ok() ? last_layers(text, image, options) : before;
  if (done.ok() && options.rank > 0) {
    after.text.state = changes_of_rank(before.text.state, after.text.state, options.rank);
    if (options.image_blocks > 0)
      after.image.state = changes_of_rank(before.image.state, after.image.state, options.rank);
    AFFECT_CHECK(lay_over(text, image, before));
  }
  AFFECT_CHECK(lay_over(text, image, after)); // ends the tuning, and names what came of it
  AFFECT_CHECK(done);
  return after;
}

} // namespace affect
