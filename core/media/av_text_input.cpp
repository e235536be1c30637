#include "media/av_input.h"

#include <algorithm>
#include <cstring>

namespace affect::av {

// Reads the text of an Input as a file.
struct TextIo {
  static int read(void *opaque, std::uint8_t *target, int size) {
    auto &input = *static_cast<Input *>(opaque);
    if (input.cancelled())
      return AVERROR_EXIT;
    const std::size_t count =
        std::min(static_cast<std::size_t>(size), input.text_.size() - input.at_);
    std::memcpy(target, input.text_.data() + input.at_, count);
    input.at_ += count;
    return count == 0 ? AVERROR_EOF : static_cast<int>(count);
  }
  static std::int64_t seek(void *opaque, std::int64_t offset, int whence) {
    auto &input = *static_cast<Input *>(opaque);
    const auto size = static_cast<std::int64_t>(input.text_.size());
    if (whence == AVSEEK_SIZE)
      return size;
    const std::int64_t at = whence == SEEK_CUR   ? static_cast<std::int64_t>(input.at_) + offset
                            : whence == SEEK_END ? size + offset
                                                 : offset;
    if (at < 0 || at > size)
      return AVERROR(EINVAL);
    input.at_ = static_cast<std::size_t>(at);
    return at;
  }
};

Result<std::unique_ptr<Input>> Input::open_text(std::string text, const char *demuxer,
                                                const std::filesystem::path &file,
                                                const CancelToken &cancel) {
  std::unique_ptr<Input> input(new Input(file, ClipLimits{}, cancel));
  input->text_ = std::move(text);
  input->from_memory_ = true;
  constexpr int buffer_size = 1 << 15;
  auto *buffer = static_cast<std::uint8_t *>(av_malloc(buffer_size));
  if (buffer)
    input->io_ = avio_alloc_context(buffer, buffer_size, 0, input.get(), TextIo::read, nullptr,
                                    TextIo::seek);
  if (!input->io_) {
    av_free(buffer);
    return make_error(ErrorCode::too_large,
                      "There is not enough memory for this text; close other programs.", file);
  }
  AFFECT_CHECK(input->open_format(av_find_input_format(demuxer)));
  return input;
}

} // namespace affect::av
