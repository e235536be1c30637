#include "analysis/word_attention.h"

namespace affect {

CrossAttention merge_attention(const SystemOutput &output, const Reading &reading, int64_t row) {
  CrossAttention attention;
  if (output.word_to_region.empty() || reading.words.empty())
    return attention;
  attention.layers = static_cast<int>(output.word_to_region.size());
  attention.heads = static_cast<int>(output.word_to_region.front().size(1));
  attention.words = static_cast<int>(reading.words.size());
  attention.regions = static_cast<int>(output.word_to_region.front().size(3));
  // A [words, tokens] matrix merges both ways: divided by its row sums it is the mean, as it stands
  // the sum.
  const auto tokens = static_cast<int64_t>(reading.tokens.size());
  auto member = torch::zeros({attention.words, tokens});
  float *members = member.data_ptr<float>(); // by index each number would be a tensor of its own
  for (std::size_t i = 0; i < reading.tokens.size(); ++i)
    if (reading.tokens[i].word >= 0)
      members[reading.tokens[i].word * tokens + static_cast<int64_t>(i)] = 1;
  const auto mean = member / member.sum(1, true).clamp_min(1);
  const auto append = [](std::vector<float> &to, const torch::Tensor &values) {
    const auto flat = values.to(torch::kFloat32).contiguous();
    to.insert(to.end(), flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
  };
  for (int layer = 0; layer < attention.layers; ++layer) {
    const auto index = static_cast<std::size_t>(layer);
    // Of a batch that was padded to its longest text, without the padding.
    const auto looking = output.word_to_region[index][row].slice(1, 0, tokens).to(torch::kFloat32);
    const auto looked_at =
        output.region_to_word[index][row].slice(2, 0, tokens).to(torch::kFloat32);
    append(attention.word_to_region, torch::matmul(mean, looking));
    append(attention.region_to_word, torch::matmul(looked_at, member.transpose(0, 1)));
  }
  return attention;
}

} // namespace affect
