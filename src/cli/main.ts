#!/usr/bin/env node
import { surviveHangUps } from './signals.ts';

// Before anything else is loaded, which takes a moment: a reload right after the start is no reason to end. The bot reads
// its configuration later, and checks again once it works.
if (process.argv.includes('start')) surviveHangUps();
const { endWhenPrinted, surviveOutputs } = await import('./outputs.ts');
surviveOutputs();
const { runCommandLine } = await import('./runCommandLine.ts');
const language = await runCommandLine(process.argv);
// Whatever keeps the process open (a kept-alive connection, a hanging request) is not waited for.
endWhenPrinted(language);
