#include "features/tail_parameters.h"

#include "base/hash.h"
#include "features/low_rank.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace affect {

StateDict tail_parameters(const torch::nn::Module &module, const TailNames &names,
                          std::int64_t first) {
  const auto wanted = [&](const std::string &name) {
    for (const std::string &part : names.fixed)
      if (name.find(part) != std::string::npos)
        return false;
    if (name.starts_with(names.blocks))
      return std::atoll(name.c_str() + names.blocks.size()) >= first;
    return std::any_of(names.behind.begin(), names.behind.end(),
                       [&](const std::string &beginning) { return name.starts_with(beginning); });
  };
  StateDict parameters;
  for (const auto &item : module.named_parameters())
    if (wanted(item.key()))
      parameters[item.key()] = item.value();
  return parameters;
}

void begin_tuning(torch::nn::Module &module, const StateDict &parameters) {
  module.train();
  for (auto &parameter : module.parameters())
    parameter.set_requires_grad(false);
  for (const auto &[name, parameter] : parameters)
    torch::Tensor(parameter).set_requires_grad(true);
}

torch::ScalarType precision_of(const torch::nn::Module &module) {
  return module.parameters().front().scalar_type();
}

StateDict copy_of(const StateDict &parameters) {
  StateDict copies;
  for (const auto &[name, parameter] : parameters)
    copies[name] =
        parameter.detach().to(torch::kCPU, torch::kFloat32, /*non_blocking=*/false, /*copy=*/true);
  return copies;
}

Result<void> check_depth(const std::string &encoder, std::int64_t blocks, std::int64_t tuned,
                         const std::filesystem::path &file) {
  if (tuned >= 1 && tuned <= blocks)
    return {};
  return make_error(ErrorCode::bad_format,
                    "The encoder " + encoder + " has " + std::to_string(blocks) +
                        " blocks, so that its last " + std::to_string(tuned) + " cannot be tuned.",
                    file);
}

Result<void> lay_over(const StateDict &parameters, const StateDict &given,
                      const std::filesystem::path &file) {
  AFFECT_TRY(values, with_changes(parameters, given, file));
  const auto wrong = [&](const std::string &what) {
    return make_error(ErrorCode::bad_format, what + " The tuned layers do not fit the encoder.",
                      file);
  };
  for (const auto &[name, value] : values)
    if (!parameters.count(name))
      return wrong("The tuned layers have a tensor " + name.substr(0, 100) +
                   ", which the encoder has not.");
  for (const auto &[name, parameter] : parameters) {
    const auto found = values.find(name);
    if (found == values.end())
      return wrong("The tuned layers lack the tensor " + name + ".");
    if (found->second.sizes() != parameter.sizes()) {
      std::ostringstream sentence;
      sentence << "The tensor " << name << " has the shape " << found->second.sizes() << " where "
               << parameter.sizes() << " is needed.";
      return wrong(sentence.str());
    }
    if (!torch::isfinite(found->second).all().item<bool>())
      return wrong("The tensor " + name + " holds values that are no numbers.");
  }
  torch::NoGradGuard frozen;
  for (const auto &[name, parameter] : parameters)
    torch::Tensor(parameter).copy_(values.at(name));
  return {};
}

std::string hash_with(const std::string &encoder_hash, const StateDict &values) {
  Sha256 hash;
  hash.add(encoder_hash + "\n");
  for (const auto &[name, value] : values) {
    const auto half = value.detach().to(torch::kCPU, torch::kFloat16).contiguous();
    std::ostringstream head;
    head << name << half.sizes() << '\n';
    hash.add(head.str());
    hash.add(static_cast<const char *>(half.data_ptr()), static_cast<std::size_t>(half.nbytes()));
  }
  return hash.hex();
}

} // namespace affect
