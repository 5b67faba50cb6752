/** Doctor. Everything a node needs, looked at one by one; what is wrong comes with what to do. It changes nothing. */
import type { Config } from '../../config.js';
import { asCambiumError } from '../../errors/registry.js';
import type { Clock } from '../../ports/clock.js';
import type { Destination, StorageScu } from '../../ports/storage-scu.js';
import type { PackVerification } from '../packs.js';
import { certificateProbe, type InspectCertificate, type TlsConfig } from './certificate.js';
import { type Check, type Probe, runProbes } from './check.js';
import { clockProbe } from './clock.js';
import { spaceProbe, syncProbe } from './disk.js';
import { peerProbe } from './peers.js';
import { answersAsCambium, portProbe } from './ports.js';

export interface DoctorParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly scu: StorageScu;
  /** Peers with a port. */
  readonly destinations: readonly Destination[];
  usedPercent(): Promise<number>;
  /** What the database's own check finds wrong; nothing when it is sound. A registered error if there is none to open. */
  checkRegistry(): Promise<readonly string[]>;
  /** Path of the registry's file. */
  readonly registryPath: string;
  verifyPacks(): Promise<readonly PackVerification[]>;
  readonly inspectCertificate: InspectCertificate;
}

export function doctor(parts: DoctorParts): Promise<readonly Check[]> {
  const { config, clock, scu, destinations } = parts;
  const { node, http, storage, tls } = config;
  const nodeRuns = () => answersAsCambium(http.host, http.port);
  return runProbes([
    spaceProbe(parts.usedPercent, storage.refuseAbovePercent),
    syncProbe(storage.dataDir),
    clockProbe(clock, parts.registryPath),
    registryProbe(parts.checkRegistry),
    ...(node.plain ? [portProbe({ name: 'DICOM port', host: node.host, port: node.port }, nodeRuns)] : []),
    ...(tls ? tlsProbes(parts, tls, nodeRuns) : []),
    portProbe({ name: 'HTTP port', host: http.host, port: http.port }, nodeRuns),
    packsProbe(parts.verifyPacks),
    ...destinations.map((peer) => peerProbe(peer, scu)),
  ]);
}

function tlsProbes(
  { config: { node }, clock, inspectCertificate }: DoctorParts,
  tls: TlsConfig,
  nodeRuns: () => Promise<boolean>,
): readonly Probe[] {
  return [
    portProbe({ name: 'TLS port', host: node.host, port: tls.port }, nodeRuns),
    certificateProbe(tls, clock, inspectCertificate),
  ];
}

function registryProbe(checkRegistry: DoctorParts['checkRegistry']): Probe {
  return {
    name: 'registry',
    async look() {
      const damage = await checkRegistry().catch(noRegistryYet);
      if (damage === undefined)
        return { state: 'warn', what: 'There is no registry yet.', todo: '`cambium serve` creates it.' };
      if (damage.length === 0) return { state: 'ok', what: 'The registry is sound.' };
      return {
        state: 'fail',
        what: damage.join('; '),
        todo: 'Stop the node, keep a copy of the data folder, run `cambium doctor --rebuild-index`.',
      };
    },
  };
}

/** A machine that is examined before its first start is sound without one. */
function noRegistryYet(thrown: unknown): undefined {
  if (asCambiumError(thrown).code !== 'registry.not-initialised') throw thrown;
}

function packsProbe(verifyPacks: DoctorParts['verifyPacks']): Probe {
  return {
    name: 'model packs',
    async look() {
      const packs = await verifyPacks();
      const broken = packs.filter(({ ok }) => !ok);
      if (packs.length === 0)
        return { state: 'warn', what: 'No pack is configured.', todo: 'Name one in analyze.packs.' };
      if (broken.length === 0)
        return {
          state: 'ok',
          what: `${packs.map(({ id }) => id).join(', ')}: every file has its digest, every graph loads.`,
        };
      const what = broken.map(({ id, message }) => `${id}: ${message}`).join('; ');
      return { state: 'fail', what, todo: 'Restore the pack’s folder from its source, or build it again.' };
    },
  };
}
