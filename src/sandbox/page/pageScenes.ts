import type { StoryLanguage } from '../story/storyLanguage.ts';
import { BoardRenderer } from './boardRenderer.tsx';
import { FaultSwitches } from './faultSwitches.ts';
import { InstanceStatuses } from './instanceStatuses.ts';
import { LiveUpdates } from './liveUpdates.ts';
import type { DemoWorld, PageOptions } from './pageOptions.ts';
import type { PageView } from './pageView.ts';
import { wordsIn } from './pageWords.ts';

/** The world of one language, and what the page keeps about it. */
export interface PageScene {
  readonly world: DemoWorld;
  readonly view: PageView;
  readonly switches: FaultSwitches;
  readonly statuses: InstanceStatuses;
  readonly live: LiveUpdates;
}

/** The scenes by language; each is made when somebody first opens the page in it. */
export class PageScenes {
  readonly #options: PageOptions;
  readonly #scenes = new Map<StoryLanguage, Promise<PageScene>>();

  constructor(options: PageOptions) {
    this.#options = options;
  }

  /** Rejects if its world cannot be started; the next call tries again. */
  in(language: StoryLanguage): Promise<PageScene> {
    const known = this.#scenes.get(language);
    if (known) return known;
    const made = this.#options.world(language).then((world) => sceneOf(world, language));
    this.#scenes.set(language, made);
    made.catch(() => this.#scenes.delete(language));
    return made;
  }

  /** Ends the streams of all open pages. */
  async close(): Promise<void> {
    const scenes = await Promise.allSettled(this.#scenes.values());
    for (const scene of scenes) if (scene.status === 'fulfilled') scene.value.live.close();
  }
}

function sceneOf(world: DemoWorld, language: StoryLanguage): PageScene {
  const view: PageView = { language, words: wordsIn(language), timezone: world.timezone ?? 'Asia/Shanghai' };
  const switches = new FaultSwitches(world.sandbox);
  const statuses = new InstanceStatuses(world.sandbox);
  const renderer = new BoardRenderer({ world, switches, statuses }, view);
  const live = new LiveUpdates({ ...world, renderer });
  return { world, view, switches, statuses, live };
}
