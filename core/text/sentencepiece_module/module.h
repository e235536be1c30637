#pragma once

#include <cstddef>
#include <cstdint>

/// The C interface between the program and the module that holds SentencePiece.
///
/// Debian's SentencePiece carries a copy of protobuf-lite inside and exports its symbols; Debian's
/// LibTorch needs another version of protobuf. In one symbol scope each takes the other's functions
/// and the program ends before main. So SentencePiece is linked into a module of its own, which is
/// opened with RTLD_DEEPBIND: it finds its own copy first.
extern "C" {

struct AffectSentencePiece {
  /// Calls `piece` for every piece: id, begin and end in bytes of the text, the piece's text and
  /// its length.
  using Piece = void (*)(void *context, int id, std::uint32_t begin, std::uint32_t end,
                         const char *text, std::size_t length);
  using Bytes = void (*)(void *context, const char *bytes, std::size_t length);

  /// A processor from a serialised model, or null with the reason given to `error`.
  void *(*open)(const char *bytes, std::size_t length, void *context, Bytes error);
  void (*close)(void *processor);
  void (*encode)(const void *processor, const char *text, std::size_t length, void *context,
                 Piece piece);
  int (*size)(const void *processor);
  int (*is_byte)(const void *processor, int id);
  void (*piece)(const void *processor, int id, void *context, Bytes text);
  /// Ids of <unk>, <s>, </s>.
  void (*specials)(const void *processor, int ids[3]);
  /// Trains with "--name=value …" arguments; `line` gives line n's text to the trainer. Gives the
  /// model or the reason.
  int (*train)(const char *arguments, std::size_t lines, void *context,
               const char *(*line)(void *context, std::size_t n, std::size_t *length), Bytes model,
               Bytes error);
};

/// The module's one exported function.
const AffectSentencePiece *affect_sentencepiece();
}
