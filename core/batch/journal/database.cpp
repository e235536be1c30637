#include "batch/journal/database.h"

#include <sqlite3.h>

namespace affect {

namespace {

constexpr int patience = 10'000; // ms that a reader waits while the writer's log is folded back

Error error_of(int code, const std::string &detail, const std::filesystem::path &file) {
  switch (code & 0xFF) {
  case SQLITE_FULL:
    return make_error(ErrorCode::unreadable,
                      "The disk is full: the journal cannot be written. What was done is safe; "
                      "make room and go on with "
                      "--resume.",
                      file);
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return make_error(ErrorCode::bad_format, "This is no journal of a batch run, or it is damaged.",
                      file);
  case SQLITE_CANTOPEN:
  case SQLITE_READONLY:
  case SQLITE_PERM:
    return make_error(ErrorCode::unreadable,
                      "The journal cannot be opened or written; check its folder's permissions.",
                      file);
  case SQLITE_IOERR:
    return make_error(ErrorCode::unreadable,
                      "Reading or writing the journal failed (" + detail +
                          "); check the disk and the space on it. What was done is safe.",
                      file);
  default:
    return make_error(ErrorCode::unreadable, "The journal cannot be used: " + detail + ".", file);
  }
}

} // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path &file, Access access) {
  std::error_code ignored;
  if (access != Access::create && !std::filesystem::exists(file, ignored))
    return make_error(ErrorCode::not_found, "There is no such journal.", file);
  std::unique_ptr<Database> database(new Database);
  database->file_ = file;
  const int flags = access == Access::read
                        ? SQLITE_OPEN_READWRITE // a reader of WAL writes its index
                    : access == Access::write ? SQLITE_OPEN_READWRITE
                                              : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  // No other thread uses the connection, hence no mutex.
  int code =
      sqlite3_open_v2(file.c_str(), &database->connection_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK && access == Access::read) {
    sqlite3_close(database->connection_);
    code = sqlite3_open_v2(file.c_str(), &database->connection_,
                           SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  }
  if (code != SQLITE_OK)
    return error_of(code, database->connection_ ? sqlite3_errmsg(database->connection_) : "", file);
  sqlite3_busy_timeout(database->connection_, patience);
  if (access == Access::read)
    database->run("PRAGMA query_only=1");
  AFFECT_CHECK(database->check());
  return database;
}

Database::~Database() { sqlite3_close(connection_); }

void Database::note(int code) {
  if (failed_ != 0)
    return;
  failed_ = code;
  detail_ = sqlite3_errmsg(connection_);
}

void Database::run(const char *sql) {
  if (const int code = sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK)
    note(sqlite3_extended_errcode(connection_) ? sqlite3_extended_errcode(connection_) : code);
}

std::optional<std::int64_t> Database::integer(const char *sql) {
  Statement statement(*this, sql);
  return statement.step() && !statement.is_null(0) ? std::optional(statement.integer(0))
                                                   : std::nullopt;
}

int Database::changes() const { return sqlite3_changes(connection_); }

Result<void> Database::check() {
  if (failed_ == 0)
    return {};
  const Error error = error_of(failed_, detail_, file_);
  failed_ = 0;
  detail_.clear();
  return error;
}

Statement::Statement(Database &database, const char *sql) : database_(database) {
  if (const int code = sqlite3_prepare_v2(database.connection_, sql, -1, &statement_, nullptr);
      code != SQLITE_OK)
    database.note(code);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::bind(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_, index, value);
}
void Statement::bind(int index, double value) { sqlite3_bind_double(statement_, index, value); }
void Statement::bind(int index, std::optional<double> value) {
  if (value)
    bind(index, *value);
  else
    bind_null(index);
}
void Statement::bind_text(int index, std::string_view value) {
  sqlite3_bind_text64(statement_, index, value.data() ? value.data() : "", value.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
}
void Statement::bind_blob(int index, std::string_view value) {
  sqlite3_bind_blob64(statement_, index, value.data() ? value.data() : "", value.size(),
                      SQLITE_TRANSIENT);
}
void Statement::bind_null(int index) { sqlite3_bind_null(statement_, index); }

bool Statement::step() {
  if (!statement_)
    return false;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW)
    return true;
  if (code != SQLITE_DONE)
    database_.note(code);
  sqlite3_reset(statement_);
  return false;
}

void Statement::run() {
  while (step())
    ;
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }
std::string Statement::bytes(int column) const {
  const void *data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return data ? std::string(static_cast<const char *>(data), static_cast<std::size_t>(size))
              : std::string();
}

Transaction::Transaction(Database &database) : database_(database) {
  database.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (open_)
    sqlite3_exec(database_.connection_, "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> Transaction::commit() {
  if (auto failed = database_.check(); !failed.ok())
    return failed;
  database_.run("COMMIT");
  if (auto failed = database_.check(); !failed.ok())
    return failed;
  open_ = false;
  return {};
}

} // namespace affect
