#pragma once

#include "batch/report/journal_report.h"
#include "commands.h"

#include <filesystem>

/// What `analyze` and `batch` share.
namespace affect::cli {

void add_report_options(CLI::App &command, ReportFiles &files);

/// With several models: how often two of them say the same.
void print_agreements(const std::filesystem::path &journal);

} // namespace affect::cli
