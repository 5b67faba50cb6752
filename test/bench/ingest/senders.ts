/** Storage SCUs of dcmtk: all files on one association each, 128 KiB PDUs, data sets in the transfer syntax they have if it is accepted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { NO_DELAY } from './program.js';
import type { RunningReceiver } from './receiver.js';
import type { Syntax } from './syntaxes.js';

type Target = Pick<RunningReceiver, 'port' | 'aeTitle'>;

export interface Sender {
  readonly name: string;
  /** The command for one association. */
  command(target: Target, files: readonly string[], syntax: Syntax): readonly [string, readonly string[]];
}

export const dcmsend: Sender = {
  name: 'dcmsend',
  command: ({ port, aeTitle }, files) => [
    'dcmsend',
    ['--max-pdu', '131072', '-aec', aeTitle, '127.0.0.1', `${port}`, ...files],
  ],
};

export const storescu: Sender = {
  name: 'storescu',
  command: ({ port, aeTitle }, files, { storescuOption }) => [
    'storescu',
    ['-R', storescuOption, '-pdu', '131072', '-aec', aeTitle, '127.0.0.1', `${port}`, ...files],
  ],
};

export const SENDERS = { dcmsend, storescu } as const;

export interface Sending {
  readonly sender: Sender;
  readonly target: Target;
  readonly files: readonly string[];
  readonly syntax: Syntax;
  readonly parallel: number;
}

/** Resolves when every association has ended. @throws Error if one of them was not told Success for every file */
export async function send({ sender, target, files, syntax, parallel }: Sending): Promise<void> {
  const shares = Array.from({ length: parallel }, (_, share) => files.filter((_, file) => file % parallel === share));
  await Promise.all(
    shares
      .filter(({ length }) => length > 0)
      .map(async (share) => {
        const [command, args] = sender.command(target, share, syntax);
        const child = spawn(command, ['--log-level', 'error', ...args], {
          env: NO_DELAY,
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        const [status] = await once(child, 'exit');
        if (status !== 0) throw new Error(`${command} ended with ${status}.`);
      }),
  );
}
