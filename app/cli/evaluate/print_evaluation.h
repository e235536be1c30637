#pragma once

#include "evaluation/evaluation.h"

namespace affect::cli {

/// A short table for people.
void print(const Evaluation &evaluation);

} // namespace affect::cli
