#include "training/encoders/text_student.h"

#include "base/random.h"

#include <algorithm>
#include <map>

namespace affect {
namespace {

const std::string word_mark = "\xE2\x96\x81";

void take_over(BertEncoder &student, BertEncoder &teacher) {
  auto target = student->named_parameters();
  for (const auto &item : teacher->named_parameters())
    if (item.key().starts_with("encoder.") || item.key().starts_with("embeddings.LayerNorm"))
      target[item.key()].copy_(item.value());
  const auto source = teacher->named_parameters();
  const int64_t offset =
      student->config().roberta_positions ? student->config().pad_token_id + 1 : 0;
  const auto &positions = source["embeddings.position_embeddings.weight"];
  const int64_t count =
      std::min(positions.size(0), student->config().max_position_embeddings - offset);
  auto &own = target["embeddings.position_embeddings.weight"];
  own.zero_();
  own.slice(0, offset, offset + count).copy_(positions.slice(0, 0, count));
  target["embeddings.token_type_embeddings.weight"][0].copy_(
      source["embeddings.token_type_embeddings.weight"][0]);
}

std::map<std::string, int64_t> ids_by_piece(const Tokenizer &tokenizer) {
  std::map<std::string, int64_t> ids;
  for (int64_t id = 0; id < tokenizer.size(); ++id)
    ids.emplace(tokenizer.piece(id), id);
  return ids;
}

// The teacher's pieces that make up one of the student's, none where it has no words for it.
std::vector<int64_t> spelling_of(const Tokenizer &pieces, int64_t id, const Tokenizer &teacher,
                                 const std::map<std::string, int64_t> &namesakes) {
  std::string piece = pieces.piece(id);
  if (const auto same = namesakes.find(piece); same != namesakes.end())
    return {same->second};
  if (pieces.is_special(id))
    return {};
  if (piece.starts_with(word_mark))
    piece.erase(0, word_mark.size());
  std::vector<int64_t> spelled;
  for (const Token &token : teacher.encode(piece).tokens) {
    if (token.added)
      continue;
    if (teacher.is_special(token.id))
      return {};
    spelled.push_back(token.id);
  }
  return spelled;
}

} // namespace

BertConfig compact_text_config(const Tokenizer &pieces) {
  BertConfig config;
  config.vocab_size = pieces.size();
  config.hidden_size = 384;
  config.num_hidden_layers = 6;
  config.num_attention_heads = 12;
  config.intermediate_size = 1536;
  config.roberta_positions = pieces.pad_id() != 0;
  config.max_position_embeddings = config.roberta_positions ? 258 : 256;
  config.type_vocab_size = 1;
  config.layer_norm_eps = 1e-12;
  config.pad_token_id = pieces.pad_id();
  config.pooler = false;
  return config;
}

TextStudent make_text_student(const BertConfig &config) {
  TextStudent student;
  student.encoder = BertEncoder(config);
  student.language = MaskedLanguageHead(config.hidden_size, config.vocab_size, 1e-5);
  student.sentiment = torch::nn::Linear(config.hidden_size, 3);
  student.joint = torch::nn::Linear(config.hidden_size, 3);
  student.recall = torch::nn::Linear(config.hidden_size, config.hidden_size);
  torch::NoGradGuard frozen;
  torch::nn::init::eye_(
      student.recall->weight); // the distilled vector is the teacher's to begin with
  student.recall->bias.zero_();
  return student;
}

std::vector<torch::Tensor> TextStudent::parameters() const {
  std::vector<torch::Tensor> all = encoder->parameters();
  for (const auto &module : {language.ptr()->parameters(), sentiment->parameters(),
                             joint->parameters(), recall->parameters()})
    all.insert(all.end(), module.begin(), module.end());
  return all;
}

void TextStudent::to(torch::ScalarType type) {
  encoder->to(type);
  language->to(type);
  sentiment->to(type);
  joint->to(type);
  recall->to(type);
}

StateDict TextStudent::state() const {
  StateDict state = state_of(*encoder);
  const auto add = [&](const std::string &prefix, const torch::nn::Module &module) {
    for (const auto &[name, value] : state_of(module))
      state[prefix + name] = value;
  };
  add("lm_head.", *language);
  add("sentiment.", *sentiment);
  add("joint.", *joint);
  add("recall.", *recall);
  return state;
}

Result<void> TextStudent::load(const StateDict &state) {
  AFFECT_CHECK(load_into(*encoder, state));
  const auto part = [&](const std::string &prefix, torch::nn::Module &module) {
    StateDict own;
    for (const auto &[name, value] : state)
      if (name.starts_with(prefix))
        own[name.substr(prefix.size())] = value;
    return load_into(module, own);
  };
  AFFECT_CHECK(part("lm_head.", *language));
  AFFECT_CHECK(part("sentiment.", *sentiment));
  AFFECT_CHECK(part("joint.", *joint));
  return part("recall.", *recall);
}

int64_t start_from_teacher(TextStudent &student, const Tokenizer &pieces, BertEncoder &teacher,
                           const Tokenizer &teacher_pieces, std::uint64_t seed) {
  torch::NoGradGuard frozen;
  take_over(student.encoder, teacher);
  const auto source = teacher->word_embeddings();
  const auto mean = source.mean(0), deviation = source.std(0);
  auto target = student.encoder->word_embeddings();
  torch::manual_seed(static_cast<int64_t>(seed));
  const auto namesakes = ids_by_piece(teacher_pieces);
  int64_t found = 0;
  for (int64_t id = 0; id < pieces.size(); ++id) {
    const auto spelled = spelling_of(pieces, id, teacher_pieces, namesakes);
    if (spelled.empty()) {
      target[id].copy_(mean + deviation * torch::randn_like(mean));
      continue;
    }
    target[id].copy_(source.index_select(0, torch::tensor(spelled)).mean(0));
    found += pieces.is_special(id) ? 0 : 1;
  }
  const auto own_ends = pieces.encode("").tokens, its_ends = teacher_pieces.encode("").tokens;
  const std::pair<int64_t, int64_t> twins[] = {{own_ends.front().id, its_ends.front().id},
                                               {pieces.pad_id(), teacher_pieces.pad_id()},
                                               {own_ends.back().id, its_ends.back().id},
                                               {pieces.mask_id(), teacher_pieces.mask_id()}};
  for (const auto &[own, its] : twins)
    target[own].copy_(source[its]);
  return found;
}

} // namespace affect
