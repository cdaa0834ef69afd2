/** The style of the HTML report. One line a rule; no string in it holds a comment or a tag. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#f6f7f9;--surface:#fff;--ink:#16181d;--muted:#565c68;--line:#d9dce3;--accent:#3a3fc4;--low:#2f6b52;--medium:#765800;--high:#a8450a;--critical:#b0133a;--mark:#fff0b8}
@media (prefers-color-scheme:dark){:root{--paper:#101216;--surface:#181b21;--ink:#e9ebef;--muted:#a2a9b6;--line:#2c313a;--accent:#a9adff;--low:#86cdac;--medium:#e3c35c;--high:#ffad75;--critical:#ff91a8;--mark:#4a3b0a}}
*{box-sizing:border-box}
body{margin:0;overflow-wrap:anywhere;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif}
main,header,footer{max-width:66rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
h1{font-size:clamp(1.6rem,1.3rem + 1.4vw,2.3rem);line-height:1.15;margin:0 0 .4rem;letter-spacing:-.015em}
h2{font-size:1.3rem;margin:0;overflow-wrap:anywhere}
h3{font-size:1rem;margin:1.6rem 0 .5rem}
p{margin:.4rem 0;max-width:46rem}
.muted{color:var(--muted)}
.small{font-size:.875rem}
code,.quote{font-family:ui-monospace,"SF Mono","Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.875em;overflow-wrap:anywhere}
mark{background:var(--mark);color:inherit;padding:.05em .2em;border-radius:3px}
.fails{border-left:4px solid var(--critical);background:var(--surface);padding:.6rem 1rem;margin:1.2rem 0}
.fails ul{margin:.2rem 0;padding-left:1.2rem}
.server{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:1.25rem 1.4rem;margin:1.4rem 0}
.head{display:flex;gap:1rem;align-items:flex-start;justify-content:space-between}
.head>div:first-child{min-width:0}
.grade{flex:none;text-align:center;border:2px solid var(--line);border-radius:8px;min-width:3.4rem;padding:.15rem .6rem}
.grade b{display:block;font-size:1.7rem;line-height:1.1}
.grade span{font-size:.75rem;color:var(--muted)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.94rem}
th{text-align:left;font-weight:600;color:var(--muted);font-size:.8rem}
th,td{padding:.42rem .8rem .42rem 0;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child>td{border-bottom:0}
th,td{overflow-wrap:normal}
td.name,td.says{overflow-wrap:anywhere}
td.says{min-width:16rem}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
td.name{min-width:7rem}
table.tools td.name{width:13rem}
a{color:var(--accent)}
.risk{font-weight:600;white-space:nowrap}
.risk::before{content:"";display:inline-block;width:.72em;height:.72em;margin-right:.45em;border:2px solid currentColor;vertical-align:-.02em}
.Low{color:var(--low)}.Medium{color:var(--medium)}.High{color:var(--high)}.Critical{color:var(--critical)}
.risk.Low::before{border-radius:50%}
.risk.Medium::before{border-radius:2px}
.risk.High::before{transform:rotate(45deg) scale(.9)}
.risk.Critical::before{transform:rotate(45deg) scale(.9);background:currentColor}
.level{font-weight:600}
.level.info{color:var(--muted)}.level.low{color:var(--medium)}.level.medium{color:var(--high)}.level.high,.level.critical{color:var(--critical)}
ul.plain{list-style:none;margin:0;padding:0}
ul.plain>li{border-top:1px solid var(--line);padding:.6rem 0}
ul.plain>li:first-child{border-top:0}
details>summary{cursor:pointer;color:var(--accent);margin-top:.8rem}
summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
dl{display:grid;grid-template-columns:max-content max-content 1fr;gap:.2rem 1rem;font-size:.9rem;margin:.6rem 0 0}
dd{margin:0;min-width:0}
footer{padding-bottom:3rem;font-size:.875rem;color:var(--muted)}
@media (max-width:44rem){table.tools,table.tools tbody,table.tools tr,table.tools td{display:block}table.tools thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}table.tools tr{padding:.6rem 0;border-bottom:1px solid var(--line)}table.tools tr:last-child{border-bottom:0}table.tools td,table.tools td.name{border:0;padding:0;width:auto;min-width:0}table.tools td:not(.name,:last-child){display:inline-block;margin-right:.8rem}table.tools td.name{font-weight:600}th,td{padding-right:.45rem}table.stack th:nth-child(4),table.stack td:nth-child(4){display:none}}
@media (max-width:34rem){.server{padding:1rem}dl{grid-template-columns:max-content 1fr}dl dd:nth-of-type(2n){grid-column:1/-1}}
@media print{body{background:#fff}.server{break-inside:avoid-page}}
`;
