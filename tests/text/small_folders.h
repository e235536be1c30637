#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <filesystem>

/// Model folders made in a test.
inline void write_file(const std::filesystem::path &path, const QByteArray &content) {
  QFile file(QString::fromStdString(path.string()));
  if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) ||
      file.write(content) != content.size())
    qFatal("cannot write a temporary file");
}

inline QByteArray bytes_of(const QJsonObject &object) {
  return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// How byte-level vocabularies write a byte.
inline QString byte_symbol(int byte) {
  int next = 256;
  for (int b = 0; b <= byte; ++b) {
    const bool visible = (b > 32 && b < 127) || (b > 160 && b != 173);
    if (b == byte)
      return QString(QChar(static_cast<char16_t>(visible ? b : next)));
    next += visible ? 0 : 1;
  }
  return {};
}

struct SmallBytePairs {
  QStringList pieces;
  QList<QPair<QString, QString>> merges;
  int id(const QString &piece) const { return static_cast<int>(pieces.indexOf(piece)); }
  QByteArray vocabulary() const {
    QJsonObject object;
    for (int i = 0; i < pieces.size(); ++i)
      object[pieces[i]] = i;
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
  }
  QByteArray merge_lines() const {
    QByteArray lines = "#version: 0.2\n";
    for (const auto &[left, right] : merges)
      lines += (left + QLatin1Char(' ') + right + QLatin1Char('\n')).toUtf8();
    return lines;
  }
};

/// CLIP's: all bytes, all bytes with </w>, what the merges make, the two special tokens.
inline SmallBytePairs small_clip() {
  SmallBytePairs made;
  for (int byte = 0; byte < 256; ++byte)
    made.pieces << byte_symbol(byte);
  for (int byte = 0; byte < 256; ++byte)
    made.pieces << byte_symbol(byte) + QStringLiteral("</w>");
  made.merges = {{QStringLiteral("o"), QStringLiteral("o")},
                 {QStringLiteral("g"), QStringLiteral("oo")},
                 {QStringLiteral("goo"), QStringLiteral("d</w>")},
                 {QStringLiteral("d"), QStringLiteral("o")},
                 {QStringLiteral("do"), QStringLiteral("g</w>")},
                 {QStringLiteral("'"), QStringLiteral("s</w>")},
                 {QStringLiteral("a"), QStringLiteral("a")},
                 {QStringLiteral("aa"), QStringLiteral("aa")}};
  for (const auto &[left, right] : made.merges)
    made.pieces << left + right;
  made.pieces << QStringLiteral("<|startoftext|>") << QStringLiteral("<|endoftext|>");
  return made;
}

/// RoBERTa's: special tokens, all bytes, what the merges make, the mask.
inline SmallBytePairs small_roberta() {
  SmallBytePairs made;
  made.pieces << QStringLiteral("<s>") << QStringLiteral("<pad>") << QStringLiteral("</s>")
              << QStringLiteral("<unk>");
  for (int byte = 0; byte < 256; ++byte)
    made.pieces << byte_symbol(byte);
  made.merges = {{QStringLiteral("o"), QStringLiteral("o")},
                 {QStringLiteral("Ġ"), QStringLiteral("g")},
                 {QStringLiteral("Ġg"), QStringLiteral("oo")},
                 {QStringLiteral("Ġgoo"), QStringLiteral("d")},
                 {QStringLiteral("Ġ"), QStringLiteral("Ġ")}};
  for (const auto &[left, right] : made.merges)
    made.pieces << left + right;
  made.pieces << QStringLiteral("<mask>");
  return made;
}

inline void write_byte_pairs(const std::filesystem::path &folder, const SmallBytePairs &made,
                             const QByteArray &config) {
  std::filesystem::create_directories(folder);
  write_file(folder / "vocab.json", made.vocabulary());
  write_file(folder / "merges.txt", made.merge_lines());
  write_file(folder / "config.json", config);
}

/// The same as a tokenizer.json; `pairs`: merges as lists of two, as newer files have them.
inline QJsonObject byte_pair_json(const SmallBytePairs &made, bool clip, bool pairs) {
  const auto typed = [](const char *type) {
    return QJsonObject{{QStringLiteral("type"), QString::fromUtf8(type)}};
  };
  QJsonArray merges, added;
  for (const auto &[left, right] : made.merges) {
    if (pairs)
      merges.append(QJsonArray{left, right});
    else
      merges.append(left + QLatin1Char(' ') + right);
  }
  const QStringList special =
      clip ? QStringList{QStringLiteral("<|startoftext|>"), QStringLiteral("<|endoftext|>")}
           : QStringList{QStringLiteral("<s>"), QStringLiteral("</s>"), QStringLiteral("<pad>"),
                         QStringLiteral("<unk>"), QStringLiteral("<mask>")};
  for (const QString &token : special)
    added.append(
        QJsonObject{{QStringLiteral("id"), made.id(token)},
                    {QStringLiteral("content"), token},
                    {QStringLiteral("lstrip"), token == QStringLiteral("<mask>")},
                    {QStringLiteral("normalized"), token == QStringLiteral("<|startoftext|>")}});
  QJsonObject model = typed("BPE");
  model[QStringLiteral("vocab")] = QJsonDocument::fromJson(made.vocabulary()).object();
  model[QStringLiteral("merges")] = merges;
  if (clip) {
    model[QStringLiteral("end_of_word_suffix")] = QStringLiteral("</w>");
    model[QStringLiteral("unk_token")] = QStringLiteral("<|endoftext|>");
  }
  QJsonObject root{{QStringLiteral("added_tokens"), added}, {QStringLiteral("model"), model}};
  if (clip) {
    root[QStringLiteral("normalizer")] =
        QJsonObject{{QStringLiteral("type"), QStringLiteral("Sequence")},
                    {QStringLiteral("normalizers"),
                     QJsonArray{typed("NFC"), typed("Replace"), typed("Lowercase")}}};
    root[QStringLiteral("pre_tokenizer")] = QJsonObject{
        {QStringLiteral("type"), QStringLiteral("Sequence")},
        {QStringLiteral("pretokenizers"), QJsonArray{typed("Split"), typed("ByteLevel")}}};
  } else {
    root[QStringLiteral("pre_tokenizer")] = typed("ByteLevel");
  }
  return root;
}
