/** The gallery's own style sheet; colours come from the cards' palette. */
export const galleryStyles = `
*{box-sizing:border-box}
html{background:light-dark(#f3f4f7,#121212);color:var(--fs-text);font:400 14px/1.55 var(--fs-font)}
body{margin:0;padding:0 24px 48px}
h1,p,ul,figure,pre{margin:0;padding:0}
.bar{display:flex;align-items:center;gap:16px;padding:16px 0 8px}
.bar-name{flex:1;min-width:0}
.bar h1{font-size:18px;font-weight:700}
.bar p{font-size:13px;color:var(--fs-text-soft)}
.home{color:var(--fs-blue-600);text-decoration:none;white-space:nowrap}
.choices{position:sticky;top:0;z-index:5;margin:0 -24px;padding:8px 24px;border-bottom:1px solid var(--fs-line);
background:light-dark(#f3f4f7f2,#121212f2)}
.choose{display:flex;flex-wrap:wrap;align-items:center;gap:2px 4px;font-size:13px}
.choose>span{margin-right:6px;color:var(--fs-text-soft)}
.choose :is(a,button){padding:1px 8px;border:1px solid transparent;border-radius:6px;background:none;color:inherit;font:inherit;
text-decoration:none;cursor:pointer}
.choose :is(a,button):hover{background:var(--fs-grey-200)}
.choose :is([aria-current],[aria-pressed=true]){background:light-dark(#1456f0,#3370eb);color:#fff}
.looks{display:flex;flex-wrap:wrap;gap:2px 24px;margin-top:4px}
:focus-visible{outline:2px solid var(--fs-blue-500);outline-offset:1px}
.faults{margin:12px 0;padding:10px 14px;border-radius:8px;background:var(--fs-red-50);color:var(--fs-red-700);font-size:13px}
.faults ul,.problems{padding-left:18px}
.cells{display:flex;flex-wrap:wrap;align-items:flex-start;gap:24px;padding-top:16px}
.cell{max-width:100%}
.cell figcaption{display:flex;flex-wrap:wrap;gap:0 10px;margin-bottom:6px;font-size:12px;color:var(--fs-text-soft);max-width:360px}
.cell figcaption strong{font-size:13px;font-weight:600;color:var(--fs-text)}
.problems{max-width:360px;margin-bottom:6px;color:var(--fs-red-600);font-size:12px;overflow-wrap:anywhere}
.shots{display:flex;flex-wrap:wrap;align-items:flex-start;gap:12px}
.shot{width:360px;max-width:calc(100vw - 48px)}
.shot[data-width=desktop]{width:600px}
.shot[data-theme]{padding:0;border-radius:8px}
.json{margin-top:6px;font-size:12px;max-width:360px}
.json summary{color:var(--fs-text-soft);cursor:pointer}
.json pre{max-height:420px;overflow:auto;padding:8px 10px;border:1px solid var(--fs-line);border-radius:6px;
background:var(--fs-surface);font:11px/16px ui-monospace,SFMono-Regular,Consolas,var(--fs-font);white-space:pre-wrap;
overflow-wrap:anywhere}
@media (max-width:719px){body{padding:0 12px 32px}.choices{position:static;margin:0 -12px;padding:8px 12px}
.shot{max-width:calc(100vw - 24px)}}
`;
