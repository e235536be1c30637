#include "commands.h"

#include "models/model_store.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

namespace affect::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::vector<std::string> names;
  std::filesystem::path folder;
  std::string as;
  bool json = false, link = false, force = false;
};

std::string size_of(std::uintmax_t bytes) {
  static constexpr const char *units[] = {"B", "kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  int unit = 0;
  for (; value >= 1000 && unit < 4; ++unit)
    value /= 1000;
  char text[32];
  std::snprintf(text, sizeof(text), unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  return text;
}

// Cards come from anywhere: what would steer the terminal is left out.
std::string for_terminal(const std::string &text) {
  std::string shown;
  for (const char c : text)
    if (const auto byte = static_cast<unsigned char>(c);
        c == '\n' || c == '\t' || (byte >= 32 && byte != 127))
      shown += c;
  return shown;
}

std::string joined(const std::vector<std::string> &texts) {
  std::string all;
  for (const std::string &text : texts)
    all += (all.empty() ? "" : ", ") + text;
  return all;
}

const char *words_for(ModelState state) {
  static constexpr const char *words[] = {"ready", "needs a newer version", "encoder missing",
                                          "broken", "link is lost"};
  return words[static_cast<int>(state)];
}

ordered_json to_json(const InstalledModel &model) {
  ordered_json json;
  json["id"] = model.id;
  json["kind"] = name_of(model.kind);
  json["architecture"] = model.architecture;
  json["state"] = name_of(model.state);
  json["problem"] = model.problem ? ordered_json(model.problem->message) : ordered_json();
  json["folder"] = model.folder.string();
  json["linked_to"] = model.link.empty() ? ordered_json() : ordered_json(model.link.string());
  json["belongs_to"] = model.user ? "user" : "program";
  json["bytes"] = model.bytes;
  json["sha256"] = model.sha256.empty() ? ordered_json() : ordered_json(model.sha256);
  json["encoders"] = ordered_json::array();
  for (const auto &encoder : model.encoders)
    json["encoders"].push_back(
        {{"id", encoder.id}, {"sha256", encoder.sha256}, {"tuned_blocks", encoder.tuned_blocks}});
  json["needed_by"] = model.needed_by;
  json["data"] = model.data;
  json["source"] = model.source;
  json["imported"] = model.imported;
  return json;
}

// Paths may hold any bytes; JSON may not.
void print(const ordered_json &json) {
  std::cout << json.dump(1, ' ', false, ordered_json::error_handler_t::replace) << std::endl;
}

void print_table(const std::vector<std::vector<std::string>> &rows) {
  std::vector<std::size_t> widths;
  for (const auto &row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) {
      widths.resize(std::max(widths.size(), c + 1));
      widths[c] = std::max(widths[c], row[c].size());
    }
  for (const auto &row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      line += row[c];
      if (c + 1 < row.size())
        line += std::string(widths[c] - row[c].size() + 2, ' ');
    }
    std::printf("%s\n", line.c_str());
  }
}

int list(const Options &options) {
  const auto models = list_models();
  if (options.json) {
    ordered_json all = ordered_json::array();
    for (const InstalledModel &model : models)
      all.push_back(to_json(model));
    print(all);
    return exit_fine;
  }
  if (models.empty()) {
    std::printf("No models are installed. `affectscope-cli models import FOLDER` adds one.\n");
    return exit_fine;
  }
  std::vector<std::vector<std::string>> rows{
      {"NAME", "KIND", "ARCHITECTURE", "SIZE", "FROM", "STATE"}};
  for (const InstalledModel &model : models)
    rows.push_back({model.id, name_of(model.kind),
                    model.architecture.empty() ? "-" : model.architecture, size_of(model.bytes),
                    !model.user          ? "program"
                    : model.link.empty() ? "user"
                                         : "user, linked",
                    words_for(model.state)});
  print_table(rows);
  for (const InstalledModel &model : models)
    if (model.problem)
      complain(*model.problem);
  return exit_fine;
}

int show(const Options &options) {
  const auto model = find_installed(options.names.front());
  if (!model.ok())
    return exit_code_of(model.error());
  if (options.json) {
    ordered_json json = to_json(*model);
    json["card"] = model->card;
    print(json);
    return exit_fine;
  }
  std::vector<std::vector<std::string>> rows{{"name", model->id},
                                             {"kind", name_of(model->kind)},
                                             {"architecture", model->architecture},
                                             {"state", words_for(model->state)},
                                             {"folder", for_terminal(model->folder.string())}};
  const auto row = [&](const char *name, const std::string &value) {
    if (!value.empty())
      rows.push_back({name, for_terminal(value)});
  };
  row("linked to", model->link.string());
  row("size", size_of(model->bytes));
  row("sha256", model->sha256);
  for (const auto &encoder : model->encoders)
    row("encoder",
        encoder.tuned_blocks > 0
            ? encoder.id + ", last " + std::to_string(encoder.tuned_blocks) + " blocks tuned"
            : encoder.id);
  row("needed by", joined(model->needed_by));
  row("trained on", model->data);
  row("imported", model->imported.empty() ? "" : model->imported + " from " + model->source);
  print_table(rows);
  if (model->problem)
    complain(*model->problem);
  if (!model->card.empty())
    std::printf("\n%s\n", for_terminal(model->card).c_str());
  return exit_fine;
}

int verify(const Options &options) {
  std::vector<InstalledModel> models;
  bool fine = true;
  if (options.names.empty())
    models = list_models();
  for (const std::string &name : options.names) {
    auto model = find_installed(name);
    if (model.ok()) {
      models.push_back(std::move(*model));
      continue;
    }
    complain(model.error());
    fine = false;
  }
  const auto progress = progress_line();
  const CancelToken cancel = interrupt_token();
  ordered_json all = ordered_json::array();
  for (const InstalledModel &model : models) {
    const auto checked = verify_model(model, progress, cancel);
    if (!checked.ok())
      return exit_code_of(checked.error());
    fine = fine && checked->fine();
    ordered_json files = ordered_json::array();
    for (const CheckedFile &file : checked->files) {
      files.push_back(
          {{"file", file.name}, {"state", name_of(file.state)}, {"text", file.sentence}});
      if (!options.json)
        std::printf("%-10s %s: %s\n", name_of(file.state), model.id.c_str(),
                    for_terminal(file.sentence).c_str());
    }
    all.push_back({{"id", model.id},
                   {"kind", name_of(model.kind)},
                   {"fine", checked->fine()},
                   {"files", files}});
  }
  if (options.json)
    print(all);
  return fine ? exit_fine : exit_some_failed;
}

int import(const Options &options) {
  const auto model =
      import_model(options.folder, {options.link, options.as, progress_line(), interrupt_token()});
  if (!model.ok())
    return exit_code_of(model.error());
  if (options.json)
    print(to_json(*model));
  else
    std::printf("%s %s as %s (%s, %s).\n", model->link.empty() ? "Copied" : "Linked",
                name_of(model->kind), model->id.c_str(), model->architecture.c_str(),
                size_of(model->bytes).c_str());
  if (model->problem)
    complain(*model->problem); // e.g. that its encoder is to be imported, too
  return exit_fine;
}

int remove(const Options &options) {
  bool fine = true;
  ordered_json removed = ordered_json::array();
  for (const std::string &name : options.names) {
    const auto model = find_installed(name);
    const auto done =
        model.ok() ? remove_model(*model, options.force) : Result<void>(model.error());
    if (!done.ok()) {
      complain(done.error());
      if (options.names.size() == 1 && done.error().code == ErrorCode::usage)
        return exit_usage;
      fine = false;
      continue;
    }
    removed.push_back(name);
    if (!options.json)
      std::printf(model->link.empty() ? "Removed %s.\n"
                                      : "Removed the link %s; the folder it led to stays.\n",
                  model->id.c_str());
  }
  if (options.json)
    print({{"removed", removed}});
  return fine ? exit_fine : exit_some_failed;
}

} // namespace

