import { type Clock, wait } from '../../base/clock.ts';
import type { Sandbox } from '../sandbox.ts';
import { type Scene, scenesIn } from './scenes.ts';
import { STORY_APPROVALS } from './storyApprovals.ts';
import type { StoryLanguage } from './storyLanguage.ts';

/** How many instances are under way at once. */
const AT_ONCE = 3;
const PACE_MS = 10_000;

export interface StoryOptions {
  /** The language of the sandbox's people: see `furnish`. */
  readonly language?: StoryLanguage;
  /** Between two steps, ms. */
  readonly paceMs?: number;
}

/** An instance of the story and the steps that are still to come. */
interface Playing {
  readonly code: string;
  readonly beats: Scene['beats'][number][];
}

/**
 * Plays the demo's story in a furnished sandbox: submits requests and moves them on, one step every `paceMs`, the first at
 * once. Resolves when `signal` aborts. A request that a person moves on by hand leaves the story.
 */
export async function playStory(
  sandbox: Sandbox,
  clock: Clock,
  signal: AbortSignal,
  { language = 'zh', paceMs = PACE_MS }: StoryOptions = {},
): Promise<void> {
  const scenes = scenesIn(language);
  const playing: Playing[] = [];
  for (let started = 0; !signal.aborted; ) {
    const next = playing.length < AT_ONCE ? undefined : playing.shift();
    if (!next) {
      playing.push(begin(sandbox, scenes, clock.now(), started));
      started += 1;
    } else if (play(sandbox, next)) {
      playing.push(next);
    }
    await wait(clock, paceMs, signal);
  }
}

function begin(sandbox: Sandbox, scenes: readonly Scene[], now: number, started: number): Playing {
  const scene = scenes[started % scenes.length];
  if (!scene) throw new Error('the story has no scenes');
  const purchase = sandbox
    .instances()
    .findLast((one) => one.approvalCode === STORY_APPROVALS.purchase.approvalCode);
  const code = sandbox.submit(scene.submission(now, started, purchase?.instanceCode));
  return { code, beats: [...scene.beats] };
}

/** Plays one step; false when nothing follows. */
function play(sandbox: Sandbox, { code, beats }: Playing): boolean {
  try {
    beats.shift()?.(sandbox, code);
  } catch {
    // A person at the page was quicker: this step and those after it make no sense any more.
    return false;
  }
  return beats.length > 0;
}
