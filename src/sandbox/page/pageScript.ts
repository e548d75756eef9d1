/**
 * What the browser does beyond htmx: theme, dialogs, staying at the end of a chat, telling what is new, keeping the
 * keyboard's place.
 * Plain text served as it stands, since there is no client build.
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

  // A chat stays at its end unless its reader has scrolled away from it.
  const away = new WeakSet();
  function toEnds() {
    for (const list of document.querySelectorAll('.messages')) {
      if (!away.has(list)) list.scrollTop = list.scrollHeight;
    }
  }
  document.addEventListener('scroll', ({ target }) => {
    if (!(target instanceof Element) || !target.matches('.messages')) return;
    if (target.scrollHeight - target.scrollTop - target.clientHeight > 80) away.add(target);
    else away.delete(target);
    const button = offerOf(target);
    const card = byId(button.dataset.goto || '');
    if (!card || isInView(card, target)) button.hidden = true;
  }, true);

  const offerOf = (list) => list.parentElement.querySelector('.elsewhere');
  /** A card's head says how it stands, so the head is what must be seen. */
  function isInView(card, list) {
    const { top } = card.getBoundingClientRect();
    const view = list.getBoundingClientRect();
    return top > view.top - 24 && top < view.bottom - 80;
  }
  function light(card) {
    delete card.dataset.lit;
    void card.offsetWidth;
    card.dataset.lit = '';
  }
  function goTo(id) {
    const card = byId(id);
    if (!card) return false;
    const list = card.closest('.messages');
    list.focus({ preventScroll: true });
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const top = list.scrollTop + card.getBoundingClientRect().top - list.getBoundingClientRect().top - 12;
    list.scrollTo({ top, behavior: calm ? 'auto' : 'smooth' });
    light(card);
    return true;
  }

  const timers = new Map();
  function offer(message, list, isNew) {
    const button = offerOf(list);
    const isBelow = message.getBoundingClientRect().top > list.getBoundingClientRect().top;
    const words = isNew ? button.dataset.new : button.dataset.updated;
    button.textContent = (isBelow ? '↓ ' : '↑ ') + words.replace('{gist}', () => message.dataset.gist);
    button.classList.toggle('below', isBelow);
    button.dataset.goto = message.id;
    button.hidden = false;
    clearTimeout(timers.get(button));
    timers.set(button, setTimeout(() => { button.hidden = true; }, 20000));
  }

  // What is new is read out in a few words. A card that was updated lights up. Where it is out of sight, its chat
  // offers to go there; a new message is out of sight only for those who have scrolled away.
  const versions = new Map();
  function tellNews(isFirst) {
    const news = [];
    for (const message of document.querySelectorAll('.message')) {
      const before = versions.get(message.id);
      const { version, says } = message.dataset;
      if (before === version) continue;
      versions.set(message.id, version);
      if (isFirst) continue;
      news.push(says);
      const list = message.closest('.messages');
      const isNew = before === undefined;
      if (!isNew) light(message);
      if (version === 'recalled' || isInView(message, list) || (isNew && !away.has(list))) continue;
      offer(message, list, isNew);
    }
    if (news.length > 0) byId('announcer').textContent = news.slice(-4).join('; ');
  }

  // A button that was used may be gone afterwards: the keyboard goes on in the row where it stood.
  let opener = '';
  let place = '';
  document.addEventListener('focusin', ({ target }) => {
    const row = target.closest('.instance, .chat-head, .switches, .story, .message');
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

  document.addEventListener('click', (event) => {
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
    tellNews(true);
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
      if (first) first.select();
    }
  });
  document.addEventListener('htmx:afterRequest', ({ detail }) => {
    if (!detail.successful) return;
    if (detail.elt.matches('.sheet')) byId('sheet').close();
    if (detail.elt.dataset.toast) toast(detail.elt.dataset.toast);
  });
  document.addEventListener('htmx:responseError', ({ detail }) => toast(detail.xhr.responseText));
  // Leaving the page is no lost connection; coming back to it is a fresh start.
  let stream;
  document.addEventListener('htmx:sseOpen', ({ detail }) => {
    stream = detail.source;
    byId('offline').hidden = true;
  });
  addEventListener('beforeunload', () => { if (stream) stream.close(); });
  addEventListener('pageshow', ({ persisted }) => { if (persisted) location.reload(); });
  document.addEventListener('htmx:sseError', () => { byId('offline').hidden = false; });
  document.addEventListener('htmx:sseMessage', ({ detail }) => {
    if (detail.type === 'reload') return location.reload();
    toEnds();
    tellNews(false);
    keepPlace();
  });
})();
`;
