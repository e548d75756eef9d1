/** The page's own style sheet, without the groups (chatStyles.ts) and narrow screens (narrowStyles.ts); colours come from the cards' palette, which follows the theme. */
export const pageStyles = `
:root{--brand:light-dark(#1456f0,#3370eb);--ground:light-dark(#f3f4f7,#121212);--panel:light-dark(#ffffff,#1c1c1e);
--chat:light-dark(#f7f8fa,#161617);--edge:light-dark(#e3e5e9,#333336);--soft:light-dark(#5f6670,#a6a6a6);
--shade:0 1px 2px light-dark(#1f232912,#0000),0 4px 16px light-dark(#1f23290a,#0000)}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{background:var(--ground);color:var(--fs-text);font:400 14px/1.55 var(--fs-font);-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh}
h1,h2,h3,p,ul,ol,dialog{margin:0;padding:0}
ul,ol{list-style:none}
.slot{display:contents}
.faint{color:var(--soft)}
.glyph,.logo path{fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.glyph{flex:none}
.logo{flex:none}
.logo path{stroke:#fff;stroke-width:2}
.skip{position:absolute;left:-999px;top:8px;z-index:9;padding:8px 16px;border-radius:8px;background:var(--brand);color:#fff}
.skip:focus{left:16px}
:focus-visible{outline:2px solid var(--fs-blue-500);outline-offset:2px}
.panel{border:1px solid var(--edge);border-radius:12px;background:var(--panel);box-shadow:var(--shade);overflow:hidden}
.panel-head{display:flex;align-items:center;justify-content:space-between;gap:8px;padding:12px 16px;
border-bottom:1px solid var(--edge)}
.panel-head h2,.faults h2{font-size:15px;font-weight:600}
[data-empty]:empty::before{content:attr(data-empty);display:block;padding:24px 16px;color:var(--soft);text-align:center}

.button{display:inline-flex;align-items:center;justify-content:center;gap:5px;min-height:36px;padding:0 14px;
border:1px solid transparent;border-radius:8px;background:var(--panel);color:var(--fs-text);font:inherit;font-weight:500;
text-decoration:none;white-space:nowrap;cursor:pointer;transition:background .12s,border-color .12s}
.small{min-height:30px;padding:0 10px;font-size:13px}
.icon-only{padding:0;width:30px}
.quiet{border-color:var(--edge)}
.quiet:hover{background:var(--fs-grey-100)}
.go{background:var(--brand);color:#fff}
.go:hover{background:light-dark(#0442d2,#4c88ff)}
.stop{border-color:var(--fs-red-300);color:var(--fs-red-600)}
.stop:hover{background:var(--fs-red-50)}

.top{position:sticky;top:0;z-index:5;display:flex;align-items:center;gap:12px;padding:10px 24px;
border-bottom:1px solid var(--edge);background:light-dark(#ffffffe6,#1c1c1ee6);backdrop-filter:blur(10px)}
.brand{display:contents}
.name{flex:1;min-width:0}
.run{display:flex;align-items:center;gap:12px;order:1}
.other-language{order:2}
.theme-switch{order:3}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.time{display:flex;align-items:center;gap:6px;padding-right:12px;border-right:1px solid var(--edge)}
.now{padding:1px 6px;border-radius:6px;font-size:13px;white-space:nowrap}
.now-name{color:var(--soft)}
.now time{font-weight:500;font-variant-numeric:tabular-nums}
.now[data-fresh]{animation:wash 1.6s}
.name h1{font-size:16px;line-height:1.3;font-weight:700;letter-spacing:-.01em}
.name p{font-size:12px;line-height:1.4;color:var(--soft);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.story{display:flex;align-items:center;gap:8px;font-size:13px}
.pulse{width:8px;height:8px;border-radius:50%;background:var(--fs-grey-400)}
.pulse.on{background:var(--fs-green-400);animation:pulse 1.8s infinite}
@keyframes pulse{50%{box-shadow:0 0 0 5px light-dark(#32a64526,#51ba4333)}}

main{max-width:1720px;margin:0 auto;padding:16px 24px 40px}
.overview{display:grid;grid-template-columns:minmax(0,1.75fr) minmax(0,1fr);gap:16px;margin-bottom:16px}
.pipeline{display:grid;grid-template-columns:1.1fr .95fr .95fr 1.25fr .95fr;border:1px solid var(--edge);border-radius:12px;
background:var(--panel);box-shadow:var(--shade);overflow:hidden}
.tile{position:relative;display:grid;align-content:center;grid-template-columns:auto minmax(0,1fr) auto;align-items:center;gap:0 8px;
padding:14px 12px;color:var(--fs-text)}
.tile+.tile{border-left:1px solid var(--edge)}
.tile+.tile:not(.aside)::before{content:'';position:absolute;left:-5px;top:calc(50% - 4px);width:8px;height:8px;
border:solid var(--edge);border-width:1px 1px 0 0;background:var(--panel);transform:rotate(45deg)}
.tile-sign{display:grid;place-items:center;width:32px;height:32px;border-radius:9px;background:var(--fs-blue-50);
color:var(--fs-blue-600);grid-row:1/3}
.tile-name{font-size:13px;line-height:1.35;font-weight:500;text-wrap:balance}
.tile-count{grid-row:1/3;grid-column:3;font-size:26px;line-height:1;font-weight:600;font-variant-numeric:tabular-nums}
.tile-hint{grid-column:2;font-size:12px;line-height:1.35;color:var(--soft);text-wrap:balance}
@media (min-width:720px) and (max-width:1439px){
.tile{gap:0 6px;padding:14px 9px}
.tile-sign{width:24px;height:24px;border-radius:7px}
.tile-sign svg{width:14px;height:14px}
.tile-count{font-size:21px}
}
.tile.good .tile-sign{background:var(--fs-green-50);color:var(--fs-green-600)}
.tile.busy .tile-sign{background:var(--fs-orange-50);color:var(--fs-orange-600)}
.tile.busy .tile-count{color:var(--fs-orange-600)}
.tile.bad .tile-sign{background:var(--fs-red-50);color:var(--fs-red-600)}
.tile.bad .tile-count{color:var(--fs-red-600)}
.tile-open{position:absolute;inset:0;border:0;background:none;cursor:pointer}
.tile:has(.tile-open):hover{background:var(--fs-grey-50)}
.tile-open:focus-visible{outline-offset:-3px}
.tile.aside .tile-sign{background:var(--fs-grey-100);color:var(--soft)}
.tile.aside.bad .tile-sign{background:var(--fs-red-50);color:var(--fs-red-600)}

.faults{display:grid;grid-template-columns:auto minmax(0,1fr);align-items:center;gap:2px 12px;padding:12px 16px;
border:1px solid var(--edge);border-radius:12px;background:var(--panel);box-shadow:var(--shade)}
.faults p{font-size:12px;text-align:right}
.switches{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:6px 16px}
.switch{display:inline-flex;align-items:center;gap:7px;min-height:30px;padding:0;border:0;border-radius:6px;background:none;
color:inherit;font:inherit;font-size:13px;cursor:pointer}
.switch-knob{position:relative;width:30px;height:18px;border-radius:9px;background:var(--fs-grey-400);transition:background .15s}
.switch-knob::after{content:'';position:absolute;left:2px;top:2px;width:14px;height:14px;border-radius:50%;background:#fff;
transition:left .15s}
.switch[aria-checked=true] .switch-knob{background:var(--fs-red-500)}
.switch[aria-checked=true] .switch-knob::after{left:14px}
.switch[aria-checked=true]{color:var(--fs-red-600);font-weight:500}

.columns{display:grid;grid-template-columns:minmax(320px,400px) minmax(0,1fr);grid-template-rows:auto 1fr;gap:16px;
align-items:start}
.groups{grid-column:2;grid-row:1/3;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(420px,100%),1fr));gap:16px;
outline:none;scroll-margin-top:72px}
.instances ul{max-height:620px;overflow-y:auto}
.instance{padding:12px 16px;outline-offset:-2px}
.instance+.instance{border-top:1px solid var(--edge)}
.instance-head{display:flex;align-items:center;gap:8px}
.instance-head strong{font-weight:600}
.serial{margin-left:auto;font-size:12px;color:var(--soft);font-variant-numeric:tabular-nums}
.instance-who{display:flex;flex-wrap:wrap;gap:0 14px;margin-top:2px;font-size:13px;color:var(--soft)}
.moves{display:flex;flex-wrap:wrap;gap:6px;margin-top:8px}.moves:empty{display:none}
.label{display:inline-block;padding:0 7px;border-radius:5px;font-size:12px;line-height:20px;font-weight:500;white-space:nowrap}
${['blue', 'green', 'red', 'orange'].map(toneRule).join('\n')}
.label-grey{background:var(--fs-grey-200);color:var(--soft)}

.delivery{display:grid;grid-template-columns:minmax(0,1fr) auto;align-items:center;gap:3px 10px;padding:8px 16px;
font-size:13px}
.delivery+.delivery{border-top:1px solid var(--edge)}
.delivery-what{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.delivery-how{display:flex;flex-wrap:wrap;gap:0 8px;font-size:12px;color:var(--soft)}
.delivery time{font-variant-numeric:tabular-nums}
.delivery .label,.result{justify-self:end}
.hook details{grid-column:1/-1}.hook summary{cursor:pointer}.hook pre{margin:6px 0 0;max-height:220px;overflow:auto;font-size:12px;
white-space:pre-wrap;overflow-wrap:anywhere}
.result{font-size:12px;font-weight:500}
.result-good{color:var(--fs-green-600)}.result-bad{color:var(--fs-red-600)}.result-busy{color:var(--fs-orange-600)}
.result-soft{color:var(--soft);font-weight:400}

dialog{width:min(460px,calc(100vw - 32px));margin:auto;border:1px solid var(--edge);border-radius:14px;background:var(--panel);
color:inherit;box-shadow:0 16px 48px #0004}
dialog::backdrop{background:#0006}
.sheet{display:grid;gap:14px;padding:20px}
.sheet h2{font-size:17px;font-weight:600}
.sheet label{display:grid;gap:5px}
.sheet label>span{font-size:13px;font-weight:500}
.sheet small{color:var(--soft)}
.sheet :is(textarea,select){width:100%;padding:8px 10px;border:1px solid var(--fs-grey-350);border-radius:8px;
background:var(--chat);color:inherit;font:inherit;resize:vertical}
.sheet-buttons{display:flex;flex-wrap:wrap;justify-content:flex-end;gap:8px}
.parked{max-height:50vh;overflow-y:auto;margin:0 -20px;border-top:1px solid var(--edge);border-bottom:1px solid var(--edge)}
.parked-row{display:grid;gap:2px;padding:10px 20px;font-size:13px}
.parked-row+.parked-row{border-top:1px solid var(--edge)}
.parked-row strong{font-weight:600}
.parked-why{color:var(--fs-red-600);font-weight:500}
.sheet .button.stop{border-color:transparent;background:var(--fs-red-500);color:light-dark(#fff,#111)}
#toast,#offline{position:fixed;left:50%;bottom:20px;z-index:20;max-width:calc(100vw - 32px);padding:9px 16px;border-radius:9px;
background:light-dark(#1f2329,#ebebeb);color:light-dark(#fff,#111);font-size:13px;transform:translateX(-50%)}
#toast:empty{display:none}
`;

function toneRule(hue: string): string {
  return `.label-${hue}{background:var(--fs-${hue}-100);color:var(--fs-${hue}-700)}`;
}
