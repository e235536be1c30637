#include "media/audio_reader.h"

#include <algorithm>
#include <cmath>

namespace affect {
namespace {

constexpr std::size_t chunk_samples = 1 << 15;
constexpr std::size_t batch_columns = 32;

} // namespace

Result<void> read_peaks(const std::filesystem::path &file, std::size_t columns,
                        const PeaksFn &ready, double begin, double end, const ClipLimits &limits,
                        const CancelToken &cancel) {
  AFFECT_TRY(reader, AudioReader::open(file, AudioOptions{0, 1}, limits, cancel));
  begin = std::isfinite(begin) ? std::max(begin, 0.0) : 0;
  end = end > begin ? std::min(end, limits.max_seconds) : reader.info().duration;
  if (begin > 0)
    AFFECT_CHECK(reader.seek(begin));
  const double samples = std::max(end - begin, 0.0) * reader.rate();
  const auto border = [&](std::size_t column) {
    return static_cast<std::int64_t>(samples * static_cast<double>(column) /
                                     static_cast<double>(columns));
  };
  std::vector<float> chunk;
  std::size_t at = 0;
  std::int64_t sample = 0; // number of chunk[at] from `begin`
  std::vector<Peak> batch;
  std::size_t first = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    Peak peak;
    bool any = false;
    // A column narrower than a sample shows that sample all the same.
    for (const std::int64_t until = std::max(border(column + 1), border(column) + 1);
         sample < until;) {
      if (at == chunk.size()) {
        AFFECT_TRY(more, reader.read(chunk_samples));
        if (more.empty())
          break;
        chunk = std::move(more);
        at = 0;
      }
      const auto count =
          std::min<std::size_t>(chunk.size() - at, static_cast<std::size_t>(until - sample));
      for (std::size_t i = at; i < at + count; ++i) {
        peak.low = any ? std::min(peak.low, chunk[i]) : chunk[i];
        peak.high = any ? std::max(peak.high, chunk[i]) : chunk[i];
        any = true;
      }
      at += count;
      sample += static_cast<std::int64_t>(count);
    }
    if (!any && !batch.empty() && samples > 0 && border(column + 1) == border(column))
      peak = batch.back();
    batch.push_back(peak);
    if (batch.size() == batch_columns || column + 1 == columns) {
      if (cancel.cancelled())
        return make_error(ErrorCode::cancelled, "Reading the clip was stopped.", file);
      ready(first, batch);
      first = column + 1;
      batch.clear();
    }
  }
  return {};
}

} // namespace affect
