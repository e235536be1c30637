#pragma once

class QWidget;

namespace affect::ui {

class Actions;

/// The list of keyboard shortcuts (F1). Stays open beside the window.
void show_shortcuts(QWidget *parent, const Actions &actions);
/// Name, version, licence, and where the sample photographs come from.
void show_about(QWidget *parent);

} // namespace affect::ui
