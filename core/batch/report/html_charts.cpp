#include "batch/report/html_parts.h"

#include <algorithm>
#include <cstdio>
#include <span>

namespace affect::html {
namespace {

constexpr const char *polarity_names[] = {"negative", "neutral", "positive"};
constexpr const char *polarity_signs[] = {"−", "0", "+"};

std::string number(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  for (char &c : text) // whatever the locale
    if (c == ',')
      c = '.';
  return text;
}

std::string chart(const std::string &title, int width, int height, const std::string &content) {
  return "<div class=\"chart\"><h3>" + escaped(title) + "</h3><svg role=\"img\" aria-label=\"" +
         escaped(title) + "\" width=\"" + std::to_string(width) + "\" height=\"" +
         std::to_string(height) + "\">" + content + "</svg></div>\n";
}

struct Bar {
  std::string name;
  double share; // 0 … 1
  std::string text;
  std::string colour; // CSS
};

std::string bars(const std::string &title, const std::vector<Bar> &all) {
  constexpr int row = 26, label = 90, most = 150;
  std::string content;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int y = static_cast<int>(i) * row;
    content += "<text x=\"0\" y=\"" + std::to_string(y + 17) + "\">" + escaped(all[i].name) +
               "</text><rect x=\"" + std::to_string(label) + "\" y=\"" + std::to_string(y + 4) +
               "\" width=\"" + number(all[i].share * most, 1) + "\" height=\"18\" fill=\"" +
               all[i].colour + "\"/><text x=\"" + number(label + all[i].share * most + 5, 1) +
               "\" y=\"" + std::to_string(y + 17) + "\">" + escaped(all[i].text) + "</text>";
  }
  return chart(title, label + most + 110, static_cast<int>(all.size()) * row, content);
}

std::string histogram(const std::string &title, std::span<const std::int64_t> bins,
                      const char *first, const char *last) {
  constexpr int width = 260, height = 110, bottom = 18;
  const auto most =
      static_cast<double>(std::max<std::int64_t>(*std::max_element(bins.begin(), bins.end()), 1));
  const double step = static_cast<double>(width) / static_cast<double>(bins.size());
  std::string content;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const double tall = static_cast<double>(bins[i]) / most * (height - bottom - 4);
    content += "<rect x=\"" + number(static_cast<double>(i) * step + 1, 1) + "\" y=\"" +
               number(height - bottom - tall, 1) + "\" width=\"" + number(step - 2, 1) +
               "\" height=\"" + number(tall, 1) + "\" fill=\"var(--bar)\"><title>" +
               std::to_string(bins[i]) + "</title></rect>";
  }
  const std::string base = std::to_string(height - bottom), under = std::to_string(height - 4);
  content += "<line x1=\"0\" x2=\"" + std::to_string(width) + "\" y1=\"" + base + "\" y2=\"" +
             base + "\"/><text x=\"0\" y=\"" + under + "\">" + first + "</text><text x=\"" +
             std::to_string(width) + "\" y=\"" + under + "\" text-anchor=\"end\">" + last +
             "</text>";
  return chart(title, width, height, content);
}

} // namespace

std::string percent(double part, double whole) {
  return whole > 0 ? number(100 * part / whole, 1) + " %" : "–";
}

std::string charts(const BatchModel &model, const ModelSummary &summary) {
  std::int64_t read = 0;
  for (const std::int64_t count : summary.polarities)
    read += count;
  if (read == 0)
    return {};
  const auto all = static_cast<double>(read);
  std::vector<Bar> polarities;
  for (std::size_t c = 0; c < 3; ++c) {
    const auto count = static_cast<double>(summary.polarities[c]);
    polarities.push_back({polarity_signs[c] + std::string(" ") + polarity_names[c], count / all,
                          std::to_string(summary.polarities[c]) + " (" + percent(count, all) + ")",
                          std::string("var(--") + polarity_names[c] + ")"});
  }
  std::string page =
      "<h2>" + escaped(model.id) + "</h2>\n<div class=\"charts\">\n" + bars("Polarity", polarities);
  page += histogram("Intensity", summary.intensities, "−1 negative", "positive +1");
  page += histogram("How sure: probability of the polarity", summary.sureness, "0 %", "100 %");
  if (summary.both > 0) {
    const auto both = static_cast<double>(summary.both),
               apart = static_cast<double>(summary.disagreements);
    page += bars("The parts",
                 {{"disagree", apart / both, percent(apart, both), "var(--negative)"},
                  {"do not", 1 - apart / both, percent(both - apart, both), "var(--neutral)"}});
  }
  if (summary.weighed > 0)
    page += bars("Mean weight", {{"text", std::clamp(summary.text_weight, 0.0, 1.0),
                                  number(summary.text_weight, 2), "var(--bar)"},
                                 {"image", std::clamp(summary.image_weight, 0.0, 1.0),
                                  number(summary.image_weight, 2), "var(--bar)"}});
  return page + "</div>\n";
}

std::string agreement_table(const BatchIdentity &identity, const ModelAgreement &agreement) {
  if (agreement.posts == 0)
    return {};
  const std::string first = escaped(identity.models[agreement.first].id);
  const std::string second = escaped(identity.models[agreement.second].id);
  std::string page =
      "<h2>" + first + " and " + second + "</h2>\n<p>They say the same of " +
      percent(static_cast<double>(agreement.equal), static_cast<double>(agreement.posts)) +
      " of the posts both read (Cohen’s κ " + number(agreement.kappa, 2) +
      ").</p>\n<table class=\"matrix\"><tr><td></td>";
  for (const char *name : polarity_names)
    page += "<th scope=\"col\">" + second + ": " + name + "</th>";
  for (std::size_t row = 0; row < 3; ++row) {
    page += "</tr>\n<tr><th scope=\"row\">" + first + ": " + polarity_names[row] + "</th>";
    for (const std::int64_t count : agreement.table[row])
      page += "<td class=\"number\">" + std::to_string(count) + "</td>";
  }
  return page + "</tr></table>\n";
}

} // namespace affect::html
