// The losses of the stages of a text encoder's training.
#include "training/encoders/text_losses.h"
#include "training/encoders/text_training.h"

namespace affect {
namespace {

constexpr int64_t most_language_positions = 200;

std::vector<const TokenizedLine *> pick(const std::vector<TokenizedLine> &lines,
                                        const std::vector<std::size_t> &rows) {
  std::vector<const TokenizedLine *> picked;
  for (std::size_t row : rows)
    picked.push_back(&lines[row]);
  return picked;
}

} // namespace

torch::Tensor TextTraining::language_loss(const torch::Tensor &hidden, const Masked &masked,
                                          double share) {
  if (masked.positions.numel() == 0)
    return torch::zeros({});
  // The head learns at full speed; of what the encoder would change for it only the share arrives.
  const auto reached = [share](const torch::Tensor &value) {
    return share >= 1   ? value
           : share <= 0 ? value.detach()
                        : share * value + (1 - share) * value.detach();
  };
  // The product with the whole vocabulary is the dearest part of a step; some of the masked places
  // are enough.
  const int64_t stride = 1 + masked.positions.numel() / most_language_positions;
  const auto positions = masked.positions.slice(0, 0, masked.positions.size(0), stride);
  const auto targets = masked.targets.slice(0, 0, masked.targets.size(0), stride);
  const auto chosen = hidden.reshape({-1, hidden.size(-1)}).index_select(0, positions);
  const auto logits =
      student_.language(reached(chosen), reached(student_.encoder->word_embeddings()));
  return torch::nn::functional::cross_entropy(logits.to(torch::kFloat32), targets);
}

torch::Tensor TextTraining::teacher_states(const TokenBatch &batch) {
  torch::NoGradGuard frozen;
  return teacher_(batch.ids, batch.mask).last_hidden_state.to(torch::kFloat32);
}

torch::Tensor TextTraining::distil_loss(const Corpus &corpus, const std::vector<std::size_t> &rows,
                                        Random &random) {
  const TokenBatch batch = pad_batch(pick(corpus.student, rows), tokenizer_.pad_id());
  const Masked masked = mask_tokens(batch.ids, tokenizer_, options_.mask_share, random);
  const auto hidden = student_.encoder(masked.ids, batch.mask).last_hidden_state;
  auto loss = 0.3 * language_loss(hidden, masked);
  if (!teacher_ || !corpus.lines[rows.front()]->english)
    return loss;
  const TokenBatch teacher_batch =
      pad_batch(pick(corpus.teacher, rows), teacher_tokenizer_->pad_id());
  const auto states = teacher_states(teacher_batch);
  const auto [words, has_words] = word_means(states, teacher_batch);
  const auto own = mean_over_mask(hidden.to(torch::kFloat32), batch.mask);
  loss = loss + vector_error(own, mean_over_mask(states, teacher_batch.mask));
  const auto [own_words, own_has] = word_means(hidden, batch);
  const auto both = own_has.logical_and(has_words).nonzero().squeeze(1);
  if (both.numel() > 0)
    loss = loss + relative_error(own_words.index_select(0, both), words.index_select(0, both));
  return loss;
}

torch::Tensor TextTraining::sentiment_loss(const Corpus &corpus,
                                           const std::vector<std::size_t> &rows, Random &random,
                                           bool mask) {
  const TokenBatch batch = pad_batch(pick(corpus.student, rows), tokenizer_.pad_id());
  Masked masked;
  if (mask)
    masked = mask_tokens(batch.ids, tokenizer_, options_.mask_share, random);
  const auto hidden = student_.encoder(mask ? masked.ids : batch.ids, batch.mask).last_hidden_state;
  const auto mean = mean_over_mask(hidden, batch.mask);
  const auto vector = torch::dropout(mean, 0.1, true);
  std::vector<const TextLine *> lines;
  for (std::size_t row : rows)
    lines.push_back(corpus.lines[row]);
  const auto sentiment = student_.sentiment(vector).to(torch::kFloat32);
  const auto joint = student_.joint(vector).to(torch::kFloat32);
  auto loss = torch::zeros({});
  for (const auto &part : {kind_loss(sentiment, lines, LabelKind::three_classes),
                           kind_loss(sentiment, lines, LabelKind::two_classes),
                           kind_loss(joint, lines, LabelKind::joint)})
    if (part.defined())
      loss = loss + part;
  if (!corpus.teacher.empty() && lines.front()->english) {
    const TokenBatch teacher_batch =
        pad_batch(pick(corpus.teacher, rows), teacher_tokenizer_->pad_id());
    const auto target = mean_over_mask(teacher_states(teacher_batch), teacher_batch.mask);
    loss = loss + options_.teacher_weight *
                      vector_error(student_.recall(mean).to(torch::kFloat32), target);
  }
  return mask ? loss + language_loss(hidden, masked, options_.language_weight) : loss;
}

torch::Tensor TextTraining::head_loss(const Corpus &corpus, const std::vector<std::size_t> &rows,
                                      Random &random) {
  const TokenBatch batch = pad_batch(pick(corpus.student, rows), tokenizer_.pad_id());
  const Masked masked = mask_tokens(batch.ids, tokenizer_, options_.mask_share, random);
  torch::Tensor hidden;
  {
    torch::NoGradGuard frozen;
    hidden = student_.encoder(masked.ids, batch.mask).last_hidden_state;
  }
  return language_loss(hidden, masked, 0);
}

torch::Tensor TextTraining::loss_of(int stage, const Corpus &corpus,
                                    const std::vector<std::size_t> &rows, int64_t step,
                                    Random &random) {
  return stage == 0   ? distil_loss(corpus, rows, random)
         : stage == 1 ? sentiment_loss(corpus, rows, random, step % 2 == 0)
                      : head_loss(corpus, rows, random);
}

} // namespace affect
