/**
 * What the browser does beyond htmx: theme, and keeping the user's state while the page refreshes itself. Served as
 * plain text, since there is no client build.
 */
export const adminScript = `'use strict';
(() => {
  const root = document.documentElement;
  const saved = localStorage.getItem('theme');
  if (saved === 'light' || saved === 'dark') root.dataset.theme = saved;
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;

  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-theme-switch]')) return;
    root.dataset.theme = isDark() ? 'light' : 'dark';
    localStorage.setItem('theme', root.dataset.theme);
  });

  // "All" checks every row of its form.
  document.addEventListener('change', ({ target }) => {
    if (!target.matches('[data-check-all]')) return;
    for (const box of target.form.querySelectorAll('input[type=checkbox][name=id]')) box.checked = target.checked;
  });

  // A page refreshes itself, but not while the user fills in a form or has something open.
  const live = () => document.getElementById('live');
  const isBusy = () => {
    const part = live();
    if (!part) return true;
    const focused = document.activeElement;
    if (focused && part.contains(focused) && focused.matches('input:not([type=checkbox]), select, textarea')) return true;
    return part.querySelector('input:checked, details[data-form][open]') !== null;
  };
  let isWaiting = false;
  document.addEventListener('htmx:beforeRequest', (event) => {
    if (event.target.id !== 'live') return;
    isWaiting = isBusy();
    if (isWaiting) event.preventDefault();
  });
  for (const done of ['focusout', 'change', 'toggle']) {
    document.addEventListener(done, () => setTimeout(() => {
      if (!isWaiting || isBusy()) return;
      isWaiting = false;
      window.htmx.trigger(live(), 'sse:changed');
    }), true);
  }

  // The focus and opened details stay as they were.
  let place = '';
  let opened = [];
  const nameOf = (element) => element.id || element.getAttribute('href') || element.getAttribute('value') || '';
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (event.target.id !== 'live') return;
    // The user may have begun meanwhile; and an error is not shown as a page.
    if (isBusy() || event.detail.xhr.status !== 200) {
      event.detail.shouldSwap = false;
      if (event.detail.xhr.status === 401) location.reload();
      isWaiting = event.detail.xhr.status === 200;
      return;
    }
    const focused = document.activeElement;
    place = focused && live().contains(focused) ? focused.tagName + ' ' + nameOf(focused) : '';
    opened = [...live().querySelectorAll('details[open][id]')].map(({ id }) => id);
  });
  document.addEventListener('htmx:afterSwap', () => {
    for (const id of opened) document.getElementById(id)?.setAttribute('open', '');
    const same = [...(live()?.querySelectorAll('a, button, summary, [tabindex]') ?? [])];
    if (place) same.find((one) => one.tagName + ' ' + nameOf(one) === place)?.focus({ preventScroll: true });
  });

  let stream;
  // Registered at the start: a page may be left before the stream is open.
  document.addEventListener('DOMContentLoaded', () => {
    if (!window.htmx) return;
    window.htmx.createEventSource = (url) => stream = new EventSource(url, { withCredentials: true });
  });
  document.addEventListener('htmx:sseOpen', () => { document.getElementById('offline').hidden = true; });
  document.addEventListener('htmx:sseError', () => { document.getElementById('offline').hidden = false; });
  // Leaving the page is not a lost connection; coming back is a fresh start.
  addEventListener('pagehide', () => { if (stream) stream.close(); });
  addEventListener('pageshow', ({ persisted }) => { if (persisted) location.reload(); });

  // A card is drawn in its own frame, as high as the card.
  const fit = (frame) => {
    const drawn = frame.contentDocument?.body;
    if (drawn) frame.height = Math.ceil(drawn.scrollHeight);
  };
  document.addEventListener('load', ({ target }) => { if (target instanceof HTMLIFrameElement) fit(target); }, true);
  addEventListener('resize', () => { for (const frame of document.querySelectorAll('iframe')) fit(frame); });
})();
`;
