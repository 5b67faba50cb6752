/** Probe of a peer that we send to: does it answer a C-ECHO? */
import type { Destination, StorageScu } from '../../ports/storage-scu.js';
import type { Probe } from './check.js';

const PATIENCE_MS = 5_000;

export function peerProbe(peer: Destination, scu: StorageScu): Probe {
  return {
    name: `peer ${peer.name}`,
    async look() {
      const { reachable, accepted, milliseconds, message } = await scu.echo(peer, AbortSignal.timeout(PATIENCE_MS));
      const where = `${peer.aeTitle} at ${peer.host}:${peer.port}`;
      if (accepted) return { state: 'ok', what: `${where} answered C-ECHO in ${Math.round(milliseconds)} ms.` };
      const said = message ? ` ${message}` : '';
      if (!reachable)
        return {
          state: 'fail',
          what: `${where} does not answer.${said}`,
          todo: 'Start it, or correct its address and port.',
        };
      return {
        state: 'fail',
        what: `${where} refused C-ECHO.${said}`,
        todo: 'Make our AE title known there, and check its AE title here.',
      };
    },
  };
}
