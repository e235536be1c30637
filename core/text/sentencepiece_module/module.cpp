#include "module.h"

#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include <exception>
#include <memory>
#include <string>

namespace {

using sentencepiece::SentencePieceProcessor;

const SentencePieceProcessor &as_processor(const void *processor) {
  return *static_cast<const SentencePieceProcessor *>(processor);
}

void *open(const char *bytes, std::size_t length, void *context, AffectSentencePiece::Bytes error) {
  std::string reason;
  try {
    auto processor = std::make_unique<SentencePieceProcessor>();
    const auto status = processor->LoadFromSerializedProto({bytes, length});
    if (status.ok())
      return processor.release();
    reason = status.ToString();
  } catch (const std::exception &exception) { // its trie throws
    reason = exception.what();
  }
  error(context, reason.data(), reason.size());
  return nullptr;
}

void close(void *processor) { delete static_cast<SentencePieceProcessor *>(processor); }

void encode(const void *processor, const char *text, std::size_t length, void *context,
            AffectSentencePiece::Piece piece) {
  const auto pieces = as_processor(processor).EncodeAsImmutableProto({text, length});
  for (std::size_t i = 0; i < pieces.pieces_size(); ++i) {
    const auto &found = pieces.pieces(static_cast<int>(i));
    piece(context, static_cast<int>(found.id()), found.begin(), found.end(), found.piece().data(),
          found.piece().size());
  }
}

int size(const void *processor) { return as_processor(processor).GetPieceSize(); }

int is_byte(const void *processor, int id) { return as_processor(processor).IsByte(id) ? 1 : 0; }

void piece(const void *processor, int id, void *context, AffectSentencePiece::Bytes text) {
  const std::string &found = as_processor(processor).IdToPiece(id);
  text(context, found.data(), found.size());
}

void specials(const void *processor, int ids[3]) {
  const auto &opened = as_processor(processor);
  ids[0] = opened.unk_id();
  ids[1] = opened.bos_id();
  ids[2] = opened.eos_id();
}

using Line = const char *(*)(void *, std::size_t, std::size_t *);

// Lends the caller's lines to the trainer one by one.
class Lines : public sentencepiece::SentenceIterator {
public:
  Lines(std::size_t count, void *context, Line line)
      : count_(count), context_(context), line_(line) {
    read();
  }
  bool done() const override { return at_ >= count_; }
  void Next() override {
    ++at_;
    read();
  }
  const std::string &value() const override { return value_; }
  sentencepiece::util::Status status() const override { return {}; }

private:
  void read() {
    if (at_ >= count_)
      return;
    std::size_t length = 0;
    const char *text = line_(context_, at_, &length);
    value_.assign(text, length);
  }
  std::size_t count_, at_ = 0;
  void *context_;
  Line line_;
  std::string value_;
};

int train(const char *arguments, std::size_t count, void *context, Line line,
          AffectSentencePiece::Bytes model, AffectSentencePiece::Bytes error) {
  std::string serialized, reason;
  try {
    Lines lines(count, context, line);
    const auto status = sentencepiece::SentencePieceTrainer::Train(arguments, &lines, &serialized);
    if (!status.ok())
      reason = status.ToString();
  } catch (const std::exception &exception) {
    reason = exception.what();
  }
  if (!reason.empty()) {
    error(context, reason.data(), reason.size());
    return 0;
  }
  model(context, serialized.data(), serialized.size());
  return 1;
}

constexpr AffectSentencePiece table{open, close, encode, size, is_byte, piece, specials, train};

} // namespace

extern "C" __attribute__((visibility("default"))) const AffectSentencePiece *
affect_sentencepiece() {
  return &table;
}
