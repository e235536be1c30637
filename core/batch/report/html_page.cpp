#include "batch/report/html_parts.h"
#include "batch/report/page_resources.h"

namespace affect::html {

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text)
    switch (c) {
    case '&':
      safe += "&amp;";
      break;
    case '<':
      safe += "&lt;";
      break;
    case '>':
      safe += "&gt;";
      break;
    case '"':
      safe += "&quot;";
      break;
    case '\'':
      safe += "&#39;";
      break;
    default:
      safe += c == '\0' ? ' ' : c;
    }
  return safe;
}

std::string head(const std::string &title) {
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
         "<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" "
         "content=\"light dark\">"
         // Nothing is loaded from anywhere, whatever a text says.
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src "
         "data:; "
         "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
         "<title>" +
         escaped(title) + "</title><style>\n" + std::string(page_style()) +
         "</style></head><body>\n<h1>" + escaped(title) + "</h1>\n";
}

std::string table_begin(const BatchIdentity &identity, bool cut) {
  std::string page = "<h2>Posts</h2>\n";
  if (cut)
    page += "<p>The table holds the first 100,000 posts; the CSV and JSON Lines reports hold all "
            "of them.</p>\n";
  page +=
      "<form id=\"filter\"><label>Words in file or text<input id=\"words\" type=\"search\"></label>"
      "<label>Polarity<select id=\"polarity\"><option value=\"\">all</option><option value=\"0\">− "
      "negative</option>"
      "<option value=\"1\">0 neutral</option><option value=\"2\">+ "
      "positive</option></select></label>"
      "<label>Show<select id=\"mark\"><option value=\"\">all posts</option>"
      "<option value=\"disagree\">where the parts disagree</option>";
  if (identity.models.size() > 1)
    page += "<option value=\"split\">where the models disagree</option>";
  page += "<option value=\"failed\">failed ones</option></select></label></form>\n"
          "<p><button id=\"back\" type=\"button\">Previous</button> <button id=\"next\" "
          "type=\"button\">Next</button> "
          "<span id=\"count\" role=\"status\"></span></p>\n<div class=\"wide\"><table><thead><tr>"
          "<th scope=\"col\"><button type=\"button\" data-key=\"file\">File</button></th>"
          "<th scope=\"col\"><button type=\"button\" data-key=\"text\">Text</button></th>";
  std::string models;
  for (std::size_t m = 0; m < identity.models.size(); ++m) {
    page += "<th scope=\"col\"><button type=\"button\" data-key=\"p" + std::to_string(m) + "\">" +
            escaped(identity.models[m].id) + "</button></th>";
    models += (m > 0 ? "," : "") + ("\"" + identity.models[m].id + "\""); // an id is a plain name
  }
  return page +
         "<th scope=\"col\"><button type=\"button\" "
         "data-key=\"status\">Status</button></th></tr></thead>"
         "<tbody id=\"body\"></tbody></table></div>\n<noscript><p>The table needs JavaScript; the "
         "CSV report holds the "
         "same.</p></noscript>\n<script type=\"application/json\" id=\"rows\">{\"models\":[" +
         models + "],\"rows\":[\n";
}

std::string table_end() {
  return "]}</script>\n<script>\n" + std::string(page_script()) + "</script>\n</body></html>\n";
}

} // namespace affect::html
