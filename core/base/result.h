#pragma once

#include "base/error.h"

#include <cassert>
#include <optional>
#include <utility>
#include <variant>

namespace affect {

/// Either a value or an Error. std::expected is C++23; this is the part of it that is used here.
template <typename T> class [[nodiscard]] Result {
public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T &value() & {
    assert(ok());
    return std::get<0>(state_);
  }
  const T &value() const & {
    assert(ok());
    return std::get<0>(state_);
  }
  T &&value() && {
    assert(ok());
    return std::get<0>(std::move(state_));
  }
  T &operator*() & { return value(); }
  const T &operator*() const & { return value(); }
  T &&operator*() && { return std::move(*this).value(); }
  T *operator->() { return &value(); }
  const T *operator->() const { return &value(); }

  const Error &error() const {
    assert(!ok());
    return std::get<1>(state_);
  }

private:
  std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <> class [[nodiscard]] Result<void> {
public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error &error() const {
    assert(error_);
    return *error_;
  }

private:
  std::optional<Error> error_;
};

} // namespace affect

/// Returns the error of `expr` from the enclosing function, or binds its value to `name`.
#define AFFECT_TRY(name, expr)                                                                     \
  auto name##_result = (expr);                                                                     \
  if (!name##_result.ok())                                                                         \
    return name##_result.error();                                                                  \
  auto &name = *name##_result

/// Returns the error of `expr`, a Result<void>, from the enclosing function.
#define AFFECT_CHECK(expr)                                                                         \
  do {                                                                                             \
    if (auto check_result = (expr); !check_result.ok())                                            \
      return check_result.error();                                                                 \
  } while (false)
