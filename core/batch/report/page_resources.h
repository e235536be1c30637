#pragma once

#include <string_view>

/// Files of resources/report as they stand, put into the program when it is built.
namespace affect::html {

std::string_view page_style();  ///< report.css
std::string_view page_script(); ///< report.js

} // namespace affect::html
