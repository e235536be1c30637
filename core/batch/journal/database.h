#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace affect {

class Database;

/// A prepared statement. After bind() calls, step() until it says false; then it may be bound anew.
/// What fails is remembered by the Database, so that a group of calls is checked once.
class Statement {
public:
  Statement(Database &database, const char *sql);
  ~Statement();
  Statement(const Statement &) = delete;
  Statement &operator=(const Statement &) = delete;

  void bind(int index, std::int64_t value);
  void bind(int index, double value);
  void bind(int index, std::optional<double> value);
  void bind_text(int index, std::string_view value);
  void bind_blob(int index, std::string_view value);
  void bind_null(int index);
  /// Whether there is a row. False: done, or failed.
  bool step();
  /// Steps to the end.
  void run();
  /// Ready for other values.
  void reset();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string bytes(int column) const; ///< of a text or blob

private:
  Database &database_;
  sqlite3_stmt *statement_ = nullptr;
};

/// A SQLite connection. One thread at a time. Calls do not throw; check() says whether anything
/// failed since the last check().
class Database {
public:
  enum class Access { read, write, create };
  /// Errors: not_found, unreadable, bad_format.
  static Result<std::unique_ptr<Database>> open(const std::filesystem::path &file, Access access);
  ~Database();

  /// Statements without results, separated by semicolons.
  void run(const char *sql);
  /// The first column of the first row; none where there is no row.
  std::optional<std::int64_t> integer(const char *sql);
  int changes() const;
  /// The first failure since the last check, as the user sees it. Errors: unreadable (disk full, no
  /// permission), bad_format (damaged).
  Result<void> check();
  const std::filesystem::path &file() const { return file_; }

private:
  friend class Statement;
  friend class Transaction;
  Database() = default;
  void note(int code);
  sqlite3 *connection_ = nullptr;
  std::filesystem::path file_;
  int failed_ = 0;
  std::string detail_;
};

/// BEGIN IMMEDIATE … COMMIT; without commit() everything is taken back.
class Transaction {
public:
  explicit Transaction(Database &database);
  ~Transaction();
  Transaction(const Transaction &) = delete;
  Transaction &operator=(const Transaction &) = delete;
  /// Errors: as Database::check(); nothing of it is in the database then.
  Result<void> commit();

private:
  Database &database_;
  bool open_ = true;
};

} // namespace affect
