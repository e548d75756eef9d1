/** The page on narrow screens, and without motion for people who want none. Comes after the other sheets. */
export const narrowStyles = `
@media (max-width:1599px){.wide{display:none}}
@media (max-width:1439px){.now-name{display:none}}
@media (max-width:1279px){.overview{grid-template-columns:minmax(0,1fr)}
.top{flex-wrap:wrap}
.run{order:5;flex:1 0 100%}
.time{flex:1;padding:0;border:0}
.now{flex:1;padding:0}
.now-name{display:inline}}
@media (max-width:1023px){
.columns{grid-template-columns:minmax(0,1fr);grid-template-rows:none}
.groups{grid-column:1;grid-row:auto}
.instances ul{max-height:420px}}
@media (max-width:719px){
body{display:flex;flex-direction:column;gap:12px;padding:0 12px 32px}
.top,main,.columns,.overview{display:contents}
.brand{display:flex;align-items:center;gap:10px;order:1;margin:0 -12px;padding:10px 12px;border-bottom:1px solid var(--edge);
background:light-dark(#fff,#1c1c1e)}
.groups{order:2;display:grid;grid-auto-flow:column;grid-template-columns:none;grid-auto-columns:calc(100% - 20px);gap:10px;
margin:0 -12px;padding:0 12px;overflow-x:auto;scroll-snap-type:x mandatory;scroll-padding:12px;overscroll-behavior-x:contain}
.groups>*{scroll-snap-align:start}
.instances{order:3}
.run{order:4;flex:none;flex-wrap:wrap;padding:10px 12px;border:1px solid var(--edge);border-radius:12px;background:var(--panel)}
.pipeline{order:5}
.faults{order:6}
.deliveries{order:7}
.time{flex:1 0 100%;flex-wrap:wrap}
.now{flex:1 0 100%}
.time .button{flex:1}
.story{flex:1}
.story-state{flex:1}
.pipeline{grid-template-columns:repeat(2,minmax(0,1fr))}
.tile{grid-template-columns:minmax(0,1fr) auto;padding:11px 12px}
.tile-hint{grid-column:1}
.tile-count{grid-column:2}
.tile:first-child{grid-column:1/-1}
.tile+.tile{border-top:1px solid var(--edge)}
.tile:nth-child(even){border-left:0}
.tile+.tile:not(.aside)::before{display:none}
.tile-count{font-size:22px}
.tile-sign{display:none}
.faults{grid-template-columns:minmax(0,1fr)}
.faults p{text-align:left}
.chat{height:min(600px,72vh)}
.mode{white-space:normal}
.chat-title h3{white-space:normal}
.chat-asks{padding-left:14px}
.chat-asks .tool{padding:5px 12px;border-radius:16px}
.button.small{min-height:36px}
.icon-only{width:36px}
.message .logo{width:26px;height:26px}
.message{gap:8px}
.messages{padding:12px 10px}}
@media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
`;
