import { newsScript } from './newsScript.ts';

/**
 * What the browser does beyond htmx: theme, dialogs, keeping the keyboard's place, and what newsScript.ts
 * holds. Plain text served as it stands, since there is no client build.
 */
export const pageScript = `'use strict';
(() => {
  const root = document.documentElement;
  const saved = localStorage.getItem('theme');
  if (saved) root.dataset.theme = saved;

  const byId = (id) => document.getElementById(id);
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;

  function switchTheme() {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    localStorage.setItem('theme', root.dataset.theme);
  }

${newsScript}
  // A button that was used may be gone afterwards: the keyboard goes on in the row where it stood.
  let opener = '';
  let place = '';
  document.addEventListener('focusin', ({ target }) => {
    const row = target.closest('.instance, .chat-head, .switches, .story, .message, .pipeline');
    if (row) place = row.id;
  });
  function keepPlace() {
    if (document.activeElement !== document.body || !place) return;
    const row = byId(place);
    if (row) (row.querySelector('button') || row).focus({ preventScroll: true });
  }

  let toastTimer;
  function toast(text) {
    const place = byId('toast');
    place.textContent = text;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { place.textContent = ''; }, 5000);
  }

  /** A button of a card: what the bot answers is shown as Feishu would show it. */
  async function pressed(button) {
    const { message } = button.closest('.message').dataset;
    const body = new URLSearchParams({ value: button.dataset.press });
    const answer = await fetch('/messages/' + encodeURIComponent(message) + '/press', { method: 'POST', body });
    toast(await answer.text());
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('.message [data-press]');
    if (button) void pressed(button);
    if (event.target.closest('[data-theme-switch]')) switchTheme();
    if (event.target.closest('[data-close]')) byId('sheet').close();
    const leads = event.target.closest('[data-goto]');
    if (!leads) return;
    if (!goTo(leads.dataset.goto)) toast(leads.dataset.gone);
    if (leads.matches('.elsewhere')) leads.hidden = true;
  });

  document.addEventListener('DOMContentLoaded', () => {
    const sheet = byId('sheet');
    sheet.addEventListener('close', () => {
      sheet.replaceChildren();
      const back = opener && byId(opener);
      if (back) back.focus(); else keepPlace();
    });
    sheet.addEventListener('click', (event) => { if (event.target === sheet) sheet.close(); });
    announceNews(true);
    toEnds();
    document.fonts.ready.then(toEnds);
  });

  document.addEventListener('htmx:beforeRequest', ({ detail }) => {
    if (detail.target && detail.target.id === 'sheet') opener = detail.elt.id;
  });
  document.addEventListener('htmx:afterSwap', ({ detail, target }) => {
    const sheet = byId('sheet');
    if (target === sheet && sheet.firstElementChild && !sheet.open) {
      sheet.showModal();
      const first = sheet.querySelector('[autofocus]');
      if (first && first.select) first.select();
    }
  });
  document.addEventListener('htmx:afterRequest', ({ detail }) => {
    if (!detail.successful) return;
    if (detail.elt.matches('.sheet')) byId('sheet').close();
    if (detail.elt.dataset.toast) toast(detail.elt.dataset.toast);
  });
  document.addEventListener('htmx:responseError', ({ detail }) => toast(detail.xhr.responseText));
  let stream;
  // Known from the start on: the page may be left before the stream is open.
  document.addEventListener('DOMContentLoaded', () => {
    if (!window.htmx) return;
    window.htmx.createEventSource = (url) => stream = new EventSource(url, { withCredentials: true });
  });
  document.addEventListener('htmx:sseOpen', () => { byId('offline').hidden = true; });
  // Leaving the page is no lost connection; coming back to it is a fresh start.
  addEventListener('beforeunload', () => { if (stream) stream.close(); });
  addEventListener('pageshow', ({ persisted }) => { if (persisted) location.reload(); });
  document.addEventListener('htmx:sseError', () => { byId('offline').hidden = false; });
  document.addEventListener('htmx:sseMessage', ({ detail }) => {
    if (detail.type === 'reload') return location.reload();
    toEnds();
    announceNews(false);
    keepPlace();
  });
})();
`;
