/** The style sheet of the operators' pages; colours come from the cards' palette, which follows the theme. */
export const adminStyles = `
:root{--brand:light-dark(#1456f0,#3370eb);--ground:light-dark(#f3f4f7,#121212);--panel:light-dark(#ffffff,#1c1c1e);
--edge:light-dark(#e3e5e9,#333336);--soft:light-dark(#5f6670,#a6a6a6)}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{background:var(--ground);color:var(--fs-text);font:400 14px/1.55 var(--fs-font);-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh}
h1,h2,h3,p,ul,ol,dl,dd,figure,pre{margin:0;padding:0}
ul,ol{list-style:none}
h1{font-size:20px;line-height:1.35}
h2{font-size:15px;line-height:1.4}
h3{font-size:14px}
a{color:var(--fs-blue-600)}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
time,dd,td{font-variant-numeric:tabular-nums}
.faint{color:var(--soft)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap;border:0;padding:0}
.skip{position:absolute;left:-999px;top:8px;z-index:9;padding:8px 16px;border-radius:8px;background:var(--brand);color:#fff}
.skip:focus{left:16px}
:focus-visible{outline:2px solid var(--fs-blue-500);outline-offset:2px}
main{max-width:1240px;margin:0 auto;padding:16px 24px 48px;outline:none}
#live{display:grid;gap:16px}
main>.panel+.panel{margin-top:16px}

.top{display:flex;flex-wrap:wrap;align-items:center;gap:8px 20px;padding:10px 24px;border-bottom:1px solid var(--edge);
background:var(--panel)}
.brand{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 8px}
.role{padding:0 6px;border-radius:5px;background:var(--fs-grey-200);color:var(--soft);font-size:12px;line-height:20px}
.menu{display:flex;flex-wrap:wrap;gap:2px}
.menu a{padding:5px 10px;border-radius:8px;color:inherit;text-decoration:none}
.menu a:hover{background:var(--fs-grey-100)}
.menu [aria-current]{background:var(--fs-blue-50);color:var(--fs-blue-600);font-weight:600}
.tools{display:flex;align-items:center;gap:8px;margin-left:auto}

.button{display:inline-flex;align-items:center;justify-content:center;gap:5px;min-height:34px;padding:0 12px;
border:1px solid transparent;border-radius:8px;background:var(--panel);color:var(--fs-text);font:inherit;font-weight:500;
text-decoration:none;white-space:nowrap;cursor:pointer}
.quiet{border-color:var(--edge)}
.quiet:hover{background:var(--fs-grey-100)}
.go{background:var(--brand);color:#fff}
.go:hover{background:light-dark(#0442d2,#2655b6)}
.stop{border-color:var(--fs-red-300);color:var(--fs-red-600)}
.stop:hover{background:var(--fs-red-50)}
input:not([type=checkbox]),select,textarea{min-height:34px;padding:5px 10px;border:1px solid var(--fs-grey-350);
border-radius:8px;background:var(--panel);color:inherit;font:inherit}

.panel{min-width:0;border:1px solid var(--edge);border-radius:12px;background:var(--panel);overflow:hidden}
.panel>h2,.panel>header{padding:12px 16px;border-bottom:1px solid var(--edge)}
.panel>header{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:8px}
.panel>.pad{padding:12px 16px}
.empty{padding:20px 16px;color:var(--soft);text-align:center}
.row{display:grid;gap:2px;padding:10px 16px;overflow-wrap:anywhere}
.row+.row{border-top:1px solid var(--edge)}
.fault{color:var(--fs-red-600)}

.verdict{padding:14px 16px;border-radius:12px;overflow-wrap:anywhere}
.verdict.good{background:var(--fs-green-50);color:var(--fs-green-700)}
.verdict.busy{background:var(--fs-orange-50);color:var(--fs-orange-700)}
.verdict.bad{background:var(--fs-red-50);color:var(--fs-red-700)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:1px;border:1px solid var(--edge);
border-radius:12px;background:var(--edge);overflow:hidden}
.figure{display:flex;flex-direction:column-reverse;justify-content:flex-end;gap:2px;padding:12px 16px;background:var(--panel)}
.figure dt{color:var(--soft);font-size:13px}
.figure dd{font-size:22px;line-height:1.25;font-weight:600}
.figure.bad dd{color:var(--fs-red-600)}

.chart{padding:16px}
.chart svg{display:block;width:100%;max-width:680px;height:auto}
.axis{stroke:var(--edge)}
.tick{fill:var(--soft);font-size:10px;text-anchor:middle}
.bar-sent,.key-sent::before{fill:var(--fs-blue-500);background:var(--fs-blue-500)}
.bar-suppressed,.key-suppressed::before{fill:var(--fs-grey-400);background:var(--fs-grey-400)}
.bar-parked,.key-parked::before{fill:var(--fs-red-500);background:var(--fs-red-500)}
.chart figcaption{display:flex;flex-wrap:wrap;gap:4px 16px;margin-top:8px;color:var(--soft);font-size:13px}
.bar-median,.key-median::before{fill:var(--fs-blue-500);background:var(--fs-blue-500)}
.bar-p90,.key-p90::before{fill:var(--fs-blue-200);background:var(--fs-blue-200)}
.label{fill:var(--fs-text);font-size:12px}
.wide{overflow-x:auto}
.key::before{content:'';display:inline-block;width:10px;height:10px;margin-right:6px;border-radius:3px}

.label{display:inline-block;padding:0 7px;border-radius:5px;background:var(--fs-grey-200);color:var(--soft);font-size:12px;
line-height:20px;font-weight:500;white-space:nowrap}
.label-sent,.label-yes{background:var(--fs-green-50);color:var(--fs-green-700)}
.label-waiting,.label-unknown{background:var(--fs-orange-50);color:var(--fs-orange-700)}
.label-parked{background:var(--fs-red-50);color:var(--fs-red-700)}
.filter{display:flex;flex-wrap:wrap;align-items:end;gap:10px 12px;padding:12px 16px}
.filter label,.fields label{display:grid;gap:3px;color:var(--soft);font-size:13px}
.moves{display:flex;flex-wrap:wrap;align-items:center;gap:8px;padding:10px 16px;border-bottom:1px solid var(--edge)}
.check{display:inline-flex;align-items:center;gap:6px}
.apart{margin-left:auto}
.list{width:100%;border-collapse:collapse}
.list th{padding:8px 10px;color:var(--soft);font-size:12px;font-weight:500;text-align:left;white-space:nowrap}
.list td{padding:8px 10px;border-top:1px solid var(--edge);vertical-align:top;overflow-wrap:anywhere}
.list th:first-child,.list td:first-child{padding-left:16px}
.list td time,.choice{white-space:nowrap}
.choice code{margin-left:4px;font-size:12px}
.why{min-width:220px}
input[type=checkbox]{width:16px;height:16px;margin:2px 0;vertical-align:-3px;accent-color:var(--brand)}

.pad-all{display:grid;gap:4px;padding:14px 16px;overflow-wrap:anywhere}
.story{padding:4px 16px}
.moment{display:grid;grid-template-columns:minmax(96px,auto) minmax(0,1fr);gap:2px 14px;padding:9px 0;overflow-wrap:anywhere}
.moment+.moment{border-top:1px solid var(--edge)}
.moment>time{color:var(--soft);white-space:nowrap}
.story+.moves{border-top:1px solid var(--edge);border-bottom:0}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(380px,100%),1fr));gap:16px;padding:0 16px 16px;align-items:start}
.drawn figcaption{margin-bottom:6px;font-weight:500}
.drawn iframe{display:block;width:100%;min-height:200px;border:0;color-scheme:normal;background:none}
.fields{display:flex;flex-wrap:wrap;align-items:end;gap:10px 12px;padding:12px 16px}

.yaml{margin-top:12px;padding:12px;border-radius:8px;background:var(--ground);white-space:pre-wrap}

.sign-in{display:grid;gap:10px;width:min(380px,100%);margin:8vh auto 0;padding:24px}
.sign-in .go{margin-top:6px}
.sign-in label{font-weight:500}
#offline{position:fixed;left:50%;bottom:20px;z-index:20;max-width:calc(100vw - 32px);padding:9px 16px;border-radius:9px;
background:var(--fs-grey-800);color:light-dark(#fff,#111);transform:translateX(-50%)}
@media (max-width:719px){
main{padding:12px 12px 40px}
.top{padding:10px 12px}
.menu{order:3;width:100%}
.list thead th:not(:first-child){display:none}
.list tr{display:flex;flex-wrap:wrap;gap:2px 10px;padding:8px 12px;border-top:1px solid var(--edge)}
.list td,.list th,.list td:first-child,.list th:first-child{padding:0;border:0}
.why{min-width:0;width:100%}
}
`;
