#pragma once

#include "training/systems/crossval.h"

namespace affect::cli {

/// A short table for people.
void print(const Evaluation &evaluation);

} // namespace affect::cli
