/**
 * The part of the page's script that shows what is new in the groups: chats stay at their end, updated cards light up, a
 * button leads to what is out of sight, and a few words are read out. Uses `byId` of pageScript.ts.
 */
export const newsScript = `  // A chat stays at its end unless its reader has scrolled away from it. Of a card that is taller than the chat the
  // head is shown, since that says how it stands.
  const away = new WeakSet();
  function endOf(list) {
    const last = list.lastElementChild;
    return last ? Math.min(list.scrollHeight - list.clientHeight, last.offsetTop - 12) : 0;
  }
  function toEnds() {
    for (const list of document.querySelectorAll('.messages')) {
      if (!away.has(list)) list.scrollTop = Math.max(list.scrollTop, endOf(list));
    }
  }
  document.addEventListener('scroll', ({ target }) => {
    if (!(target instanceof Element) || !target.matches('.messages')) return;
    if (endOf(target) - target.scrollTop > 80) away.add(target);
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

  // What is new is read out in a few words. A card that was updated lights up. If it is out of sight, its chat
  // offers to go there; a new message is out of sight only for those who have scrolled away.
  const versions = new Map();
  function announceNews(isFirst) {
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
`;
