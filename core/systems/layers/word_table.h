#pragma once

#include "systems/pairs.h"
#include "systems/system.h"

namespace affect::layers {

/// The weighted sum of rows: rows [vocabulary, scores], words and weights [batch, n] → [batch,
/// scores]. By a sum, not a product of matrices: the result for a post must not depend on how
/// many words the others in its batch have.
torch::Tensor sum_rows(const torch::Tensor &rows, const torch::Tensor &words,
                       const torch::Tensor &weights);

/// For rows of pairs of polarities (systems/pairs.h), weighted likewise: how far each word moves
/// the answer from the negative pairs to the positive ones. [batch, n]
torch::Tensor word_polarities(const torch::Tensor &rows, const torch::Tensor &words,
                              const torch::Tensor &weights);

/// What single words say regardless of their context: a row of scores for every piece of the text
/// encoder's vocabulary, summed over the pieces of a text by SystemInput::word_weights. All rows
/// start at zero, so a word never seen in training says nothing. The table does what a classifier
/// over tf-idf does beside one over an encoder's vector: it remembers names, tags and turns of
/// phrase that the vector has blurred.
class WordTableImpl : public torch::nn::Module {
public:
  /// `scale`: length of a text's bag, beside inputs that are standardised.
  WordTableImpl(int64_t vocabulary, int64_t scores, double scale);

  /// SystemInput::words, word_weights → [batch, scores]; 0 for rows whose text is missing.
  torch::Tensor forward(const SystemInput &input);
  /// Sum of the rows' squares, to keep them small: most pieces occur only a few times.
  torch::Tensor squares() const { return rows_.to(torch::kFloat32).square().sum(); }
  /// word_polarities() of a table of pairs, 0 where the text is missing.
  torch::Tensor polarities_of(const SystemInput &input) const;

private:
  torch::Tensor weights_of(const SystemInput &input) const;

  double scale_;
  torch::Tensor rows_;
};
TORCH_MODULE(WordTable);

/// What the faces in a picture say regardless of the rest of it: a linear map of
/// SystemInput::faces. It starts at zero.
class FaceMapImpl : public torch::nn::Module {
public:
  /// `numbers` of SystemConfig::faces(); `scale`: of them, beside inputs that are standardised.
  FaceMapImpl(int64_t numbers, int64_t scores, double scale);

  /// [batch, scores]; 0 for rows whose image is missing.
  torch::Tensor logits(const SystemInput &input) const;
  torch::Tensor squares() const { return weight_.to(torch::kFloat32).square().sum(); }

private:
  double scale_;
  torch::Tensor weight_;
};
TORCH_MODULE(FaceMap);

struct PlainReaderSizes {
  int64_t text = 0;       ///< width of the vector of a whole text
  int64_t image = 0;      ///< and of a whole image
  int64_t vocabulary = 0; ///< pieces of the text encoder
  double word_scale = 0;
  int64_t faces = 0; ///< numbers about faces; 0: not read
  double face_scale = 0;
};

/// Reads a post off the encoders' vectors, the words and the faces by one linear map, kept small by
/// a penalty on its squares. Ours: where posts to learn from are few, the plainest reader is as
/// good as any, and errs elsewhere than networks do.
class PlainReaderImpl : public torch::nn::Module {
public:
  explicit PlainReaderImpl(const PlainReaderSizes &sizes);

  /// Vectors of input (not standardised), words → logits of pairs [batch, 9].
  torch::Tensor forward(const SystemInput &input);
  torch::Tensor squares() const;
  /// SystemOutput::word_scores.
  torch::Tensor word_scores(const SystemInput &input) const { return words_->polarities_of(input); }
  /// SystemOutput::face_scores; undefined: faces are not read.
  torch::Tensor face_scores(const SystemInput &input) const {
    return faces_ ? polarity_of_pairs(faces_->logits(input)) : torch::Tensor();
  }

private:
  torch::nn::Linear text_{nullptr}, image_{nullptr};
  FaceMap faces_{nullptr};
  WordTable words_{nullptr};
  torch::Tensor absent_text_, absent_image_;
};
TORCH_MODULE(PlainReader);

} // namespace affect::layers
