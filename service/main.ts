#!/usr/bin/env node
/** `cambium`: the command line. */
import { runCommandLine } from './compose-operations.js';

process.exitCode = await runCommandLine(process.argv.slice(2));
