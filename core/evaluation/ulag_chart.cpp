#include "base/atomic_file.h"
#include "evaluation/ulag_scores.h"

#include <algorithm>
#include <iomanip>
#include <map>
#include <sstream>

namespace affect {
namespace {

constexpr int panel_width = 350, panel_height = 220, left = 46, top = 46, plot_width = 270,
              plot_height = 150;

// A line of the chart: epoch → mean of the seeds.
using Curve = std::map<int, double>;
using Panel = std::map<std::string, Curve>; // of each rule

std::map<std::string, Panel> panels_of(const std::vector<UlagScore> &scores) {
  std::map<std::string, std::map<std::string, std::map<int, std::pair<double, int>>>> sums;
  for (const UlagScore &one : scores)
    if (one.what == "generated") {
      auto &[sum, count] = sums[one.modality][one.rule][one.epoch];
      sum += one.correlation;
      ++count;
    }
  std::map<std::string, Panel> panels;
  for (const auto &[modality, of_rules] : sums)
    for (const auto &[rule, of_epochs] : of_rules)
      for (const auto &[epoch, sum] : of_epochs)
        panels[modality][rule][epoch] = sum.first / sum.second;
  return panels;
}

/// What all panels share: the axes.
struct Axes {
  int epochs = 1;
  double low = 0, high = 1;

  double x(int epoch) const {
    return left + plot_width * (epochs > 1 ? (epoch - 1.0) / (epochs - 1) : 0.5);
  }
  double y(double value) const { return top + plot_height * (1 - (value - low) / (high - low)); }
};

Axes axes_of(const std::map<std::string, Panel> &panels) {
  Axes axes;
  for (const auto &[modality, panel] : panels)
    for (const auto &[rule, curve] : panel) {
      axes.epochs = std::max(axes.epochs, curve.rbegin()->first);
      for (const auto &[epoch, value] : curve)
        axes.low = std::min(axes.low, value < 0 ? -1.0 : 0.0);
    }
  return axes;
}

// Rules whose lines lie on one another stay apart by their dashes.
std::string dashes(const std::string &rule) {
  return rule == "copied"    ? " stroke-dasharray=\"2 4\""
         : rule == "self-mm" ? " stroke-dasharray=\"7 3\""
                             : "";
}

void draw_panel(std::ostream &out, const std::string &modality, const Panel &panel,
                const Axes &axes, int place) {
  out << "<g transform=\"translate(" << place * panel_width << ",0)\"><text class=\"name\" x=\""
      << left << "\" y=\"" << top - 12 << "\">" << modality << "</text>";
  for (double tick = axes.low; tick <= axes.high + 1e-9; tick += 0.25)
    out << "<line class=\"grid\" x1=\"" << left << "\" x2=\"" << left + plot_width << "\" y1=\""
        << axes.y(tick) << "\" y2=\"" << axes.y(tick) << "\"/>"
        << "<text x=\"" << left - 6 << "\" y=\"" << axes.y(tick) + 4 << "\" text-anchor=\"end\">"
        << tick << "</text>";
  for (const int epoch : {1, axes.epochs})
    out << "<text x=\"" << axes.x(epoch) << "\" y=\"" << top + plot_height + 16
        << "\" text-anchor=\"middle\">" << epoch << "</text>";
  for (const auto &[rule, curve] : panel) {
    out << "<polyline class=\"" << rule << "\"" << dashes(rule) << " points=\"";
    for (const auto &[epoch, value] : curve)
      out << axes.x(epoch) << ',' << axes.y(value) << ' ';
    out << "\"/>";
  }
  out << "</g>\n";
}

void draw_legend(std::ostream &out) {
  int x = left;
  for (const char *rule : {"cosine", "self-mm", "copied"}) {
    out << "<polyline class=\"" << rule << "\"" << dashes(rule) << " points=\"" << x << ','
        << panel_height + 14 << ' ' << x + 28 << ',' << panel_height + 14 << "\"/><text x=\""
        << x + 34 << "\" y=\"" << panel_height + 18 << "\">" << rule << "</text>";
    x += 110;
  }
}

// The picture's size and style, and its headline.
void draw_head(std::ostream &out, std::size_t panels) {
  const int width = panel_width * static_cast<int>(std::max<std::size_t>(panels, 1)) + left;
  out << "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"" << width
      << "\" height=\"" << panel_height + 32 << "\" viewBox=\"0 0 " << width << ' '
      << panel_height + 32
      << "\"><title>Generated unimodal labels against people's</title><style>"
         "svg{background:#fff;font:12px "
         "sans-serif}text{fill:#24292f}.name{font-weight:600}.grid{stroke:#d0d7de}"
         "polyline{fill:none;stroke-width:2}.cosine{stroke:#2f81f7}.self-mm{stroke:#db6d28}.copied{"
         "stroke:#8b949e}"
         "@media(prefers-color-scheme:dark){svg{background:#16191d}text{fill:#e6edf3}.grid{stroke:#"
         "3a4149}}</"
         "style>\n<text x=\""
      << left << "\" y=\"16\">Correlation of the generated labels with people's, by epoch</text>\n";
}

} // namespace

Result<void> write_ulag_chart(const std::filesystem::path &file,
                              const std::vector<UlagScore> &scores) {
  const auto panels = panels_of(scores);
  const Axes axes = axes_of(panels);
  return write_whole_file(file, [&](std::ostream &out) {
    out << std::setprecision(5);
    draw_head(out, panels.size());
    int place = 0;
    for (const char *modality : {"text", "image", "audio"})
      if (const auto found = panels.find(modality); found != panels.end())
        draw_panel(out, found->first, found->second, axes, place++);
    draw_legend(out);
    out << "</svg>\n";
  });
}

} // namespace affect
