#pragma once

#include <QString>
#include <QStringList>

namespace affect::ui {

/// Names of the installed bundles' folders, sorted.
QStringList installed_models();

/// "multiscale · compact-text + compact-image"; empty where the bundle says nothing readable.
QString model_summary(const QString &bundle);

/// The bundle to begin with: the one asked for; else the one chosen last, while it is installed;
/// else the first choice of a new installation.
QString first_model(const QString &asked);

/// Keeps the user's choice for the next start.
void remember_model(const QString &bundle);

} // namespace affect::ui
