#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// A second, strict reader of RFC 4180, written from the grammar of the standard and sharing
/// nothing with the program's: anything outside the grammar throws.
namespace rfc4180 {

using Row = std::vector<std::string>;

inline std::vector<Row> parse(std::string_view text) {
  enum class State { start, plain, quoted, quote_in_quoted, carriage_return };
  std::vector<Row> rows;
  Row row;
  std::string field;
  State state = State::start;
  bool anything = false; // in the current row
  const auto end_field = [&] {
    row.push_back(field);
    field.clear();
    state = State::start;
  };
  for (char c : text) {
    if (state == State::carriage_return) {
      if (c != '\n')
        throw std::runtime_error("CR without LF");
      rows.push_back(row);
      row.clear();
      anything = false;
      state = State::start;
      continue;
    }
    anything = true;
    if (state == State::quoted) {
      if (c == '"')
        state = State::quote_in_quoted;
      else
        field += c;
    } else if (state == State::quote_in_quoted && c == '"') {
      field += '"';
      state = State::quoted;
    } else if (c == ',') {
      end_field();
    } else if (c == '\r') {
      end_field();
      state = State::carriage_return;
    } else if (state == State::quote_in_quoted) {
      throw std::runtime_error("text after a closing quote");
    } else if (c == '"') {
      if (state != State::start)
        throw std::runtime_error("quote inside a plain field");
      state = State::quoted;
    } else if (c == '\n') {
      throw std::runtime_error("LF without CR");
    } else {
      field += c;
      state = State::plain;
    }
  }
  if (anything || state != State::start)
    throw std::runtime_error("the last row does not end in CR LF");
  return rows;
}

} // namespace rfc4180
