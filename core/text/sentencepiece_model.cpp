#include "text/sentencepiece_model.h"

#include "text/sentencepiece.h"
#include "text/sentencepiece_check.h"
#include "text/sentencepiece_module/module.h"
#include "text/tokenizer_file.h"

namespace affect {
namespace {

void assign_text(void *text, const char *bytes, std::size_t length) {
  static_cast<std::string *>(text)->assign(bytes, length);
}

} // namespace

struct SentencePieceModel::Opened {
  const AffectSentencePiece *library = nullptr;
  void *processor = nullptr;
  int specials[3] = {};
  std::int64_t size = 0;
  Opened() = default;
  Opened(const Opened &) = delete;
  Opened &operator=(const Opened &) = delete;
  ~Opened() {
    if (processor)
      library->close(processor);
  }
};

Result<SentencePieceModel> SentencePieceModel::open(const std::filesystem::path &file) {
  AFFECT_TRY(content, read_tokenizer_text(file, 64u << 20));
  return make(content, file);
}

Result<SentencePieceModel> SentencePieceModel::make(const std::string &serialized,
                                                    const std::filesystem::path &file) {
  AFFECT_TRY(library, sentencepiece());
  auto opened = std::make_shared<Opened>();
  opened->library = library;
  std::string reason = unsafe_in_model(serialized);
  if (reason.empty())
    opened->processor = library->open(serialized.data(), serialized.size(), &reason, assign_text);
  if (!opened->processor)
    return make_error(ErrorCode::bad_format, "This is not a SentencePiece model: " + reason + ".",
                      file);
  library->specials(opened->processor, opened->specials);
  opened->size = library->size(opened->processor);
  SentencePieceModel model;
  model.opened_ = std::move(opened);
  return model;
}

void SentencePieceModel::encode(
    std::string_view text,
    const std::function<void(int, std::size_t, std::size_t, std::string_view)> &piece) const {
  struct Context {
    const std::function<void(int, std::size_t, std::size_t, std::string_view)> &piece;
  } context{piece};
  opened_->library->encode(opened_->processor, text.data(), text.size(), &context,
                           [](void *given, int id, std::uint32_t begin, std::uint32_t end,
                              const char *found, std::size_t length) {
                             static_cast<Context *>(given)->piece(id, begin, end, {found, length});
                           });
}

std::string SentencePieceModel::piece(std::int64_t id) const {
  std::string text;
  if (id >= 0 && id < size())
    opened_->library->piece(opened_->processor, static_cast<int>(id), &text, assign_text);
  return text;
}

std::optional<std::int64_t> SentencePieceModel::find(std::string_view text) const {
  for (std::int64_t id = 0; id < size(); ++id)
    if (piece(id) == text)
      return id;
  return std::nullopt;
}

bool SentencePieceModel::is_byte(std::int64_t id) const {
  return id >= 0 && id < size() &&
         opened_->library->is_byte(opened_->processor, static_cast<int>(id)) != 0;
}

std::int64_t SentencePieceModel::size() const { return opened_->size; }
std::int64_t SentencePieceModel::unknown_id() const { return opened_->specials[0]; }
std::int64_t SentencePieceModel::begin_id() const { return opened_->specials[1]; }
std::int64_t SentencePieceModel::end_id() const { return opened_->specials[2]; }

} // namespace affect
