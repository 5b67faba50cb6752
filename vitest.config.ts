import { delimiter } from 'node:path';
import { defineConfig } from 'vitest/config';
import { SkipReporter } from './test/support/reporter.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Tests open real sockets, databases and child processes: more than two files at once make the timings of each unsteady.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    allowOnly: false,
    reporters: ['default', new SkipReporter()],
    env: {
      // dcmtk waits for Nagle's algorithm on loopback otherwise, 40 ms a message.
      TCP_NODELAY: '1',
      // Debian puts Orthanc into /usr/sbin, which is not on every user's PATH.
      PATH: [process.env.PATH ?? '', '/usr/sbin'].join(delimiter),
    },
  },
});
