import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packagedTemplates } from '../../src/cards/templates/templates.ts';
import { runCommand } from '../support/command.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { tempFolder } from '../support/tempFolder.ts';

const CONFIG = {
  feishu: { appId: 'cli_0123456789abcdef', appSecret: 's', encryptKey: 'k' },
  templates: 'ours',
  approvals: { 'A-1': { chats: ['oc_1'] } },
};

const copy = (folder: string, ...args: string[]) =>
  runCommand(folder, ['templates', ...args, '--config', 'relay.yaml']);

describe('templates copy', () => {
  it('puts the named ones into the configured folder, and leaves alone what is there', async () => {
    const folder = tempFolder();
    writeConfig(folder, CONFIG);
    mkdirSync(join(folder, 'ours'));
    writeFileSync(join(folder, 'ours/rejected.hbs'), 'mine');
    expect(await copy(folder, 'copy', 'approved', 'rejected', 'compact')).toMatchObject({ code: 0, err: '' });
    const ours = (name: string): string => readFileSync(join(folder, 'ours', name), 'utf8');
    expect(ours('approved.hbs')).toBe(readFileSync(join(packagedTemplates, 'approved.hbs'), 'utf8'));
    expect(ours('rejected.hbs')).toBe('mine');
    expect(existsSync(join(folder, 'ours/compact/partials/line.hbs'))).toBe(true);
    expect(existsSync(join(folder, 'ours/pending.hbs'))).toBe(false);
  });

  it('copies all of them without a name; a copy is what the bot then uses', async () => {
    const folder = tempFolder();
    writeConfig(folder, CONFIG);
    const program = runProgram(folder, ['templates', 'copy', '--config', 'relay.yaml']);
    expect([await program.ended, program.err()]).toEqual([0, '']);
    const valid = runProgram(folder, ['validate', '--config', 'relay.yaml']);
    expect([await valid.ended, valid.err()]).toEqual([0, '']);
  });

  it('says which templates there are, and what it can do', async () => {
    const folder = tempFolder();
    writeConfig(folder, CONFIG);
    const unknown = await copy(folder, 'copy', '../../etc');
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.err).toContain('"../../etc": use one of approved, canceled');
    expect(await copy(folder, 'move')).toMatchObject({
      code: 2,
      err: 'approval-relay: templates move is unknown: write approval-relay templates copy [NAME …].\n',
    });
  });

  it('does not copy the built-in ones onto themselves', async () => {
    const folder = tempFolder();
    writeConfig(folder, { ...CONFIG, templates: packagedTemplates });
    expect(await copy(folder, 'copy', 'approved')).toMatchObject({
      code: 2,
      err: expect.stringContaining('name your own folder with "templates"'),
    });
  });
});
