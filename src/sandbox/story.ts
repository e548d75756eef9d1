import { type Clock, wait } from '../base/clock.ts';
import type { Sandbox } from './sandbox.ts';
import { STORY_APPROVALS } from './storyForms.ts';
import { SCENES, type Scene } from './storyScenes.ts';

/** How many instances are under way at once. */
const AT_ONCE = 3;
const PACE_MS = 10_000;

/** An instance of the story and what is still to happen to it. */
interface Playing {
  readonly code: string;
  readonly beats: Scene['beats'][number][];
}

/**
 * Plays the demo's story in a furnished sandbox (`furnish`): submits requests and moves them on, one step every
 * `paceMs`, the first at once, until `signal` aborts. Resolves then. What a person at the page moves on by hand
 * leaves the story.
 */
export async function playStory(
  sandbox: Sandbox,
  clock: Clock,
  signal: AbortSignal,
  { paceMs = PACE_MS }: { readonly paceMs?: number } = {},
): Promise<void> {
  const playing: Playing[] = [];
  for (let started = 0; !signal.aborted; ) {
    const next = playing.length < AT_ONCE ? undefined : playing.shift();
    if (!next) {
      playing.push(begin(sandbox, clock.now(), started));
      started += 1;
    } else if (play(sandbox, next)) {
      playing.push(next);
    }
    await wait(clock, paceMs, signal);
  }
}

function begin(sandbox: Sandbox, now: number, started: number): Playing {
  const scene = SCENES[started % SCENES.length];
  if (!scene) throw new Error('the story has no scenes');
  const purchase = sandbox
    .instances()
    .findLast((one) => one.approvalCode === STORY_APPROVALS.purchase.approvalCode);
  const code = sandbox.submit(scene.submission(now, started, purchase?.instanceCode));
  return { code, beats: [...scene.beats] };
}

/** Plays one beat; false when nothing follows. */
function play(sandbox: Sandbox, { code, beats }: Playing): boolean {
  try {
    beats.shift()?.(sandbox, code);
  } catch {
    // Somebody at the page was quicker: the beat makes no sense any more, nor do those after it.
    return false;
  }
  return beats.length > 0;
}
