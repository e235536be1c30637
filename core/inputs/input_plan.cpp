#include "inputs/input_plan.h"

namespace affect {
namespace {

Sight sight_of(const System &system, StepSource steps, const InputEncoders &encoders) {
  if (steps == StepSource::given)
    return Sight::none;
  if (steps == StepSource::faces && encoders.faces)
    return Sight::faces;
  if (!system.reads_steps())
    return system.reads_frames() ? Sight::frames : Sight::still;
  if (system.config().video_width > 0)
    return Sight::steps;
  return encoders.audio ? Sight::none : Sight::still;
}

} // namespace

InputPlan plan_inputs(const System &system, StepSource steps, const InputEncoders &encoders) {
  InputPlan plan;
  plan.sight = sight_of(system, steps, encoders);
  plan.picture_faces = encoders.picture_faces && plan.sight == Sight::still;
  plan.sound = encoders.audio && steps != StepSource::given;
  return plan;
}

} // namespace affect
