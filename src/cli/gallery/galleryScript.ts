/**
 * What the browser does in the gallery: themes and widths, heights, and reloading when a template was saved. Plain
 * text, served as it stands.
 */
export const galleryScript = `'use strict';
(() => {
  // How the cards look is in the address, such as #dark,desktop, and is passed on to other pages.
  const CHOICES = { theme: ['light', 'dark', 'both'], width: ['phone', 'desktop', 'both'] };
  const look = { theme: 'light', width: 'phone' };
  for (const word of location.hash.slice(1).split(',')) {
    const [name, value] = word.split('=');
    if (CHOICES[name] && CHOICES[name].includes(value)) look[name] = value;
  }
  const all = (selector, root) => [...(root || document).querySelectorAll(selector)];
  const valuesOf = (name) => look[name] === 'both' ? CHOICES[name].slice(0, 2) : [look[name]];

  function show() {
    for (const button of all('[data-set]')) {
      button.setAttribute('aria-pressed', String(look[button.dataset.set] === button.dataset.value));
    }
    document.documentElement.dataset.theme = look.theme === 'dark' ? 'dark' : 'light';
    for (const shots of all('.shots')) {
      const first = shots.firstElementChild;
      shots.replaceChildren(first);
      const variants = valuesOf('theme').flatMap((theme) => valuesOf('width').map((width) => ({ theme, width })));
      variants.forEach((variant, i) => {
        const shot = i === 0 ? first : first.cloneNode(true);
        Object.assign(shot.dataset, variant);
        if (i > 0) shots.append(shot);
      });
    }
    measure();
  }
  function measure() {
    for (const cell of all('.cell')) {
      const heights = all('.shot', cell).map((shot) => Math.round(shot.getBoundingClientRect().height) + ' px');
      cell.querySelector('.height').textContent = ' · ' + [...new Set(heights)].join(', ');
    }
  }

  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-set]');
    if (button) {
      look[button.dataset.set] = button.dataset.value;
      history.replaceState(null, '', '#theme=' + look.theme + ',width=' + look.width);
      show();
    }
    const link = target.closest('.choose a');
    if (link && location.hash) link.hash = location.hash;
  });
  document.addEventListener('toggle', measure, true);

  show();
  document.fonts.ready.then(() => {
    measure();
    // A reload keeps the scroll position.
    const at = sessionStorage.getItem('gallery-at');
    sessionStorage.removeItem('gallery-at');
    if (at) scrollTo(0, Number(at));
    document.documentElement.dataset.ready = '';
  });

  const { live } = document.body.dataset;
  if (live) {
    const source = new EventSource(live);
    source.addEventListener('saved', () => {
      sessionStorage.setItem('gallery-at', String(scrollY));
      location.reload();
    });
    addEventListener('beforeunload', () => source.close());
  }
})();
`;
