#!/usr/bin/env node
import { endWhenPrinted, surviveOutputs } from './outputs.ts';
import { runCommandLine } from './runCommandLine.ts';

surviveOutputs();
const language = await runCommandLine(process.argv);
// What still holds the process open (a kept-alive connection, a request that hangs) is not worth waiting for.
endWhenPrinted(language);
