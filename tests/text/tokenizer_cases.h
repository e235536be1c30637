#pragma once

#include "text/tokenizer.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

/// What a reference tokenizer makes of one text: ids with special tokens and start, end, start, end
/// … in UTF-8 bytes.
struct TokenizerCase {
  std::string name, text;
  std::vector<std::int64_t> ids;
  std::vector<std::int64_t> offsets; ///< empty where only the ids are known
};

inline std::vector<std::int64_t> integers_of(const QJsonValue &list) {
  std::vector<std::int64_t> numbers;
  for (const QJsonValue &number : list.toArray())
    numbers.push_back(number.toInteger());
  return numbers;
}

inline QJsonDocument json_of(const std::filesystem::path &file) {
  QFile in(QString::fromStdString(file.string()));
  return in.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(in.readAll()) : QJsonDocument();
}

/// The cases of one tokenizer of cases.json. Where differences.json has ids of the slow tokenizer,
/// `slow` says whether these are taken instead (without offsets, which that tokenizer does not
/// give).
inline std::vector<TokenizerCase> tokenizer_cases(const std::filesystem::path &folder,
                                                  const QString &tokenizer, bool slow = false) {
  const QJsonObject differences =
      json_of(folder / "differences.json").object().value(tokenizer).toObject();
  std::vector<TokenizerCase> cases;
  for (const QJsonValue &entry : json_of(folder / "cases.json").array()) {
    const QJsonObject given = entry.toObject(), expected = given.value(tokenizer).toObject();
    const QString name = given.value(QStringLiteral("name")).toString();
    TokenizerCase made{name.toStdString(),
                       given.value(QStringLiteral("text")).toString().toStdString(),
                       integers_of(expected.value(QStringLiteral("ids"))),
                       integers_of(expected.value(QStringLiteral("utf8")))};
    const QJsonObject differing = differences.value(name).toObject();
    if (slow && differing.contains(QStringLiteral("slow"))) {
      made.ids = integers_of(differing.value(QStringLiteral("slow")));
      made.offsets.clear();
    }
    cases.push_back(std::move(made));
  }
  return cases;
}

inline std::vector<std::int64_t> ids_of(const affect::Encoding &encoding) {
  std::vector<std::int64_t> ids;
  for (const affect::Token &token : encoding.tokens)
    ids.push_back(token.id);
  return ids;
}

inline std::vector<std::int64_t> offsets_of(const affect::Encoding &encoding) {
  std::vector<std::int64_t> offsets;
  for (const affect::Token &token : encoding.tokens) {
    offsets.push_back(static_cast<std::int64_t>(token.begin));
    offsets.push_back(static_cast<std::int64_t>(token.end));
  }
  return offsets;
}

inline std::string listed(const std::vector<std::int64_t> &numbers) {
  std::string text;
  for (std::int64_t number : numbers)
    text += std::to_string(number) + ' ';
  return text;
}

/// Where ids or offsets differ from the case, a description; else empty.
inline std::string difference(const affect::Encoding &encoding, const TokenizerCase &expected) {
  const auto ids = ids_of(encoding), offsets = offsets_of(encoding);
  if (ids != expected.ids)
    return expected.name + " ids:\n  is        " + listed(ids) + "\n  should be " +
           listed(expected.ids);
  if (!expected.offsets.empty() && offsets != expected.offsets)
    return expected.name + " offsets:\n  is        " + listed(offsets) + "\n  should be " +
           listed(expected.offsets);
  return {};
}
