#include "models_dialog/model_table.h"

#include "models_dialog/words.h"
#include "theme/colours.h"
#include "theme/icon.h"

namespace affect::ui {
namespace {

const QColor &error_colour() { return colours().error; }
const QColor &accent_colour() { return colours().accent; }

} // namespace

int ModelTable::rowCount(const QModelIndex &parent) const {
  return parent.isValid() ? 0 : static_cast<int>(models_.size());
}

int ModelTable::columnCount(const QModelIndex &parent) const {
  return parent.isValid() ? 0 : columns;
}

QString ModelTable::state_text(const InstalledModel &model) const {
  if (key_of(model) == loading_)
    return tr("Loading…");
  if (model.problem)
    return word_of(model.state);
  const Verification *checked = verification(key_of(model));
  if (checked && !checked->fine())
    return tr("Changed");
  if (inUse(model))
    return tr("In use");
  return checked ? tr("Verified") : word_of(model.state);
}

QString ModelTable::icon_name(const InstalledModel &model) const {
  const Verification *checked = verification(key_of(model));
  if (model.problem || (checked && !checked->fine()))
    return QStringLiteral("warning");
  return checked || inUse(model) ? QStringLiteral("check") : QString();
}

QVariant ModelTable::data(const QModelIndex &index, int role) const {
  if (!index.isValid())
    return {};
  const InstalledModel &model = at(index.row());
  if (role == Qt::TextAlignmentRole && index.column() == size)
    return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  if (role == SortRole && index.column() == size)
    return static_cast<qulonglong>(model.bytes);
  if (role == Qt::DecorationRole && index.column() == state) {
    const QString name = icon_name(model);
    if (name == QStringLiteral("warning"))
      return icon(name, error_colour);
    return name.isEmpty() ? QVariant() : QVariant(icon(name, accent_colour));
  }
  if (role == Qt::ToolTipRole) {
    const QString problem = problem_of(model);
    return problem.isEmpty() ? QString::fromStdString(model.folder.string()) : problem;
  }
  if (role != Qt::DisplayRole && role != SortRole)
    return {};
  switch (index.column()) {
  case name:
    return QString::fromStdString(model.id);
  case kind:
    return word_of(model.kind);
  case architecture:
    return model.architecture.empty() ? QStringLiteral("—")
                                      : QString::fromStdString(model.architecture);
  case size:
    return model.bytes == 0 ? QStringLiteral("—") : size_text(model.bytes);
  default:
    return state_text(model);
  }
}

QVariant ModelTable::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal)
    return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant((section == size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  if (role != Qt::DisplayRole)
    return {};
  const QString names[] = {tr("Name"), tr("Kind"), tr("Architecture"), tr("Size"), tr("State")};
  return names[section];
}

void ModelTable::setModels(std::vector<InstalledModel> models) {
  beginResetModel();
  models_ = std::move(models);
  endResetModel();
}

int ModelTable::row_of(const QString &key) const {
  for (int row = 0; row < rowCount(); ++row)
    if (key_of(at(row)) == key)
      return row;
  return -1;
}

void ModelTable::refresh() {
  if (!models_.empty())
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, columns - 1);
}

void ModelTable::setInUse(const std::filesystem::path &folder) {
  in_use_ = folder;
  refresh();
}

bool ModelTable::inUse(const InstalledModel &model) const {
  std::error_code ignored;
  return !in_use_.empty() && model.kind == ModelKind::bundle &&
         (model.folder == in_use_ || std::filesystem::equivalent(model.folder, in_use_, ignored));
}

void ModelTable::setLoading(const QString &key) {
  loading_ = key;
  refresh();
}

void ModelTable::setVerification(const QString &key, const Verification &result) {
  checked_[key] = result;
  refresh();
}

const Verification *ModelTable::verification(const QString &key) const {
  const auto found = checked_.constFind(key);
  return found == checked_.constEnd() ? nullptr : &*found;
}

} // namespace affect::ui
