import type { Page as Tab } from 'playwright-core';

/**
 * Texts too faint to read: WCAG AA asks for a contrast of 4.5, or 3 for large ones. What lies half transparent over
 * something is reckoned in. Runs inside the page.
 */
export function faintTexts(tab: Tab): Promise<string[]> {
  return tab.evaluate(() => {
    type Rgba = [number, number, number, number];
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = (css: string): Rgba => {
      if (!canvas) throw new Error('no canvas');
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = (top: Rgba, below: Rgba): Rgba => {
      const mix = (i: 0 | 1 | 2): number => top[i] * top[3] + below[i] * (1 - top[3]);
      return [mix(0), mix(1), mix(2), 1];
    };
    const ground = (element: Element | null): Rgba => {
      if (!element) return rgba(getComputedStyle(document.documentElement).backgroundColor);
      const own = rgba(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, ground(element.parentElement));
    };
    const light = ([r, g, b]: Rgba): number => {
      const part = (value: number): number => {
        const share = value / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      };
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const faint: string[] = [];
    for (const element of document.querySelectorAll('body *')) {
      const words = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent?.trim());
      if (words.length === 0 || !element.checkVisibility() || element.closest('[aria-hidden=true], script'))
        continue;
      const look = getComputedStyle(element);
      const below = ground(element);
      const [a, b] = [light(over(rgba(look.color), below)), light(below)];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const large = Number.parseFloat(look.fontSize) >= 24;
      if (contrast < (large ? 3 : 4.5)) {
        faint.push(
          `${contrast.toFixed(2)} ${element.className} ${words[0]?.textContent?.trim().slice(0, 20)}`,
        );
      }
    }
    return faint;
  });
}
