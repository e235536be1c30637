#include "batch/report/html_parts.h"

namespace affect::html {
namespace {

// Colours that the colour-blind can tell apart (Okabe and Ito), never without a sign beside them.
constexpr const char *style = R"css(
:root{--back:#fff;--text:#1a1a1a;--faint:#666;--line:#d8d8d8;--card:#f6f6f6;--negative:#b34a00;--neutral:#6b6b6b;--positive:#00609c;--bar:#00609c}
@media(prefers-color-scheme:dark){:root{--back:#17191c;--text:#e8e8e8;--faint:#a0a0a0;--line:#3a3d42;--card:#22252a;--negative:#f0a060;--neutral:#b0b0b0;--positive:#6cb8f0;--bar:#6cb8f0}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1200px;padding:1rem 1.5rem;background:var(--back);color:var(--text);font:15px/1.45 system-ui,sans-serif}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin:1.6rem 0 .5rem}p.faint,.faint{color:var(--faint)}
.charts{display:flex;flex-wrap:wrap;gap:1rem}.chart{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.6rem}
.chart h3{margin:0 0 .3rem;font-size:.9rem}svg text{fill:var(--text);font:11px system-ui,sans-serif}svg line{stroke:var(--line)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:.8rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.6rem;overflow:hidden}.card p{margin:.3rem 0;overflow-wrap:anywhere}
.picture{position:relative;margin:0;background:var(--line);line-height:0}.picture img{width:100%}.picture .over{position:absolute}.picture:hover .over,.picture:focus .over{visibility:hidden}
.face{position:absolute;border:2px solid #fff;outline:1px solid #000;border-radius:2px;pointer-events:none}
.none{padding:2rem .5rem;text-align:center;line-height:1.4;color:var(--faint)}
.negative{color:var(--negative)}.neutral{color:var(--neutral)}.positive{color:var(--positive)}.label{font-weight:600}
form{display:flex;flex-wrap:wrap;gap:.8rem;align-items:end;margin:.6rem 0}label{display:inline-flex;flex-direction:column;font-size:.85rem;color:var(--faint)}
input,select,button{font:inherit;color:var(--text);background:var(--card);border:1px solid var(--line);border-radius:4px;padding:.25rem .5rem}button:disabled{opacity:.5}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}th button{border:0;background:none;padding:0;font-weight:600;cursor:pointer}
td.name,td.words{overflow-wrap:anywhere}td.number{text-align:right;font-variant-numeric:tabular-nums}.wide{overflow-x:auto}.matrix{width:auto}
)css";

constexpr const char *script = R"js(
(function(){'use strict';
const data=JSON.parse(document.getElementById('rows').textContent),models=data.models,rows=data.rows;
const names=['negative','neutral','positive'],signs=['\u2212','0','+'],size=50;
const el=id=>document.getElementById(id);
let page=0,shown=rows,order=null,up=true;
// A row: [file, text, error, [[negative, neutral, positive, disagreement] of each model, in thousandths]]
const top=r=>r.indexOf(Math.max(r[0],r[1],r[2]));
const polarity=r=>top(r.slice(0,3));
const split=r=>r[3].length>1&&r[3].some(m=>polarity(m)!==polarity(r[3][0]));
const keys={file:r=>r[0],text:r=>r[1],status:r=>r[2]};
models.forEach((m,i)=>{keys['p'+i]=r=>r[3][i]?r[3][i][2]-r[3][i][0]:-2000;});
function filter(){
  const words=el('words').value.toLowerCase(),want=el('polarity').value,mark=el('mark').value;
  shown=rows.filter(r=>{
    if(words&&!(r[0].toLowerCase().includes(words)||r[1].toLowerCase().includes(words)))return false;
    if(want!==''&&!(r[3].length&&polarity(r[3][0])===+want))return false;
    if(mark==='failed')return r[2]!=='';
    if(mark==='disagree')return r[3].some(m=>m[3]);
    if(mark==='split')return split(r);
    return true;});
  if(order){const key=keys[order];shown=shown.slice().sort((a,b)=>{const x=key(a),y=key(b);return(x<y?-1:x>y?1:0)*(up?1:-1);});}
  page=0;draw();
}
function cell(row,text,kind){const td=row.insertCell();td.textContent=text;if(kind)td.className=kind;return td;}
function draw(){
  const body=el('body');body.textContent='';
  shown.slice(page*size,page*size+size).forEach(r=>{
    const row=body.insertRow();cell(row,r[0],'name');cell(row,r[1],'words');
    models.forEach((m,i)=>{const p=r[3][i];if(!p){cell(row,'');return;}
      const c=polarity(p),td=cell(row,signs[c]+' '+names[c]+' '+(p[c]/10).toFixed(0)+' %',names[c]);
      td.title='negative '+(p[0]/10).toFixed(1)+' %, neutral '+(p[1]/10).toFixed(1)+' %, positive '+(p[2]/10).toFixed(1)+' %';
      if(p[3])td.append(' \u2260 its parts disagree');});
    cell(row,r[2]||'ok');});
  const pages=Math.max(1,Math.ceil(shown.length/size));
  el('count').textContent=shown.length.toLocaleString()+' of '+rows.length.toLocaleString()+' posts, page '+(page+1)+' of '+pages;
  el('back').disabled=page===0;el('next').disabled=page>=pages-1;
}
el('filter').addEventListener('input',filter);el('filter').addEventListener('submit',e=>e.preventDefault());
el('back').addEventListener('click',()=>{page--;draw();});el('next').addEventListener('click',()=>{page++;draw();});
document.querySelectorAll('th button').forEach(b=>b.addEventListener('click',()=>{up=order===b.dataset.key?!up:true;order=b.dataset.key;
  document.querySelectorAll('th').forEach(t=>t.removeAttribute('aria-sort'));b.parentNode.setAttribute('aria-sort',up?'ascending':'descending');filter();}));
filter();
})();
)js";

} // namespace

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
         escaped(title) + "</title><style>" + style + "</style></head><body>\n<h1>" +
         escaped(title) + "</h1>\n";
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
  return std::string("]}</script>\n<script>") + script + "</script>\n</body></html>\n";
}

} // namespace affect::html
