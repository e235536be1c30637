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
