#pragma once

#include "base/result.h"
#include "batch/report/journal_report.h"
#include "commands.h"

#include <filesystem>

/// What `analyze` and `batch` share.
namespace affect::cli {

void add_report_options(CLI::App &command, ReportFiles &files);

/// With several models: how often two of them say the same.
void print_agreements(const std::filesystem::path &journal);

/// Complains where there is an error; true is fine, false means that some failed.
int exit_code_of(const Result<bool> &result);

} // namespace affect::cli
