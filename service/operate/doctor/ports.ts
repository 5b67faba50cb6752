/** Probes of the ports the node listens on: free, held by this node, or held by somebody else. */
import { createServer } from 'node:net';
import type { Probe } from './check.js';

export interface PortAddress {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** @param nodeRuns whether a node with this configuration answers, so that it is ours to hold the port. */
export function portProbe({ name, host, port }: PortAddress, nodeRuns: () => Promise<boolean>): Probe {
  return {
    name,
    async look() {
      const failure = await tryToListen(host, port);
      if (!failure) return { state: 'ok', what: `Port ${port} is free.` };
      if (failure === 'EADDRINUSE' && (await nodeRuns()))
        return { state: 'ok', what: `Port ${port} is held by this node, which runs.` };
      if (failure === 'EADDRINUSE') {
        return {
          state: 'fail',
          what: `Port ${port} is held by another program.`,
          todo: 'End that program, or configure another port.',
        };
      }
      return {
        state: 'fail',
        what: `Port ${port} on ${host} cannot be opened: ${failure}.`,
        todo: 'Correct host and port; ports below 1024 need rights.',
      };
    },
  };
}

/** Undefined if it worked, else the system's code. */
function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Whether Cambium's HTTP face answers there. */
export async function answersAsCambium(host: string, port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://${host.includes(':') ? `[${host}]` : host}:${port}/healthz`, {
      signal: AbortSignal.timeout(2_000),
    });
    const body = (await response.json()) as { product?: unknown };
    return body.product === 'cambium';
  } catch {
    // Whatever went wrong, nobody answered as Cambium does.
    return false;
  }
}