void add_models(CLI::App &app, Run &run) {
  auto *models = app.add_subcommand("models", "List, check, import and remove models");
  models->require_subcommand(1);
  const auto add = [&](const char *name, const char *help, int (*what)(const Options &)) {
    auto *command = models->add_subcommand(name, help);
    auto options = std::make_shared<Options>();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([=, &run] { run = [=] { return what(*options); }; });
    return std::pair(command, options.get()); // the callback keeps the options
  };
  add("list", "Installed bundles and encoders", list);
  {
    const auto [command, options] = add("show", "Details of a model, and its card", show);
    command
        ->add_option("name", options->names, "Name; encoders/NAME where a bundle has the same name")
        ->required()
        ->expected(1);
  }
  {
    const auto [command, options] =
        add("verify", "Compute a model's hashes again and compare them", verify);
    command->add_option("names", options->names, "Names; none: all models");
  }
  {
    const auto [command, options] =
        add("import", "Add a folder from Hugging Face, or a bundle", import);
    command->add_option("folder", options->folder, "Folder with config.json or manifest.json")
        ->required();
    command->add_flag("--link", options->link, "Link to the folder instead of copying it");
    command->add_option("--as", options->as, "Name of the installed model");
  }
  {
    const auto [command, options] =
        add("remove", "Remove imported models; the program's own stay", remove);
    command->add_option("names", options->names, "Names")->required();
    command->add_flag("--force", options->force, "Even an encoder that a bundle needs");
  }
}

} // namespace affect::cli
