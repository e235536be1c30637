#include "media/container_check.h"

#include "media/byte_view.h"
#include "media/file_bytes.h"

#include <algorithm>
#include <fstream>
#include <vector>

namespace fs = std::filesystem;

namespace affect {
namespace {

// A window that moves over a file; bytes outside the file read as 0, as in ByteView.
class FileView {
public:
  explicit FileView(const fs::path &file) : in_(file, std::ios::binary) {
    in_.seekg(0, std::ios::end);
    size_ = in_ ? static_cast<std::uint64_t>(in_.tellg()) : 0;
  }

  std::uint64_t size() const { return size_; }
  /// 16 bytes from `at`.
  ByteView at(std::uint64_t at) {
    if (at < begin_ || at + 16 > begin_ + window_.size())
      load(at);
    return ByteView(ByteView(window_).part(static_cast<std::size_t>(at - begin_), 16));
  }

private:
  void load(std::uint64_t at) {
    constexpr std::size_t step = 4096;
    window_.assign(
        at < size_ ? static_cast<std::size_t>(std::min<std::uint64_t>(step, size_ - at)) : 0, 0);
    begin_ = at;
    in_.clear();
    in_.seekg(static_cast<std::streamoff>(at));
    in_.read(reinterpret_cast<char *>(window_.data()),
             static_cast<std::streamsize>(window_.size()));
  }

  std::ifstream in_;
  std::uint64_t size_ = 0, begin_ = 0;
  std::vector<std::uint8_t> window_;
};

std::uint64_t be64(const ByteView &in, std::size_t at) {
  return std::uint64_t{in.be32(at)} << 32 | in.be32(at + 4);
}

// Source: ISO/IEC 14496-12, 4.2. Size 1: a longer size follows; 0: to the end of the file.
bool boxes_end_early(FileView &file) {
  std::uint64_t at = 0;
  for (int boxes = 0; at < file.size() && boxes < 1'000'000; ++boxes) {
    const ByteView box = file.at(at);
    std::uint64_t size = box.be32(0);
    if (size == 1)
      size = be64(box, 8);
    if (size == 0)
      return false;
    // Anything may follow the last box; the file is cut off only where a box begins and does not
    // end.
    if (size < 8)
      return false;
    if (size > file.size() - at)
      return true;
    at += size;
  }
  return false;
}

// Source: RFC 8794, 4: the number of leading zeros gives the length; all ones mean unknown.
std::uint64_t ebml_size(const ByteView &in, std::size_t at, std::size_t &length) {
  const unsigned first = in.u8(at);
  length = 1;
  while (length <= 8 && !(first & 0x80u >> (length - 1)))
    ++length;
  if (length > 8)
    return UINT64_MAX;
  std::uint64_t value = first & (0xFFu >> length);
  std::uint64_t ones = value == (0xFFu >> length) ? 1 : 0;
  for (std::size_t i = 1; i < length; ++i) {
    value = value << 8 | in.u8(at + i);
    ones &= in.u8(at + i) == 0xFF ? 1 : 0;
  }
  return ones != 0 ? UINT64_MAX : value;
}

bool segment_ends_early(FileView &file) {
  std::size_t length = 0;
  const std::uint64_t header = ebml_size(file.at(0), 4, length);
  if (header > 4096)
    return false;
  const std::uint64_t segment = 4 + length + header;
  if (file.at(segment).be32(0) != 0x18538067)
    return segment >= file.size();
  const std::uint64_t size = ebml_size(file.at(segment), 4, length);
  return size != UINT64_MAX && size > file.size() - std::min(file.size(), segment + 4 + length);
}

// Size 0 and the largest number stand for "being written". An AVI beyond 1 GB goes on in further
// RIFF chunks.
bool riff_ends_early(FileView &file) {
  const std::uint32_t size = file.at(0).le32(4);
  // Some writers count the header's eight bytes as well, or a last byte of padding that they leave
  // out.
  return size != 0 && size < 0xFFFFFFF0u && size > file.size();
}

// Walks the blocks of a GIF (GIF89a, 17 to 27). Gives the number of frames, or of those before the
// cut.
int gif_frames(FileView &file, bool &complete, int enough) {
  const auto table = [](unsigned flags) -> std::uint64_t {
    return flags & 0x80 ? 3u << ((flags & 7) + 1) : 0;
  };
  std::uint64_t at = 13 + table(file.at(0).u8(10));
  int frames = 0;
  complete = false;
  while (at < file.size() && frames < enough) {
    const ByteView block = file.at(at);
    if (block.u8(0) == 0x3B) {
      complete = true;
      break;
    }
    if (block.u8(0) == 0x2C) {
      ++frames;
      at += 10 + table(block.u8(9)) + 1;
    } else if (block.u8(0) == 0x21) {
      at += 2;
    } else {
      break;
    }
    while (at < file.size() && file.at(at).u8(0) != 0)
      at += 1u + file.at(at).u8(0);
    ++at;
  }
  return frames;
}

// A file of tags ends with the length of its last tag (Adobe's FLV specification, E.3).
bool tags_end_early(FileView &file) {
  constexpr std::uint64_t header = 13, tag_header = 11;
  if (file.size() < header)
    return true;
  if (file.size() == header)
    return false;
  const std::uint64_t length = file.at(file.size() - 4).be32(0);
  if (length < tag_header || length + 4 + header > file.size())
    return true;
  const ByteView tag = file.at(file.size() - 4 - length);
  return (tag.be32(0) & 0xFFFFFF) + tag_header != length;
}

bool ends_early(FileView &file) {
  const ByteView start = file.at(0);
  for (const char *box : {"ftyp", "styp", "moov", "moof", "mdat", "free", "skip", "wide", "uuid"})
    if (start.matches(4, box))
      return boxes_end_early(file);
  if (start.be32(0) == 0x1A45DFA3)
    return segment_ends_early(file);
  if (start.matches(0, "RIFF"))
    return riff_ends_early(file);
  if (start.matches(0, "FLV"))
    return tags_end_early(file);
  if (start.matches(0, "GIF8")) {
    bool complete = false;
    gif_frames(file, complete, INT32_MAX);
    return !complete;
  }
  return false;
}

} // namespace

Result<void> check_container(const fs::path &file) {
  AFFECT_TRY(start, read_file_start(file, 16));
  if (start.empty())
    return make_error(ErrorCode::bad_format, "The file is empty (0 bytes); get it again.", file);
  FileView view(file);
  if (ends_early(view))
    return make_error(ErrorCode::bad_format,
                      "The clip is cut off: the file ends before its content does; get it again.",
                      file);
  return {};
}

bool is_animation(const fs::path &file) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored))
    return false;
  FileView view(file);
  const ByteView start = view.at(0);
  if (start.matches(0, "RIFF") && start.matches(8, "WEBPVP8X"))
    return view.at(16).u8(4) & 0x02; // the extended header's flag of an animation
  if (!start.matches(0, "GIF8"))
    return false;
  bool complete = false;
  return gif_frames(view, complete, 2) > 1;
}

} // namespace affect
