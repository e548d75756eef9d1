import { paletteVariables } from './palette.ts';

/**
 * The style sheet of drawn cards. Colours follow the reader's system, or `data-theme="light"` / `"dark"` on any
 * element around. Sizes and gaps are Feishu's on a desktop; narrow cards are recognized by their own width, not by the
 * screen's.
 */
export const cardStyles = `
:root{color-scheme:light dark;
${paletteVariables()}
--fs-surface:light-dark(#ffffff,#1f1f1f);
--fs-text:light-dark(#1f2329,#ebebeb);
--fs-text-soft:light-dark(#646a73,#a6a6a6);
--fs-line:light-dark(#dee0e3,#434343);
--fs-font:'Noto Sans SC Variable','Noto Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif}
[data-theme="light"]{color-scheme:light}
[data-theme="dark"]{color-scheme:dark}
.fs-card{container-type:inline-size;width:100%;box-sizing:border-box;overflow:hidden;border:1px solid var(--fs-line);
border-radius:8px;background:var(--fs-surface);color:var(--fs-text);font:400 14px/22px var(--fs-font);
overflow-wrap:anywhere;text-align:left}
/* The bundled font draws quotation marks as wide as a Han character, which is right between those only. */
.fs-card:lang(en){font-feature-settings:'palt';word-spacing:.04em}
.fs-card *{box-sizing:border-box}
.fs-card :where(p,h1,h2,h3,h4,h5,h6,ul,ol,blockquote,pre){margin:0}
.fs-width-default{max-width:600px}
.fs-width-compact{max-width:400px}
.fs-header{display:flex;gap:8px;padding:12px;color:var(--fs-text)}
.fs-tinted{background:var(--fs-tint)}
.fs-header>.fs-icon{margin-top:2px;color:var(--fs-ink)}
.fs-heading{min-width:0;flex:1}
.fs-title-row{display:flex;flex-wrap:wrap;align-items:center;gap:4px 8px}
.fs-title{font-size:16px;line-height:24px;font-weight:600;color:var(--fs-ink,inherit);display:-webkit-box;
-webkit-line-clamp:4;-webkit-box-orient:vertical;overflow:hidden;white-space:pre-line}
.fs-subtitle{font-size:12px;line-height:20px;color:var(--fs-ink,var(--fs-text-soft));opacity:.86;overflow:hidden;
text-overflow:ellipsis;white-space:nowrap}
.fs-body{padding:12px}
.fs-flow{display:flex;flex-direction:column;min-width:0}
.fs-flow>*{flex-shrink:0;max-width:100%}
.fs-across{flex-direction:row;flex-wrap:wrap}
.fs-row{display:flex;gap:6px;min-width:0}
.fs-row>.fs-icon{margin-top:3px}
.fs-text{min-width:0;flex:1}
.fs-plain{white-space:pre-line}
.fs-clamp{display:-webkit-box;-webkit-box-orient:vertical;overflow:hidden}
.fs-fields{display:flex;flex-wrap:wrap;gap:8px 12px;margin-top:4px}
.fs-field{flex:0 0 100%}
.fs-short{flex:1 0 calc(50% - 6px);max-width:calc(50% - 6px)}
.fs-hr+br{display:none}
.fs-markdown>*+*{margin-top:8px}
.fs-markdown :is(h1,h2,h3,h4,h5,h6){font-weight:600;line-height:1.4}
.fs-markdown h1{font-size:26px}.fs-markdown h2{font-size:22px}.fs-markdown h3{font-size:20px}
.fs-markdown h4{font-size:18px}.fs-markdown h5{font-size:17px}.fs-markdown h6{font-size:14px}
.fs-markdown :is(ul,ol){padding-left:22px}
.fs-markdown blockquote{padding-left:10px;border-left:2px solid var(--fs-grey-350);color:var(--fs-text-soft)}
.fs-markdown blockquote p{margin:0}
.fs-card strong{font-weight:600}
.fs-link,.fs-at{color:var(--fs-blue-600);text-decoration:none}
.fs-at{white-space:nowrap}
.fs-link:hover{text-decoration:underline}
.fs-link .fs-icon,.fs-button .fs-icon{vertical-align:-3px;margin-right:4px}
.fs-code{padding:0 4px;border:1px solid var(--fs-line);border-radius:4px;background:var(--fs-grey-100);font:inherit;font-size:.92em}
.fs-pre{padding:8px 12px;border-radius:6px;background:var(--fs-grey-100);overflow-x:auto;
font:12px/20px ui-monospace,SFMono-Regular,Consolas,var(--fs-font);white-space:pre}
.fs-emoji{padding:0 6px;border-radius:9px;background:var(--fs-grey-200);color:var(--fs-text-soft);font-size:12px}
.fs-hr{display:block;width:100%;height:1px;margin:4px 0;border:0;background:var(--fs-line)}
.fs-tag{display:inline-block;padding:0 6px;border-radius:4px;font-size:12px;line-height:18px;font-weight:500;
vertical-align:text-bottom;margin-bottom:1px;white-space:nowrap;max-width:100%;overflow:hidden;text-overflow:ellipsis}
${tagRules()}
.fs-tinted .fs-tag{background:light-dark(#ffffffb8,#0000004d)}
.fs-tag+.fs-tag{margin-left:4px}
.fs-title-row .fs-tag+.fs-tag{margin-left:-4px}
.fs-number{display:inline-grid;place-items:center;min-width:16px;height:16px;padding:0 4px;border-radius:8px;
background:var(--fs-grey-300);font-size:10px;line-height:1}
.fs-person{display:inline-flex;align-items:center;gap:4px;vertical-align:bottom;max-width:100%}
.fs-capsule{padding:1px 8px 1px 2px;border-radius:12px;background:var(--fs-grey-200)}
.fs-avatar{display:inline-grid;place-items:center;flex:none;width:20px;height:20px;border-radius:50%;
color:light-dark(#fff,#111);font-size:11px;line-height:1}
.fs-people{display:flex;flex-wrap:wrap;gap:4px 12px;overflow:hidden}
.fs-chain{gap:4px 0}
.fs-chain .fs-person+.fs-person{margin-left:-6px}
.fs-chain .fs-avatar{box-shadow:0 0 0 1.5px var(--fs-surface)}
.fs-person-large .fs-avatar{width:28px;height:28px;font-size:14px}
.fs-person-medium .fs-avatar{width:24px;height:24px;font-size:12px}
.fs-person-extra_small .fs-avatar{width:16px;height:16px;font-size:9px}
.fs-picture,.fs-image{display:inline-flex;align-items:center;gap:4px;padding:2px 8px;border-radius:4px;
background:var(--fs-grey-100);color:var(--fs-text-soft);font-size:12px}
.fs-picture{vertical-align:text-bottom}
.fs-image{display:flex;flex-direction:column;justify-content:center;min-height:96px}
.fs-icon{flex:none;fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
.fs-columns{display:flex;border-radius:6px}
.fs-column{min-width:0}
.fs-fold-bisect,.fs-fold-trisect{flex-wrap:wrap}
.fs-fold-flow{flex-wrap:wrap}
.fs-panel{border-radius:5px;overflow:hidden}
.fs-panel>summary{display:flex;align-items:center;gap:8px;padding:8px;cursor:pointer;list-style:none}
.fs-panel>summary::-webkit-details-marker{display:none}
.fs-panel>summary:focus-visible{outline:2px solid var(--fs-blue-500);outline-offset:-2px}
.fs-summary{flex:1;min-width:0}
.fs-lead{flex-direction:row-reverse}
.fs-panel>summary>.fs-icon{transition:transform .15s}
.fs-panel[open]>summary>.fs-icon{transform:rotate(180deg)}
.fs-arrow{width:7px;height:7px;margin:0 4px 3px;border:solid var(--fs-text-soft);border-width:0 1.5px 1.5px 0;
transform:rotate(45deg)}
.fs-panel[open]>summary>.fs-arrow{transform:rotate(225deg);margin-bottom:-3px}
.fs-box{position:relative;border-radius:6px}
.fs-cover{position:absolute;inset:0}
.fs-button{display:inline-flex;align-items:center;justify-content:center;align-self:flex-start;max-width:100%;
height:32px;padding:0 12px;border:1px solid var(--fs-grey-350);border-radius:6px;background:var(--fs-surface);
color:var(--fs-text);font:inherit;text-decoration:none;cursor:pointer;white-space:nowrap;overflow:hidden}
.fs-button:hover{background:var(--fs-grey-100)}
.fs-button:focus-visible{outline:2px solid var(--fs-blue-500);outline-offset:1px}
.fs-button[disabled]{opacity:.5;cursor:not-allowed}
.fs-tiny{height:24px;padding:0 8px;font-size:12px}.fs-small{height:28px;padding:0 10px}
.fs-large{height:40px;padding:0 16px;font-size:16px}
.fs-as-primary,.fs-as-laser{color:var(--fs-blue-600);border-color:var(--fs-blue-600)}
.fs-as-danger{color:var(--fs-red-600);border-color:var(--fs-red-600)}
.fs-button:is(.fs-as-text,.fs-as-primary_text,.fs-as-danger_text){border-color:transparent;flex:none}
.fs-as-primary_text{color:var(--fs-blue-600)}.fs-as-danger_text{color:var(--fs-red-600)}
.fs-as-primary_filled,.fs-as-primary_filled:hover{background:light-dark(#1456f0,#3370eb);border-color:transparent;color:#fff}
.fs-as-danger_filled,.fs-as-danger_filled:hover{background:light-dark(#e22e28,#d14642);border-color:transparent;color:#fff}
.fs-scroll{overflow-x:auto}
.fs-grid{width:100%;border-collapse:separate;border-spacing:0;font-size:14px;line-height:22px}
.fs-grid :is(th,td){padding:5px 8px;text-align:left;vertical-align:middle}
.fs-grid th{font-weight:600}
.fs-markdown .fs-grid{border:solid var(--fs-line);border-width:1px 0 0 1px}
.fs-markdown .fs-grid :is(th,td){border:solid var(--fs-line);border-width:0 1px 1px 0}
.fs-markdown .fs-grid thead{background:var(--fs-grey-50)}
.fs-table .fs-scroll{border:1px solid var(--fs-line);border-radius:6px}
.fs-table .fs-grid :is(th,td){padding:8px 12px;min-width:80px}
.fs-table .fs-grid :is(th,td)+:is(th,td){border-left:1px solid var(--fs-line)}
.fs-table .fs-grid :is(tbody tr:not(:first-child),thead+tbody tr)>td{border-top:1px solid var(--fs-line)}
.fs-cell{display:-webkit-box;-webkit-box-orient:vertical;overflow:hidden;white-space:pre-line}
.fs-fits{width:max-content;min-width:100%;max-width:320px}
.fs-cell>.fs-person{display:flex}
.fs-frozen :is(th,td):first-child{position:sticky;left:0;z-index:1;background:var(--fs-surface)}
.fs-frozen thead th:first-child{background:inherit}
.fs-pages{display:flex;align-items:center;justify-content:flex-end;gap:4px;padding-top:6px;font-size:12px;line-height:20px;
color:var(--fs-text-soft)}
.fs-page-arrow{width:6px;height:6px;margin:0 6px;border:solid currentColor;border-width:1.5px 1.5px 0 0;transform:rotate(45deg)}
.fs-page-arrow.fs-off{transform:rotate(225deg);opacity:.4}
.fs-control{display:grid;gap:4px;max-width:320px}
.fs-label{font-size:14px}
.fs-input{display:flex;align-items:center;justify-content:space-between;gap:8px;min-height:32px;padding:4px 12px;
border:1px solid var(--fs-grey-350);border-radius:6px;color:var(--fs-text-soft)}
.fs-unknown{display:flex;flex-wrap:wrap;gap:0 8px;padding:8px 12px;border:1px dashed var(--fs-grey-400);border-radius:6px;
color:var(--fs-text-soft);font-size:12px;line-height:18px}
.fs-unknown code{font-family:ui-monospace,SFMono-Regular,Consolas,var(--fs-font);color:var(--fs-text)}
@container (max-width:340px){
.fs-fold-stretch{flex-direction:column}
.fs-fold-stretch>.fs-column{flex:none!important;width:100%}
.fs-fold-bisect>.fs-column{flex:1 0 40%!important}
.fs-fold-trisect>.fs-column{flex:1 0 30%!important}
.fs-short{flex-basis:100%;max-width:100%}}
`;

function tagRules(): string {
  const hues = 'blue carmine green indigo lime grey orange purple red turquoise violet wathet yellow'.split(
    ' ',
  );
  return hues
    .map((hue) => `.fs-tag-${hue}{background:var(--fs-${hue}-100);color:var(--fs-${hue}-700)}`)
    .join('\n');
}
