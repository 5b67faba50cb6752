#!/usr/bin/env node
/** `cambium`: the command line. */
import { setFlagsFromString } from 'node:v8';

// Loading the modules makes the young generation grow to 32 MB, which a process that only passes bytes on never needs again.
setFlagsFromString('--semi-space-growth-factor=1');
const { runCommandLine } = await import('./compose-operations.js');

process.exitCode = await runCommandLine(process.argv.slice(2));
