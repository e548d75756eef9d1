import { formatProblem } from '../settings/readSettings.ts';
import { readConfigured } from './configured.ts';
import { EXIT_MISUSE, EXIT_OK } from './exit.ts';

/** `approval-relay validate`: prints all problems, the errors to stderr; changes nothing and asks nobody. */
export async function run(options: { config?: string; json?: boolean }): Promise<number> {
  const { file, problems, ready } = readConfigured(options);
  if (options.json) {
    console.log(JSON.stringify({ file, valid: ready !== undefined, problems }, null, 2));
    return ready ? EXIT_OK : EXIT_MISUSE;
  }
  for (const problem of problems) {
    const print = problem.severity === 'error' ? console.error : console.log;
    print(formatProblem(problem));
  }
  if (!ready) {
    const errors = problems.filter((problem) => problem.severity === 'error').length;
    console.error(`${file}: ${errors} ${errors === 1 ? 'error' : 'errors'}.`);
    return EXIT_MISUSE;
  }
  const { approvals, fallback } = ready.settings;
  const chats = [...approvals.values(), ...(fallback ? [fallback] : [])].flatMap(
    (approval) => approval.chats,
  );
  const unique = new Set(chats.map((entry) => entry.chat.id)).size;
  const mapped = approvals.size + (fallback ? 1 : 0);
  console.log(
    `${file}: valid. ${mapped} ${mapped === 1 ? 'approval goes' : 'approvals go'} to ${unique} ${unique === 1 ? 'chat' : 'chats'}.`,
  );
  return EXIT_OK;
}
