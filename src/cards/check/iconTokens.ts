/**
 * Every icon of Feishu's library (open.feishu.cn/document/feishu-cards/enumerations-for-icons), in the order of that
 * page, without the ending that says how it is drawn; a blank line parts its groups. `calendar-N` stands for the 31
 * days of a month. Checked against the enumeration that the public `slark` SDK makes of that page. `ai-common` is of
 * the Lark CLI's list, `down-small-ccm` of Feishu's own examples: so the page lacks some, and Feishu may add others.
 */
const LIBRARY = {
  outlined: `
add add-app add-bold add-middle admin alarm-clock album alerts-off all app-default arrow arrow-down arrow-left
arrow-up back-tab ban ban-cancel bell calendar-slide camera cancel-collection check close close-bold close-small
collapse collection customize-size delete delete-app delete-trash details done down down-bold down-bottom
down-small-ccm download down-right down-round edit edit-continue ellipse expand export feed-read feed-unread filter
find-app history history-search image image-fail image-search import indeterminate info invisible label-add
label-change label-custom label-remove left left-bold left-small-ccm like line-feed link-copy link-lock list-check
list-check-bold list-filter loading logout mark maximize-win maybe menu minimize minimize-win more more-add more-bold
more-close more-reaction more-vertical mosaic mosaic-box mosaic-smear multiple multitask multitask-1 multitask-2
multitask-3 multitask-4 multitask-5 navigate no notspam original-size original-size-view picture-in-picture pull-down
pull-left pull-right quicksetting recall rectangle reduce refresh repeat replace report resize richtext richtext-quit
right right-bold right-small-ccm rotate rotate-slice safe safe-pass safe-settings safe-vc score search select send
separate set-left setting setting-inter set-top set-top-cancel share share-label signature spam switch tab-down
tab-more thumbdown thumbsup time translate unmaximize-win unmultitask up up-bold up-expand up-left upload
upload-new-file up-round up-top video-upload view-3day view-day viewinchat view-month view-task visible visible-lock
voice voice2text voice-text w1-h1 w3-h4 w4-h3 w9-h16 w16-h9 warning window-close window-max window-mini window-new yes
zoom-in zoom-out

building building-unavailable room room-unavailable calendar-line calendar-setting calendar-switch calendar-tittle
calendar-tomorrow calendar-view chatbox chatbox-remove cloud cloud-change cloud-download cloud-upload disbandgroup
external flag flag-unavailable forward forward-all forward-com gift gift-bag group-card inbox language later mail
mail-code mail-contact mail-setting mark-read massage-box-mute massage-box-out meeting-plan meeting-room-offline move
organization-book outbox priority privacy-location reply reply-all resolve sent sent-cancel sent-scheduled sharelink
subscribe subscribe-add subscribe-cancel tag unread untag updatemeeting wallet add-entry allmail approval appstore
archive attachment bonus-payroll browser-mac browser-win busy cal-creator calendar calendar-N calendar-add
calendar-chat calendar-date calendar-done calendar-edit

add-chat add-comment at boards buzz cancel-buzz chat chat-all chat-done chat-forbidden chat-left chat-news chat-right
chat-secret chat-topic comment-subscribe discuss following hashtag message-mute moments-categories reply-cn show-feed
stop-demote stop-promote vote admin-cancel admin-setting assigned community-tab contacts emoji emoji-add group
mail-collaborator member member-add member-new nearby-group person-admit person-remove robot robot-add
special-attention team-add team-code withdrawcohost

active-speaker-view admin-multistage annotate announce asterisk auto-layout av-set-down av-set-up barrage-off big-eye
bluetooth blur breakoutrooms call call-end call-net call-secret call-video camera-flip controller cursor dialpad ear
effects emoji-keyboard face-lift floating-view grid-view hash hide-toolbar highlighter host-control labs laser
leaveroom lipstick livestream livestream-content livestream-hybrid livestream-start lock lottery-bag lowerhand mic
mic-off multistreaming new-join-meeting officephone pause-livestream pen podcast raisehand record scene-expand
scene-minimaze scene-reupload sepwindow share-computer-audio share-screen show-toolbar sip speaker speaker-mute
speaking stop stop-share-screen submit-feedback subtitles subtitles-settings touch-up vc-sepwindow version video
video-off virtual-avatar virtual-bg virtual-office watch-page-settings

app chat-pin internet local pin time-zone unpin cancel-offline day night offline jira-issue platform alarm
burnlife-day burnlife-hour burnlife-minute burnlife-notime burnlife-week cellphone clear computer filelink-save
keyboard keyboard-display lan mouse pc phone printer qr ram scan signal

add-doc addnew adjustment advanced-actived align-button align-center align-left align-middle align-right align-top
arrange bitable-authorization bitableform bitablegallery bitablegantt bitablegrid bitablekanban bitable-move-down
bitable-move-up bitableunknow blocknew bold border borders bottom-align brush-bold brush-light brush-medium bulk-add
callout cancel-freeze cancel-link cancel-top-align card card-search card-view ccm-edit ccm-edit-continue ccm-next
ccm-previous ccm-rename ccm-upload center-alignment clip code codeblock columnwidth command copy cover-setting
creat-folder data-sheet describe disorder-list divider doc-checklist doc-comment doc-replace doc-search down-borders
drag drawio driveload edit-discription education efficiency eraser expand-items feedback feishuclip figure
file-bitable file-link-audio file-link-audio-shortcut file-link-bitable filelink-bitable-shortcut file-link-deta
file-link-docx file-link-docx-shortcut file-link-excel file-link-excel-shortcut file-link-image
file-link-image-shortcut file-link-mindnote file-link-otherfile file-link-otherfile-shortcut file-link-pdf
file-link-pdf-shortcut file-link-ppt file-link-ppt-shortcut file-link-sheet file-link-slide file-link-slide-shortcut
file-link-text file-link-text-shortcut file-link-unknow file-link-unknow-shortcut file-link-video
file-link-video-shortcut file-link-wiki file-link-wiki-shortcut file-link-word file-link-word2
file-link-word2-shortcut file-link-zip file-link-zip-shortcut find-and-replace flip-horizontally flip-vertically
folder fontcolor form-brush formula frame-selection freeze-1-column freeze-column-and-row freeze-row full-width
functions ganttset global-trianglesmall gridlines gridlines-hide group-selection h1 h2 h3 h4 h5 h6 h7 h8 h9 helpdesk
helpdesk-off highlightranks high-light-repeatvalue history-commant hn home horizontal-line image-replacement
increase-indentation inner-borders insert-chart insert-column-left insert-column-right insert-down insert-left
insert-right insert-row-down insert-row-up insert-up into-item italic justify-text latex left-alignment left-borders
link-record list list-view long-figure lookup magnify magnify-left mergecells mindmap mindmap-down mindmap-left
mindmap-right mindmap-side minify move-down move-to move-up multi-elementalign-bottom multi-elementalign-center
multi-elementalign-left multi-elementalign-middle multi-elementalign-right multi-elementalign-top myfolder
navigation-button new-shortcut no-borders number number-00 number-0 numbered-list-continued numbered-list-new
numbered-list-restart okr operationrecord order-list organization outer-borders outline paperbag paste plugin poll
presentation preview preview-view protect-range readinfo redo reduce-indentation reference return-item revolve
right-alignment right-borders row-extratall row-height rowheightsheet row-medium row-tall screen-rotation screenshots
search-outline select-all select-character select-down select-line select-up sheet-bar sheet-bitable sheet-cardmodel
sheet-combo sheet-conditionalformat sheet-currency sheet-datareference sheet-dollar sheet-fontminus sheet-fontplus
sheet-gauge sheet-histogram sheet-line sheet-menu sheet-onedatareference sheet-pareto sheet-percent sheet-pie
sheet-scatter sheet-sign sheet-slash sheet-table sheet-text-columns sheet-wordcloud sidebar side-expand side-fold
slides-mode sort-a-to-z sort-z-to-a space space-down space-down-bold space-group space-sharedfolder space-up
space-up-bold storage style style-fillcolor style-fontcolor style-hightlight style-set switch-completion switch-item
table-group take-action template text text2 text-aa textstyle todo tool-addblock tool-indent tool-outdent top-align
transfersheet treelist tuodong typography uml underline undo untext up-borders update-log uploadfile uploadfolder
ux-fill-color ux-font-color ux-highlight vc-drag vertical-align view view-list warn-report web-card whiteboard wiki
wiki-book wiki-doc-shortcut wikilink wiki-mindnote-shortcut wiki-sheet-shortcut wikitreelistblod workspace wrap
wrapping

add-dictionary googledrive hirelogo jira lark larkfriends meego

add-button add-sheet add-trustparty bitable-lock briefcase bring-front buffing business-card cancel-richtext
ccm-filter ccm-outbox ccm-paste ccm-replace ccm-richtext ccm-straight-line chat-search-solid circularend-point
collapse-keyboard comment-number-a company connect copy-and-paste-item crop disorde-list doc dotted-dotted-line
down-expand download-image draft expand-down fill-frame fit-to-frame folder-add follow foryou gift-bag-linear
graduation hot insert-columns join-meeting kanban like-line line-arend-point list-setting listview mic-outline
mindnote move-selected msgcard-rectangle new-item orde-list original-size-wiew pencilkit print proportion push-left
quick-access round-add sent-back set-as-text shape sheet sheet-dataverification short-cuts sor-a-to-z sort sor-z-to-a
square-dotted-line squarend-point start status-meeting status-trip status-vacation straight-line strikethrough
subtitle-setting tab-fix tab-release tab-todo tex toolbar-toggle triangularend-point trustparty view-video waiting
widelist workorder`,
  filled: `
add alarm-clock alerts-off app-default ban ban-cancel bell camera close collect delete delete-trash down-round empty
error error-hollow expand-down expand-left expand-right expand-up gif history-search info info-hollow label-custom
like link-copy loadfail maybe more-add move-bottom move-top no nopicture safe safe-vc score send setting setting-inter
share succeed succeed-hollow thumbdown thumbsup time up verify view-in-chat visible visible-lock warning
warning-hollow yes

sheet-iconsets-caution sheet-iconsets-check sheet-iconsets-cross sheet-iconsets-decrease sheet-iconsets-diamond
sheet-iconsets-down-grey sheet-iconsets-greycircle sheet-iconsets-heart-100 sheet-iconsets-increase
sheet-iconsets-redflag sheet-iconsets-rightdown-grey sheet-iconsets-right-grey sheet-iconsets-rightup-grey
sheet-iconsets-stable sheet-iconsets-star-100 sheet-iconsets-thumbsdown sheet-iconsets-thumbsup
sheet-iconsets-triangle sheet-iconsets-up-grey

building room activity approval approval-single calendar calendar-N calendar-chat calendar-chat-avatar calendar-down
calendar-left calendar-right calendar-up external flag forward forward-all forward-com gift-bag inbox language later
mail reply reply-all resolve sharelink tag

boards buzz chat chat-all chat-done chat-news chat-secret chat-topic chat-trans lock-chat reply-cn speed community-tab
contacts emoji female group group-exit male member person-add person-remove robot special-attention vc-reaction

addmedia annotate announce bluetooth breakoutrooms call call-end call-net call-out call-secret call-video coding-test
ear effects grid-view headphone hide-sidebar host-control labs leaveroom livestream livestream-ing livestream-start
lock lock-open lowerhand mac magic-share meeting mic mic-off multistreaming new-join-meeting next-play officephone
pause pause-round play play-round previous-play raisehand record reject share-screen show-sidebar sip speaker
speaker-mute stop-record subtitles vc-toolbar-down vc-toolbar-up video video-off virtual-office wins

app chat-pin local pin gadget cellphone computer mouse pc

arrange copy describe feedback folder helpdesk home multi-folder myfolder note organization premium-gleam scroll space
space-myspace space-sharedfolder todo wiki wiki-book wiki-space workspace

exchange google hirelogo interview-space lark-logo meego minutes-logo wechat wechat-friend weibo

attachment business-card cancel-link close-banner danmu-off danmu-on diagnose file-link-video group-add history hub
jobs join-meeting luckmoney photo-album referrals status-meeting status-trip status-vacation tab-app tab-chat
tab-collect tab-community tab-contacts tab-drive tab-mail tab-minutes tab-pin tab-tag tab-todo tab-video tab-wiki vote
workorder workorder-close`,
  colorful: `
calendar todo vote file-lark-minutes file-form wiki-bitable larkcommunity hirelogo lark-logo meego myai apaas approval
ai-common`,
} as const;

/** How an icon is drawn: by lines, filled, or in colours of its own, which nobody can change. */
export type IconKind = keyof typeof LIBRARY;

export const ICON_KINDS = Object.keys(LIBRARY) as readonly IconKind[];

const DAYS = Array.from({ length: 31 }, (_, i) => `calendar-${i + 1}`);

/** The tokens of one kind in groups, as the page has them: signs, calendar and mail, chats and people, … */
export function iconGroups(kind: IconKind): readonly (readonly string[])[] {
  return LIBRARY[kind]
    .trim()
    .split('\n\n')
    .map((group) =>
      group
        .split(/\s+/)
        .flatMap((name) => (name === 'calendar-N' ? DAYS : [name]))
        .map((name) => `${name}_${kind}`),
    );
}
