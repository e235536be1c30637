#include "analysis/engine.h"

#include "text/word_breaks.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace affect {
namespace {

bool space_between(const std::string &text, std::size_t from, std::size_t to) {
  // Also wide white space: any byte that belongs to no token and is not part of a letter that was
  // dropped.
  for (std::size_t i = from; i < to && i < text.size(); ++i)
    if (std::isspace(static_cast<unsigned char>(text[i])) ||
        text.compare(i, 3, "\xE3\x80\x80") == 0)
      return true;
  return false;
}

bool begins_with_cjk(const std::string &text, std::size_t at) {
  // UTF-8 lead bytes E3 (kana, CJK symbols) to E9 (ideographs), EA-ED (Hangul), F0 (emoji and rare
  // ideographs).
  const auto lead = at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
  return (lead >= 0xE3 && lead <= 0xED) || lead == 0xF0;
}

} // namespace

void group_words(const std::string &text, const Encoding &encoding, const Tokenizer &tokenizer,
                 Reading &reading) {
  reading.tokens.clear();
  reading.words.clear();
  std::vector<std::size_t> breaks; // asked for once, and only where the writing has no spaces
  const auto is_break = [&](std::size_t at) {
    if (breaks.empty())
      breaks = word_breaks(text);
    return breaks.empty() || std::binary_search(breaks.begin(), breaks.end(), at);
  };
  for (std::size_t i = 0; i < encoding.tokens.size(); ++i) {
    const Token &token = encoding.tokens[i];
    TokenSpan span{token.begin, token.end, -1, tokenizer.piece(token.id)};
    if (!token.added && token.end > token.begin) {
      const int index = static_cast<int>(i);
      const bool overlaps = !reading.words.empty() && token.begin < reading.words.back().end;
      bool joined =
          !reading.words.empty() && !space_between(text, reading.words.back().end, token.begin);
      if (joined &&
          (begins_with_cjk(text, token.begin) || begins_with_cjk(text, reading.words.back().begin)))
        joined =
            !is_break(token.begin); // a tokenizer that cuts Chinese into characters has words, too
      if (overlaps || joined) {
        reading.words.back().end = std::max(reading.words.back().end, token.end);
        reading.words.back().last_token = index;
      } else {
        reading.words.push_back({token.begin, token.end, index, index});
      }
      span.word = static_cast<int>(reading.words.size()) - 1;
    }
    reading.tokens.push_back(std::move(span));
  }
}

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

void add_word_scores(const Encoding &encoding, const WordBag &words, const torch::Tensor &scores,
                     Reading &reading) {
  if (!words.ids.defined() || !scores.defined())
    return;
  const auto ids = words.ids.contiguous(), values = scores.to(torch::kFloat32).contiguous();
  const int64_t *id = ids.data_ptr<int64_t>(); // by index each number would be a tensor of its own
  const float *value = values.data_ptr<float>();
  std::map<int64_t, float> of_piece;
  for (int64_t i = 0; i < ids.numel(); ++i)
    of_piece[id[i]] = value[i];
  for (WordSpan &word : reading.words) {
    std::set<int64_t> own;
    for (int t = word.first_token; t <= word.last_token; ++t)
      own.insert(encoding.tokens[static_cast<std::size_t>(t)].id);
    float sum = 0;
    for (const int64_t piece : own)
      if (const auto found = of_piece.find(piece); found != of_piece.end())
        sum += found->second;
    word.by_itself = sum;
  }
}

bool modalities_disagree(const std::vector<UnimodalReading> &modalities) {
  constexpr float sure = 0.6f;
  for (std::size_t a = 0; a < modalities.size(); ++a)
    for (std::size_t b = a + 1; b < modalities.size(); ++b) {
      const auto &first = modalities[a].probabilities, &second = modalities[b].probabilities;
      if (modalities[a].presence != Presence::present ||
          modalities[b].presence != Presence::present || !first || !second)
        continue;
      const Polarity one = polarity_of(*first), other = polarity_of(*second);
      const bool opposite = (one == Polarity::negative && other == Polarity::positive) ||
                            (one == Polarity::positive && other == Polarity::negative);
      const bool both_sure = (*first)[static_cast<std::size_t>(one)] >= sure &&
                             (*second)[static_cast<std::size_t>(other)] >= sure;
      if (opposite || (one != other && both_sure))
        return true;
    }
  return false;
}

std::vector<ExpectedWord> expected_words(const LoadedBundle &bundle, const Encoding &encoding,
                                         const Reading &reading, const PostTensors &tensors,
                                         const CancelToken &cancel) {
  std::vector<ExpectedWord> expected;
  if (!bundle.text->has_language_head() || reading.words.empty())
    return expected;
  const Tokenizer &tokenizer = bundle.text->tokenizer();
  std::vector<int64_t> ids;
  for (const Token &token : encoding.tokens)
    ids.push_back(token.id);
  constexpr std::size_t group = 16;
  for (std::size_t begin = 0; begin < reading.words.size() && !cancel.cancelled(); begin += group) {
    const std::size_t end = std::min(begin + group, reading.words.size());
    auto masked = torch::tensor(ids).unsqueeze(0).repeat({static_cast<int64_t>(end - begin), 1});
    for (std::size_t w = begin; w < end; ++w)
      for (int t = reading.words[w].first_token; t <= reading.words[w].last_token; ++t)
        masked[static_cast<int64_t>(w - begin)][t] = tokenizer.mask_id();
    const auto hidden = bundle.text->encode_ids(masked);
    std::vector<PostTensors> posts;
    for (std::size_t w = begin; w < end; ++w) {
      posts.push_back(tensors);
      posts.back().text = hidden[static_cast<int64_t>(w - begin)];
    }
    const auto output = bundle.run(collate(posts, bundle.system->config()), false);
    if (!output.language.defined())
      return {};
    for (std::size_t w = begin; w < end; ++w) {
      const int at = reading.words[w].first_token;
      const auto logits = bundle.text->language_logits(
          output.language[static_cast<int64_t>(w - begin)][at].unsqueeze(0));
      const auto probabilities = torch::softmax(logits[0], -1);
      const auto [best, which] = probabilities.topk(std::min<int64_t>(40, probabilities.size(0)));
      ExpectedWord word;
      word.word = static_cast<int>(w);
      word.own_probability = probabilities[ids[static_cast<std::size_t>(at)]].item<float>();
      for (int64_t k = 0; k < best.size(0) && word.candidates.size() < 5; ++k) {
        const int64_t id = which[k].item<int64_t>();
        std::string piece = tokenizer.piece(id);
        if (piece.starts_with("\xE2\x96\x81"))
          piece.erase(0, 3);
        const bool continues =
            piece.size() > 2 && piece.starts_with("##"); // BERT's mark; a word cannot begin so
        if (!tokenizer.is_special(id) && !piece.empty() && !continues)
          word.candidates.push_back({piece, best[k].item<float>()});
      }
      expected.push_back(std::move(word));
    }
  }
  return expected;
}

} // namespace affect
