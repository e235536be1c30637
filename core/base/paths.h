#pragma once

#include <filesystem>
#include <vector>

namespace affect {

/// Folders that may hold models/, best first: $AFFECTSCOPE_MODELS, the user's, beside the program,
/// the source tree, /usr/share.
std::vector<std::filesystem::path> model_roots();

/// Where the user's own models lie: $XDG_DATA_HOME/affectscope/models (or
/// ~/.local/share/affectscope/models). Not made here; empty where the user has no home.
std::filesystem::path user_models_folder();

/// The folder of an installed bundle or encoder ("multiscale-mvsa", "encoders/compact-text"), or
/// empty.
std::filesystem::path find_model(const std::filesystem::path &name);

/// The bundled resources folder (sample posts), or empty where none is installed.
std::filesystem::path find_resources();

/// $XDG_CACHE_HOME/affectscope (or ~/.cache/affectscope); made where absent.
std::filesystem::path cache_folder();

/// $XDG_STATE_HOME/affectscope (or ~/.local/state/affectscope): what outlives the program and is no
/// setting. Made where absent.
std::filesystem::path state_folder();

} // namespace affect
