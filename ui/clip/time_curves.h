#pragma once

#include "analysis/reading.h"
#include "clip/timeline_lanes.h"

namespace affect::ui {

/// The timeline's lanes of a reading that attends over time: one a modality, in the order of Modality. A modality that
/// the model reads but the clip lacks has a lane that says so, as has a text whose words have no times.
std::vector<TimelineCurve> curves_over_time(const Reading &reading);

} // namespace affect::ui
