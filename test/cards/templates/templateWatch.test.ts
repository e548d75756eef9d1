import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { sampleInputs } from '../../../src/cards/check/samples.ts';
import { renderCard } from '../../../src/cards/render/render.ts';
import { loadTemplates, packagedTemplates } from '../../../src/cards/templates/templates.ts';
import { templatesState, watchTemplates } from '../../../src/cards/templates/templateWatch.ts';
import { step } from '../../support/step.ts';
import { StillClock } from '../../support/stillClock.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const OWN = `{"schema":"2.0","header":{"title":{"tag":"plain_text","content":"our own"}},"body":{"elements":[]}}`;

describe('an edited template', () => {
  it('takes effect without a restart, stays out while it has a fault, and goes with its file', async () => {
    const folder = join(tempFolder(), 'templates');
    mkdirSync(folder);
    const roots = [folder, packagedTemplates];
    const { templates } = loadTemplates(roots);
    if (!templates) throw new Error('the packaged templates have a fault');
    const clock = new StillClock();
    const said: string[] = [];
    let heard: () => void = () => undefined;
    const note = (_facts: object, text: string): void => {
      said.push(text);
      heard();
    };
    const watch = watchTemplates(templates, { roots, clock, log: { ...silentLog, info: note, warn: note } });
    const look = async (): Promise<void> => {
      const changed = new Promise<void>((resolve) => {
        heard = resolve;
      });
      clock.advance(2_000);
      await changed;
    };
    const [input] = sampleInputs('pending');
    const title = (): string => (input ? renderCard(watch.current(), input).content : '');

    writeFileSync(join(folder, 'pending.hbs'), OWN);
    await look();
    expect(title()).toContain('our own');
    writeFileSync(join(folder, 'pending.hbs'), `${OWN} {{nonsense}}`);
    await look();
    expect(said.at(-1)).toContain('have a fault');
    expect(title()).toContain('our own');
    rmSync(join(folder, 'pending.hbs'));
    await look();
    expect(title()).not.toContain('our own');
    await watch.stop();
  });

  it('takes effect if it was edited between its reading and the watch, at the start and at a reload', async () => {
    const folder = join(tempFolder(), 'templates');
    mkdirSync(folder);
    const roots = [folder, packagedTemplates];
    const read = () => {
      const state = templatesState(roots);
      const { templates } = loadTemplates(roots);
      if (!templates) throw new Error('the packaged templates have a fault');
      return { state, templates };
    };
    const [input] = sampleInputs('pending');
    const shows = (text: string): boolean =>
      input !== undefined && renderCard(watch.current(), input).content.includes(text);
    const first = read();
    writeFileSync(join(folder, 'pending.hbs'), OWN);
    const clock = new StillClock();
    const watch = watchTemplates(first.templates, { roots, state: first.state, clock, log: silentLog });
    expect(shows('our own')).toBe(false);
    await step(clock, 2_000);
    expect(shows('our own')).toBe(true);

    const again = read();
    writeFileSync(join(folder, 'pending.hbs'), OWN.replace('our own', 'our newest'));
    watch.use(again.templates, roots, again.state);
    await step(clock, 2_000);
    expect(shows('our newest')).toBe(true);
    await watch.stop();
  });
});
