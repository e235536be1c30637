// What the cells of a journal's rows say; which rows are in memory is in journal_model.cpp.
#include "batch_dock/journal_model.h"

#include "theme/colours.h"
#include "widgets/error_text.h"

namespace affect::ui {
namespace {

bool is_number(int column) {
  return column == JournalModel::confidence || column == JournalModel::text ||
         column == JournalModel::image || column == JournalModel::weight;
}

QVariant alignment_of(int column) {
  return QVariant((is_number(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

QString percent_or_nothing(std::optional<float> share) {
  return share ? percent(*share) : QString();
}

QString valence_or_nothing(std::optional<float> valence) {
  return valence ? signed_number(*valence) : QString();
}

} // namespace

const BatchReading *JournalModel::reading_of(const JournalRow &row) const {
  return static_cast<std::size_t>(model_) < row.readings.size()
             ? &row.readings[static_cast<std::size_t>(model_)]
             : nullptr;
}

// Below the folder that was analysed the path goes without it.
QString JournalModel::name_of_post(const JournalRow &row) const {
  const QString name = QString::fromStdString(row.name);
  for (const std::filesystem::path &input : identity_.inputs) {
    const QString root = QString::fromStdString(input.string());
    if (name.size() > root.size() + 1 && name.startsWith(root) &&
        (root.endsWith(u'/') || name.at(root.size()) == u'/'))
      return name.mid(root.endsWith(u'/') ? root.size() : root.size() + 1);
  }
  return name;
}

QString JournalModel::cell(const JournalRow &row, int column) const {
  if (column == post)
    return name_of_post(row);
  if (column == words)
    return row.error ? text_of(*row.error).text : QString::fromStdString(row.preview);
  if (column == result && row.state == affect::ItemState::failed)
    return tr("could not be read");
  const BatchReading *reading = reading_of(row);
  if (!reading)
    return column == result ? tr("waiting") : QString();
  const Polarity polarity = polarity_of(reading->probabilities);
  switch (column) {
  case result:
    return label_of(polarity);
  case confidence:
    return percent(reading->probabilities[static_cast<std::size_t>(polarity)]);
  case text:
    return valence_or_nothing(reading->text_valence);
  case image:
    return valence_or_nothing(reading->image_valence);
  case agreement:
    return reading->disagreement ? tr("≠ disagree") : QString();
  default:
    return percent_or_nothing(reading->text_weight);
  }
}

QString JournalModel::described(const JournalRow &row, int column) const {
  if (column == post)
    return QString::fromStdString(row.name);
  if (row.error) {
    const ErrorText error = text_of(*row.error);
    return error.detail.isEmpty() ? error.text : error.text + u'\n' + error.detail;
  }
  return column == words ? QString::fromStdString(row.preview) : QString();
}

QVariant JournalModel::data(const QModelIndex &index, int role) const {
  if (!index.isValid() || index.row() >= rows_)
    return {};
  if (role == Qt::TextAlignmentRole)
    return alignment_of(index.column());
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::ForegroundRole &&
      role < Qt::UserRole)
    return {};
  const JournalRow *row = rowAt(index.row());
  if (!row) {
    if (role == Qt::ForegroundRole)
      return colours().muted;
    return role == Qt::DisplayRole && index.column() == post ? QVariant(QStringLiteral("…"))
                                                             : QVariant();
  }
  switch (role) {
  case Qt::DisplayRole:
    return cell(*row, index.column());
  case Qt::ToolTipRole: {
    const QString said = described(*row, index.column());
    return said.isEmpty() ? QVariant()
                          : QVariant(QStringLiteral("<p>%1</p>").arg(said.toHtmlEscaped()));
  }
  case Qt::ForegroundRole:
    if (index.column() == agreement)
      return colours().warning;
    if (row->error && index.column() == words)
      return colours().error;
    return row->state == affect::ItemState::waiting || index.column() == words
               ? QVariant(colours().muted)
               : QVariant();
  case StateRole:
    return static_cast<int>(row->state);
  case PolarityRole:
    if (const BatchReading *reading = reading_of(*row))
      return static_cast<int>(polarity_of(reading->probabilities));
    return {};
  default:
    return {};
  }
}

QVariant JournalModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columns)
    return {};
  if (role == Qt::TextAlignmentRole)
    return alignment_of(section);
  const QString names[] = {tr("Post"),  tr("Result"),    tr("Confidence"),  tr("Text"),
                           tr("Image"), tr("Agreement"), tr("Text weight"), tr("Words or reason")};
  const QString tips[] = {tr("Path below the folder that is analysed"),
                          tr("What text and image say together"),
                          tr("Probability of the result"),
                          tr("What the text says alone, from −1 to +1"),
                          tr("What the image says alone, from −1 to +1"),
                          tr("Marked where the parts disagree"),
                          tr("How much the text counted; the rest is the image's"),
                          tr("The first words, or why the post could not be read")};
  if (role == Qt::DisplayRole)
    return names[section];
  return role == Qt::ToolTipRole ? QVariant(tips[section]) : QVariant();
}

QString JournalModel::line(int row) const {
  QStringList cells;
  for (int column = 0; column < columns; ++column)
    cells << data(index(row, column)).toString();
  return cells.join(u'\t');
}

} // namespace affect::ui
