#include "features/low_rank.h"

#include <torch/torch.h>

namespace affect {
namespace {

const std::string up = ".up", down = ".down";

torch::Tensor rounded(const torch::Tensor &x) {
  return x.to(torch::kFloat16).to(torch::kFloat32).contiguous();
}

bool gets_smaller(const torch::Tensor &matrix, std::int64_t rank) {
  return matrix.dim() == 2 && rank * (matrix.size(0) + matrix.size(1)) < matrix.numel();
}

// "X" of "X.up"; empty where the name does not end so.
std::string base_of(const std::string &name, const std::string &ending) {
  return name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : std::string();
}

} // namespace

StateDict changes_of_rank(const StateDict &before, const StateDict &after, std::int64_t rank) {
  StateDict changes;
  for (const auto &[name, value] : after) {
    if (rank < 1 || !gets_smaller(value, rank)) {
      changes[name] = rounded(value);
      continue;
    }
    const auto difference = (value - before.at(name)).to(torch::kFloat64);
    const auto [u, s, v] = at::linalg_svd(difference, /*full_matrices=*/false);
    // Half of each value on either side: neither factor leaves what fp16 holds well.
    const auto half = s.slice(0, 0, rank).sqrt();
    changes[name + up] = rounded(u.slice(1, 0, rank) * half);
    changes[name + down] = rounded(half.unsqueeze(1) * v.slice(0, 0, rank));
  }
  return changes;
}

Result<StateDict> with_changes(const StateDict &parameters, const StateDict &values,
                               const std::filesystem::path &file) {
  const auto wrong = [&](const std::string &name) {
    return make_error(
        ErrorCode::bad_format,
        "The tuned layers' change of " + name.substr(0, 100) + " does not fit the encoder.", file);
  };
  StateDict whole;
  for (const auto &[name, value] : values) {
    const std::string raised = base_of(name, up), lowered = base_of(name, down);
    // An encoder's own parameter may end so, too.
    if (parameters.count(name) || (raised.empty() && lowered.empty())) {
      whole[name] = value;
      continue;
    }
    const std::string &base = raised.empty() ? lowered : raised;
    const auto first = values.find(base + up), second = values.find(base + down);
    const auto found = parameters.find(base);
    if (first == values.end() || second == values.end() || found == parameters.end() ||
        values.count(base))
      return wrong(base);
    const auto &a = first->second, &b = second->second, &old = found->second;
    if (a.dim() != 2 || b.dim() != 2 || old.dim() != 2 || a.size(1) != b.size(0) ||
        a.size(0) != old.size(0) || b.size(1) != old.size(1))
      return wrong(base);
    if (!raised.empty())
      whole[base] =
          old.detach().to(torch::kCPU, torch::kFloat32) +
          torch::mm(a.to(torch::kCPU, torch::kFloat32), b.to(torch::kCPU, torch::kFloat32));
  }
  return whole;
}

} // namespace affect
