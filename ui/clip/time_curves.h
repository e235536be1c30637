#pragma once

#include "analysis/reading.h"
#include "clip/timeline_lanes.h"
#include "engine/post_session.h"

namespace affect::ui {

/// The timeline's lanes of a reading that attends over time: one a modality, in the order of
/// Modality. A modality that the model reads but the clip lacks has a lane that says so, as has a
/// text whose words have no times; `tried`: what is hidden for a what-if is not said to be missing.
std::vector<TimelineCurve> curves_over_time(const Reading &reading, const WhatIf &tried = {});

} // namespace affect::ui
