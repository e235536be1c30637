#include "batch/journal/journal_rows.h"

#include "batch/journal/journal_schema.h"
#include "batch/rows/highlights.h"

namespace affect::journal {

PostSource source_from(const Statement &row, int first) {
  PostSource source;
  source.id = row.bytes(first);
  source.image = row.bytes(first + 1);
  source.text_file = row.bytes(first + 2);
  source.clip = row.bytes(first + 3);
  if (!row.is_null(first + 4))
    source.text = row.bytes(first + 4);
  return source;
}

void bind_source(Statement &statement, int first, const PostSource &source) {
  const auto bind = [&](int index, const std::string &bytes) {
    if (bytes.empty())
      statement.bind_null(index);
    else
      statement.bind_blob(index, bytes);
  };
  bind(first, source.id);
  bind(first + 1, source.image.native());
  bind(first + 2, source.text_file.native());
  bind(first + 3, source.clip.native());
  if (source.text)
    statement.bind_blob(first + 4, *source.text);
  else
    statement.bind_null(first + 4);
}

std::string name_of_item(const PostSource &source, const std::string &key) {
  if (!source.path().empty())
    return report_name(source.path().string());
  return report_name(source.id.empty() ? key.substr(0, key.find('\0')) : source.id);
}

ItemState state_from(std::int64_t number) {
  return number == 1 ? ItemState::done : number == 2 ? ItemState::failed : ItemState::waiting;
}

ErrorCode code_from(std::int64_t number) {
  return number >= 0 && number <= static_cast<std::int64_t>(ErrorCode::internal)
             ? static_cast<ErrorCode>(number)
             : ErrorCode::internal;
}

Result<void> check_format(Database &database) {
  const auto application = database.integer("PRAGMA application_id"),
             version = database.integer("PRAGMA user_version");
  AFFECT_CHECK(database.check());
  if (application != application_id || version.value_or(0) < 1)
    return make_error(ErrorCode::bad_format, "This is no journal of a batch run, or it is damaged.",
                      database.file());
  if (*version > format)
    return make_error(
        ErrorCode::unsupported,
        "The journal was written by a newer version of Affectscope; update the program.",
        database.file());
  return {};
}

Result<BatchIdentity> identity_in(Database &database) {
  Statement meta(database, "SELECT value FROM meta WHERE key = 'identity'");
  const std::string json = meta.step() ? meta.bytes(0) : std::string();
  AFFECT_CHECK(database.check());
  auto identity = identity_from_json(json);
  if (!identity.ok()) {
    Error error = identity.error();
    error.file = database.file();
    return error;
  }
  return identity;
}

} // namespace affect::journal
