#include "batch/journal/stored_reading.h"

#include "batch/rows/csv_row.h"
#include "batch/rows/highlights.h"
#include "batch/rows/json_row.h"

#include <cctype>
#include <cstdint>
#include <cstring>

#include <zlib.h>

namespace affect {
namespace {

constexpr std::size_t most_inflated = 256u << 20, most_regions = 4096, preview_bytes = 160;

std::optional<float> valence(const Reading &reading, Modality modality) {
  const UnimodalReading *one = reading.modality(modality);
  if (!one || one->presence != Presence::present || !one->probabilities)
    return std::nullopt;
  return valence_of(*one->probabilities);
}

std::optional<float> weight(const Reading &reading, Modality modality) {
  const UnimodalReading *one = reading.modality(modality);
  return one ? one->weight : std::nullopt;
}

} // namespace

std::string compressed(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string small(size, '\0');
  compress2(reinterpret_cast<Bytef *>(small.data()), &size,
            reinterpret_cast<const Bytef *>(bytes.data()), bytes.size(), 1);
  small.resize(size);
  const auto length = static_cast<std::uint32_t>(bytes.size());
  small.append(reinterpret_cast<const char *>(&length), sizeof length);
  return small;
}

Result<std::string> decompressed(std::string_view bytes) {
  std::uint32_t length = 0;
  const auto damaged = [] { return make_error(ErrorCode::bad_format, "The journal is damaged."); };
  if (bytes.size() < sizeof length)
    return damaged();
  std::memcpy(&length, bytes.data() + bytes.size() - sizeof length, sizeof length);
  if (length > most_inflated)
    return damaged();
  std::string text(length, '\0');
  uLongf size = length;
  if (uncompress(reinterpret_cast<Bytef *>(text.data()), &size,
                 reinterpret_cast<const Bytef *>(bytes.data()),
                 bytes.size() - sizeof length) != Z_OK ||
      size != length)
    return damaged();
  return text;
}

std::string heat_of(const Reading &reading) {
  if (!reading.attention || reading.grid.count() <= 0)
    return {};
  const std::vector<float> values = reading.attention->regions_of_words({});
  const auto cells = static_cast<std::size_t>(reading.grid.count());
  const std::size_t begin = reading.frame_times.size() / 2 * cells;
  if (begin + cells > values.size())
    return {};
  const double header[6] = {static_cast<double>(reading.grid.rows),
                            static_cast<double>(reading.grid.columns),
                            reading.grid.left,
                            reading.grid.top,
                            reading.grid.right,
                            reading.grid.bottom};
  std::string bytes(reinterpret_cast<const char *>(header), sizeof header);
  bytes.append(reinterpret_cast<const char *>(values.data() + begin), cells * sizeof(float));
  return bytes;
}

std::optional<Heat> heat_from(std::string_view bytes) {
  double header[6];
  if (bytes.size() < sizeof header)
    return std::nullopt;
  std::memcpy(header, bytes.data(), sizeof header);
  const std::size_t count = (bytes.size() - sizeof header) / sizeof(float);
  if (!(header[0] >= 1 && header[1] >= 1 && header[0] * header[1] == static_cast<double>(count)) ||
      count > most_regions)
    return std::nullopt;
  Heat heat;
  heat.grid = {static_cast<int>(header[0]),
               static_cast<int>(header[1]),
               header[2],
               header[3],
               header[4],
               header[5]};
  heat.values.resize(count);
  std::memcpy(heat.values.data(), bytes.data() + sizeof header, count * sizeof(float));
  return heat;
}

std::string preview_of(std::string_view text) {
  std::string preview;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0)
      preview += c;
    else if (!preview.empty() && preview.back() != ' ')
      preview += ' ';
    if (preview.size() > preview_bytes)
      break;
  }
  if (preview.size() > preview_bytes) {
    std::size_t end = preview_bytes - 3;
    while (end > 0 && (static_cast<unsigned char>(preview[end]) & 0xC0) == 0x80)
      --end; // not inside a character
    preview.resize(end);
    preview += "…";
  }
  return preview;
}

StoredReading store(const Reading &reading) {
  StoredReading stored;
  BatchReading &numbers = stored.numbers;
  numbers.probabilities = reading.probabilities;
  numbers.intensity = intensity_of(reading);
  numbers.disagreement = reading.disagreement;
  numbers.text_valence = valence(reading, Modality::text);
  numbers.image_valence = valence(reading, Modality::image);
  numbers.text_weight = weight(reading, Modality::text);
  numbers.image_weight = weight(reading, Modality::image);
  stored.csv = csv_row(reading);
  stored.json = compressed(json_row(reading));
  stored.heat = heat_of(reading);
  return stored;
}

} // namespace affect
