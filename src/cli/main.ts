#!/usr/bin/env node
import { endWhenPrinted, surviveOutputs } from './outputs.ts';
import { runCommandLine } from './runCommandLine.ts';

surviveOutputs();
const language = await runCommandLine(process.argv);
// Whatever keeps the process open (a kept-alive connection, a hanging request) is not waited for.
endWhenPrinted(language);
