#pragma once

#include "analysis/reading.h"
#include "media/transcript.h"
#include "systems/system.h"

#include <vector>

namespace affect {

/// When each word of the reading is said, its middle, in seconds: as the transcript times it, else
/// in proportion within its cue. Empty where the text is not the transcript's or the transcript has
/// no times.
std::vector<double> word_times(const Reading &reading, const Transcript &transcript);

/// What the system attended to over time. `times` are those of the steps of image and audio.
void add_time_attention(const SystemOutput &output, int64_t row,
                        const std::vector<double> &word_times,
                        const std::vector<double> &image_times,
                        const std::vector<double> &audio_times, Reading &reading);

} // namespace affect
