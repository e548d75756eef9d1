import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What starts programs of its own, directly or by these, takes longest: it waits for processes, leases and pauses. */
const STARTS_PROGRAMS = /support\/(program|replicas|tenant)\.ts'/;

/** The order of the test files: the slow ones first, so no worker is left alone with one in the end. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSlow = new Map(
      sorted.map((file) => [file, STARTS_PROGRAMS.test(readFileSync(file.moduleId, 'utf8'))]),
    );
    return sorted.toSorted((a, b) => {
      if (a.project.name !== b.project.name) return a.project.name < b.project.name ? -1 : 1;
      return Number(isSlow.get(b)) - Number(isSlow.get(a));
    });
  }
}
