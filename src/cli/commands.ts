import type { Text } from '../base/language.ts';
import { OPTIONS, SUMMARIES } from '../words/helpText.ts';
import { loadInSmallHeap } from './heap.ts';

/** An option as commander writes it, what it does, and its default. */
export interface CommandOption {
  readonly flags: string;
  readonly text: Text;
  readonly standard?: string;
}

/** A command of the command line. Its file is loaded only when it runs: `--help` needs none of them. */
export interface CommandEntry {
  /** With its arguments, as commander writes them. */
  readonly usage: string;
  readonly summary: Text;
  readonly options: readonly CommandOption[];
  readonly load: () => Promise<{ readonly run: Run }>;
}

/** Runs a command; resolves to the exit code. Its options include the `language` of its output. */
export type Run = (options: never, ...given: never[]) => Promise<number>;

const CONFIG: CommandOption = { flags: '--config <file>', text: OPTIONS.config };
const JSON_OUT: CommandOption = { flags: '--json', text: OPTIONS.json };

/** All commands, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    usage: 'start',
    summary: SUMMARIES.start,
    options: [CONFIG],
    load: () => {
      loadInSmallHeap();
      return import('./start.ts');
    },
  },
  {
    usage: 'setup',
    summary: SUMMARIES.setup,
    options: [
      CONFIG,
      { flags: '--lark', text: OPTIONS.lark },
      { flags: '--existing', text: OPTIONS.existing },
      { flags: '--domain <url>', text: OPTIONS.domain },
    ],
    load: () => import('./setup/setup.ts'),
  },
  {
    usage: 'doctor',
    summary: SUMMARIES.doctor,
    options: [CONFIG, JSON_OUT],
    load: () => import('./doctor.ts'),
  },
  {
    usage: 'chats',
    summary: SUMMARIES.chats,
    options: [CONFIG, JSON_OUT],
    load: () => import('./chats.ts'),
  },
  {
    usage: 'try <chat> [status]',
    summary: SUMMARIES.try,
    options: [CONFIG, { flags: '--approval <code>', text: OPTIONS.tryApproval }],
    load: () => import('./tryChat.ts'),
  },
  {
    usage: 'validate',
    summary: SUMMARIES.validate,
    options: [CONFIG, JSON_OUT],
    load: () => import('./validate.ts'),
  },
  {
    usage: 'preview [status]',
    summary: SUMMARIES.preview,
    options: [
      CONFIG,
      { flags: '--approval <code>', text: OPTIONS.approval },
      { flags: '--chat <chat>', text: OPTIONS.chat },
      { flags: '--template <folder>', text: OPTIONS.template },
      { flags: '--instance <file>', text: OPTIONS.instance },
      { flags: '--locale <locale>', text: OPTIONS.locale },
      { flags: '--kind <kind>', text: OPTIONS.kind },
      { flags: '--step <name>', text: OPTIONS.previewStep },
      { flags: '--html <file>', text: OPTIONS.html },
      { flags: '--gallery <dir>', text: OPTIONS.gallery },
    ],
    load: () => import('./preview.ts'),
  },
  {
    usage: 'templates <action> [name...]',
    summary: SUMMARIES.templates,
    options: [CONFIG],
    load: () => import('./templatesCopy.ts'),
  },
  {
    usage: 'route [instance]',
    summary: SUMMARIES.route,
    options: [
      CONFIG,
      { flags: '--approval <code>', text: OPTIONS.routeApproval },
      { flags: '--status <status>', text: OPTIONS.status },
      { flags: '--field <name=value...>', text: OPTIONS.field },
      { flags: '--applicant <id>', text: OPTIONS.applicant },
      { flags: '--department <id>', text: OPTIONS.department },
      { flags: '--step <name>', text: OPTIONS.step },
      JSON_OUT,
    ],
    load: () => import('./route.ts'),
  },
  {
    usage: 'pending',
    summary: SUMMARIES.pending,
    options: [CONFIG, JSON_OUT],
    load: () => import('./pending.ts'),
  },
  {
    usage: 'deliveries',
    summary: SUMMARIES.deliveries,
    options: [
      CONFIG,
      { flags: '--chat <chat>', text: OPTIONS.listChat },
      { flags: '--instance <code>', text: OPTIONS.listInstance },
      { flags: '--since <duration>', text: OPTIONS.listSince },
      { flags: '--state <state>', text: OPTIONS.listState },
      JSON_OUT,
    ],
    load: () => import('./deliveries.ts'),
  },
  {
    usage: 'replay [id...]',
    summary: SUMMARIES.replay,
    options: [
      CONFIG,
      { flags: '--parked', text: OPTIONS.parked },
      { flags: '--reason <reason>', text: OPTIONS.parkedReason },
      { flags: '--chat <chat>', text: OPTIONS.parkedChat },
      { flags: '--yes', text: OPTIONS.yes },
      JSON_OUT,
    ],
    load: () => import('./replay.ts'),
  },
  {
    usage: 'discard <id...>',
    summary: SUMMARIES.discard,
    options: [CONFIG, { flags: '--sent', text: OPTIONS.sent }, JSON_OUT],
    load: () => import('./discard.ts'),
  },
  {
    usage: 'silence <action> [id]',
    summary: SUMMARIES.silence,
    options: [
      CONFIG,
      { flags: '--person <id>', text: OPTIONS.person },
      { flags: '--stand-in <id>', text: OPTIONS.standIn },
      { flags: '--approval <code>', text: OPTIONS.silencedApproval },
      { flags: '--chat <chat>', text: OPTIONS.silencedChat },
      { flags: '--instance <code>', text: OPTIONS.silencedInstance },
      { flags: '--until <time>', text: OPTIONS.until },
      { flags: '--reason <text>', text: OPTIONS.reason },
      JSON_OUT,
    ],
    load: () => import('./silence.ts'),
  },
  {
    usage: 'stats',
    summary: SUMMARIES.stats,
    options: [
      CONFIG,
      { flags: '--since <duration>', text: OPTIONS.statsSince, standard: '30d' },
      { flags: '--csv', text: OPTIONS.csv },
      JSON_OUT,
    ],
    load: () => import('./stats.ts'),
  },
  {
    usage: 'reconcile',
    summary: SUMMARIES.reconcile,
    options: [
      CONFIG,
      { flags: '--since <duration>', text: OPTIONS.since },
      { flags: '--open-only', text: OPTIONS.openOnly },
      { flags: '--adopt', text: OPTIONS.adopt },
      { flags: '--dry-run', text: OPTIONS.dryRun },
      JSON_OUT,
    ],
    load: () => import('./reconcile.ts'),
  },
  {
    usage: 'demo',
    summary: SUMMARIES.demo,
    options: [
      { flags: '--port <number>', text: OPTIONS.port, standard: '8080' },
      { flags: '--keep', text: OPTIONS.keep },
    ],
    load: () => import('./demo.ts'),
  },
];
