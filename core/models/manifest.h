#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace affect {

/// The shipped model that reads where none is named.
inline constexpr const char *default_bundle = "multiscale-mvsa";

/// Tuned last layers of the encoders, in a bundle's folder (write_tuned() of core/features).
inline constexpr const char *tuned_layers_file = "tuned_layers.safetensors";

/// What a bundle's manifest.json says: the system, its sizes, and the encoders it was trained on,
/// by id and hash.
struct BundleManifest {
  /// 2: with tuned layers, 3: with steps over time, 4: with words that are read by themselves, 5:
  /// with faces in pictures, 6: with statistics of a text's words; the lowest that will do is
  /// written, so that older versions read it.
  static constexpr int newest_format = 6;

  struct EncoderRef {
    std::string id; ///< folder under encoders/
    std::string
        sha256; ///< over the folder's files (TextEncoder::base_hash, ImageEncoder::base_hash)
    /// Last blocks whose weights the bundle brings along (tuned_layers_file); 0: the encoder is
    /// used as it is.
    std::int64_t tuned_blocks = 0;
  };

  std::string id; ///< name of the bundle's folder
  std::string system;
  EncoderRef text, image;
  std::int64_t text_width = 0, image_width = 0, regions = 0;
  /// Of the vectors of a whole text or image; 0 and absent in older bundles: as wide as a token or
  /// region.
  std::int64_t text_vector_width = 0, image_vector_width = 0;
  /// Of steps over time, for systems that read these; 0: not read.
  std::int64_t video_width = 0, audio_width = 0;
  /// Where these steps come from: empty, the frames' vectors; given_steps, a data set's own
  /// features, which the program cannot make of a file: such a modality is missing everywhere else;
  /// face_steps, a clip's faces and its sound.
  std::string steps;
  static constexpr const char *given_steps = "given", *face_steps = "faces";
  EncoderRef audio, face; ///< an empty id: none
  std::map<std::string, double> settings;
  std::string weights_sha256;
  std::string tuned_sha256; ///< of tuned_layers_file; empty: there is none
  std::string data;         ///< data set and split the weights were trained on

  bool has_steps() const { return video_width > 0 || audio_width > 0 || !steps.empty(); }
  bool reads_words() const { return settings.count("vocabulary") > 0; }
  bool reads_picture_faces() const {
    return settings.count("faces") > 0 && settings.at("faces") > 0;
  }
  bool reads_statistics() const {
    return settings.count("text_statistics") > 0 && settings.at("text_statistics") > 0;
  }
  bool is_tuned() const { return text.tuned_blocks > 0 || image.tuned_blocks > 0; }
};

/// Whether an id may become part of a path: letters, digits, '-', '_' and '.', not beginning with a
/// dot, at most 100.
bool is_plain_name(const std::string &name);

/// Reads and checks a bundle folder's manifest.json. Errors: not_found, bad_format, unsupported (a
/// newer format).
Result<BundleManifest> read_manifest(const std::filesystem::path &folder);

/// Writes manifest.json. Errors: unreadable.
Result<void> write_manifest(const std::filesystem::path &folder, const BundleManifest &manifest);

/// The folder of an encoder that a bundle names: beside the bundle's folder, else in model_roots().
/// Errors: not_found.
Result<std::filesystem::path> find_encoder(const std::filesystem::path &bundle,
                                           const std::string &id);

/// Folder of a bundle given by path or by bare name; an empty name means default_bundle or, where
/// that is not there, the first installed one. Errors: not_found.
Result<std::filesystem::path> resolve_bundle(const std::filesystem::path &bundle);

/// Folders in model_roots() that hold a bundle's manifest.json, by id.
std::vector<std::filesystem::path> installed_bundles();

} // namespace affect
