import { type Language, sayIn } from '../base/language.ts';
import { allApprovals } from '../settings/approvalsTo.ts';
import { type Problem, sayProblem } from '../settings/problem.ts';
import { INVALID, VALID } from '../words/validateText.ts';
import { readThoroughly } from './configured.ts';
import { EXIT_MISUSE, EXIT_OK } from './exit.ts';

/** `approval-relay validate`: prints all problems, the errors to stderr; changes nothing and works offline. */
export async function run(options: { config?: string; json?: boolean; language: Language }): Promise<number> {
  const { language } = options;
  const say = sayIn(language);
  const { file, problems, ready } = readThoroughly(options);
  if (options.json) {
    console.log(
      JSON.stringify({ file, valid: ready !== undefined, problems: problems.map(inEnglish) }, null, 2),
    );
    return ready ? EXIT_OK : EXIT_MISUSE;
  }
  for (const problem of problems) {
    const print = problem.severity === 'error' ? console.error : console.log;
    print(sayProblem(problem, language));
  }
  if (!ready) {
    const errors = problems.filter((problem) => problem.severity === 'error').length;
    console.error(say(INVALID(file, errors)));
    return EXIT_MISUSE;
  }
  const approvals = allApprovals(ready.settings);
  const chats = approvals.flatMap((approval) => approval.chats);
  const unique = new Set(chats.map((entry) => entry.chat.id)).size;
  console.log(say(VALID(file, approvals.length, unique)));
  return EXIT_OK;
}

/** Output for programs is in no language. */
function inEnglish(problem: Problem): object {
  return { ...problem, message: problem.message.en };
}
