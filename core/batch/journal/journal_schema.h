#pragma once

/// The tables of a journal; for the .cpp files of this folder.
namespace affect::journal {

inline constexpr int format = 1;
inline constexpr int application_id = 0x41665362; ///< "AfSb", in the file's header
inline constexpr int most_models =
    16; ///< of a run; a reading's detail is numbered item * 16 + model

/// item: what was found, in the order it was found. state 0 waits, 1 is done, 2 failed; recheck 1:
/// done, but its files have changed since, and whether it is done again depends on their content.
/// reading: the numbers of what a model said. detail: its rows of the reports and the picture of
/// its attention.
inline constexpr const char *schema = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE item(
  id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, place INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0,
  recheck INTEGER NOT NULL DEFAULT 0, post BLOB, image BLOB, text_file BLOB, clip BLOB, text BLOB,
  stamp TEXT, content TEXT, preview TEXT, error_code INTEGER, error TEXT, error_file BLOB);
CREATE INDEX item_state ON item(state, id);
CREATE TABLE reading(
  item INTEGER NOT NULL, model INTEGER NOT NULL, negative REAL NOT NULL, neutral REAL NOT NULL, positive REAL NOT NULL,
  intensity REAL NOT NULL, disagreement INTEGER NOT NULL, text_valence REAL, image_valence REAL, text_weight REAL,
  image_weight REAL, PRIMARY KEY(item, model)) WITHOUT ROWID;
CREATE TABLE detail(id INTEGER PRIMARY KEY, csv BLOB NOT NULL, json BLOB NOT NULL, heat BLOB);
)sql";

/// Columns in the order in which source_from() and row_from() read them.
inline constexpr const char *source_columns = "post, image, text_file, clip, text";

} // namespace affect::journal
