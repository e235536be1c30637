#pragma once

#include "nn/state.h"
#include "nn/transformer.h"
#include "tensors.h"

#include <QTest>

/// The published tolerance: hidden states within 5e-5, all else within 1e-5.
inline bool near(const torch::Tensor &made, const affect::StateDict &reference,
                 const std::string &name, double within) {
  const auto found = reference.find(name);
  if (found == reference.end())
    return true;
  const double difference = largest_difference(made, found->second);
  if (difference >= within)
    qWarning("%s differs by %g", name.c_str(), difference);
  return difference < within;
}

/// Compares whatever the reference holds under `prefix` with a tower's output; `compared` counts
/// it.
template <typename Output>
bool equals_reference(const Output &made, const affect::StateDict &reference,
                      const std::string &prefix, int &compared) {
  bool equal = near(made.last_hidden_state, reference, prefix + "last_hidden_state", 5e-5);
  if (made.pooler_output.defined())
    equal = near(made.pooler_output, reference, prefix + "pooler_output", 1e-5) && equal;
  for (std::size_t i = 0; i < made.hidden.size(); ++i)
    equal = near(made.hidden[i], reference, prefix + "hidden." + std::to_string(i), 5e-5) && equal;
  for (std::size_t i = 0; i < made.attentions.size(); ++i)
    equal = near(made.attentions[i], reference, prefix + "attention." + std::to_string(i), 1e-5) &&
            equal;
  compared += static_cast<int>(reference.count(prefix + "last_hidden_state") +
                               reference.count(prefix + "pooler_output"));
  return equal;
}
