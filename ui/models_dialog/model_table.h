#pragma once

#include "models/model_store.h"

#include <QAbstractTableModel>
#include <QHash>

#include <optional>

namespace affect::ui {

/// The installed models in rows, with what the window knows of them: which one reads, how a check
/// went.
class ModelTable : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Column { name, kind, architecture, size, state, columns };
  enum Role { SortRole = Qt::UserRole + 1 };

  using QAbstractTableModel::QAbstractTableModel;

  int rowCount(const QModelIndex &parent = {}) const override;
  int columnCount(const QModelIndex &parent = {}) const override;
  QVariant data(const QModelIndex &index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  void setModels(std::vector<InstalledModel> models);
  const InstalledModel &at(int row) const { return models_[static_cast<std::size_t>(row)]; }
  int row_of(const QString &key) const; ///< -1: not there

  void setInUse(const std::filesystem::path &folder);
  bool inUse(const InstalledModel &model) const;
  void setLoading(const QString &key); ///< empty: none
  void setVerification(const QString &key, const Verification &result);
  const Verification *verification(const QString &key) const;
  void refresh(); ///< the words of every cell, after a change of language

private:
  QString state_text(const InstalledModel &model) const;
  QString icon_name(const InstalledModel &model) const;

  std::vector<InstalledModel> models_;
  std::filesystem::path in_use_;
  QString loading_;
  QHash<QString, Verification> checked_;
};

} // namespace affect::ui
