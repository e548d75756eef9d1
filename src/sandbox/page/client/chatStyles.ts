/** A group's window: its head, its messages, and what is new in them. */
export const chatStyles = `
.chat{display:flex;flex-direction:column;height:660px}
.chat-head{border-bottom:1px solid var(--edge)}
.chat-title{display:flex;align-items:center;gap:10px;padding:10px 14px}
.chat-name{flex:1;min-width:0}
.chat-title h3{font-size:15px;line-height:1.4;font-weight:600;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.chat-plan{display:flex;flex-wrap:wrap;gap:2px 6px;font-size:12px;line-height:18px;color:var(--soft)}
.mode{padding:0 5px;border-radius:4px;background:var(--fs-grey-100);white-space:nowrap}
.mode-post{background:var(--fs-orange-50);color:var(--fs-orange-700)}
.chat-asks{display:flex;flex-wrap:wrap;align-items:center;gap:4px 6px;padding:0 14px 8px 54px;font-size:12px;color:var(--soft)}
.chat-sign{display:grid;place-items:center;width:30px;height:30px;border-radius:50%;background:var(--fs-blue-100);
color:var(--fs-blue-600)}
.notice{padding:7px 14px;background:var(--fs-red-50);color:var(--fs-red-700);font-size:13px}
.chat-view{position:relative;flex:1;min-height:0;display:flex;flex-direction:column}
.elsewhere{position:absolute;left:50%;top:8px;z-index:2;max-width:calc(100% - 32px);padding:5px 14px;border:1px solid var(--edge);
border-radius:16px;background:var(--panel);color:var(--fs-blue-600);box-shadow:0 2px 10px #0002;font:inherit;font-size:13px;
white-space:nowrap;overflow:hidden;text-overflow:ellipsis;transform:translateX(-50%);cursor:pointer}
.elsewhere.below{top:auto;bottom:10px}
.elsewhere:hover{background:var(--fs-blue-50)}
.messages{flex:1 1 auto;min-height:0;overflow-y:auto;padding:14px;background:var(--chat);outline-offset:-3px;
overscroll-behavior:contain}
.message{display:flex;flex-wrap:wrap;gap:0 10px;border-radius:8px;outline-offset:4px}
.message+.message{margin-top:18px}
.day{flex:0 0 100%;margin-bottom:12px;font-size:12px;color:var(--soft);text-align:center}
.message-body{flex:1;min-width:0}
.message-head{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 7px;margin-bottom:5px;font-size:12px;color:var(--soft)}
.message-head strong{font-size:13px;font-weight:500;color:var(--fs-text)}
.message-head time{font-variant-numeric:tabular-nums}
.bot{padding:0 4px;border-radius:4px;background:var(--fs-yellow-100);color:var(--fs-yellow-700);font-size:10px;line-height:15px}
.updates{color:var(--fs-blue-600)}
.message-tools{display:flex;gap:10px;margin-left:auto}
.tool{padding:0;border:0;background:none;color:var(--soft);font:inherit;text-decoration:none;cursor:pointer}
.tool:hover{color:var(--fs-blue-600)}
.chat-asks .tool{padding:1px 9px;border:1px solid var(--edge);border-radius:11px;white-space:nowrap}
.chat-asks .tool:hover{border-color:var(--fs-blue-500)}
.quote{display:block;max-width:100%;margin-bottom:5px;padding:0 0 0 8px;border:0;border-left:2px solid var(--fs-grey-400);
background:none;color:var(--soft);font:inherit;font-size:12px;text-align:left;white-space:nowrap;overflow:hidden;
text-overflow:ellipsis;cursor:pointer}
.quote:hover{border-color:var(--fs-blue-500);color:var(--fs-blue-600)}
.bubble{display:inline-block;max-width:100%;padding:8px 12px;border:1px solid var(--edge);border-radius:8px;
background:var(--panel);white-space:pre-wrap;overflow-wrap:anywhere}
.message[data-fresh=new]{animation:arrive .5s cubic-bezier(.2,.7,.3,1)}
.message:is([data-fresh=new],[data-lit]) :is(.fs-card,.bubble){animation:glow 2.4s}
.message[data-lit] .updates{font-weight:500}
.instance[data-fresh],.delivery[data-fresh]{animation:wash 1.6s}
@keyframes arrive{from{opacity:0;transform:translateY(10px)}}
@keyframes glow{from{box-shadow:0 0 0 3px light-dark(#94b4ff,#2655b6)}}
@keyframes wash{from{background:light-dark(#f0f4ff,#152340)}}
`;
