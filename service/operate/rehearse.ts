/**
 * A rehearsal: a small study of two phantoms walks through the analysis and the report, in memory, and no one is told of it.
 * JavaScript is compiled while it runs, and fonts are read when they are first drawn; without a rehearsal the first study of
 * a process would pay for that, and on a quiet site every study is the first.
 */
import { crc32 } from 'node:zlib';
import { assembleStudy } from '../assemble/assemble-study.js';
import type { InstanceReader } from '../ports/instance-store.js';
import type { ObjectKey, ObjectStore } from '../ports/object-store.js';
import type { ReceivedInstance, StudyRevision } from '../ports/study-registry.js';
import { chestPhantom } from './demo/phantom-chest.js';
import { headPhantom } from './demo/phantom-head.js';
import { phantomStudy } from './demo/phantom-study.js';
import type { StudyWork } from './local-study-worker.js';
import { headerOfFile } from './read-folder.js';

/** What a study is read from, and where what is made of it is kept. */
export interface Stores {
  readonly instances: InstanceReader;
  readonly objects: Pick<ObjectStore, 'get' | 'put'>;
}

/** Large enough for every loop to be worth compiling, just thin enough for every measure: takes about two seconds. */
const CHEST = { matrix: 96, slices: 100 } as const;
const HEAD = { matrix: 96, slices: 32 } as const;
const IDENTITY = { study: 'rehearsal', date: '20240101', time: '120000' } as const;
/** Whatever a site leaves out, the phantoms are measured. */
const EVERY_SERIES = { minSlices: 1, minCoverageMm: 0 };

/** @param workOn the worker's own work, on other stores. */
export async function rehearse(workOn: (stores: Stores) => StudyWork): Promise<void> {
  const { studyInstanceUid, instances: files } = phantomStudy(IDENTITY, [chestPhantom(CHEST), headPhantom(HEAD)]);
  const instances = files.map(({ part10 }, index) => received(part10, String(index)));
  const revision: StudyRevision = {
    studyInstanceUid,
    revision: 1,
    closedAt: 0,
    state: 'closed',
    assembly: assembleStudy(instances, EVERY_SERIES),
    instances,
    documents: [],
    deliveries: [],
  };
  const { analyze, report } = workOn({
    instances: inMemory(files.map(({ part10 }) => part10)),
    objects: objectsInMemory(),
  });
  const findings = await analyze(revision, new AbortController().signal);
  await report({ ...revision, state: 'analysed', findings }, undefined);
}

function received(part10: Buffer, key: string): ReceivedInstance {
  const object = { key, bytes: part10.length, crc32: crc32(part10) };
  return { header: headerOfFile(part10), object, callingAeTitle: '', receivedAt: 0 };
}

/** Files by their number. */
function inMemory(files: readonly Buffer[]): InstanceReader {
  const file = (key: string) => files[Number(key)];
  return {
    get: async (key) => file(key),
    intact: async () => true,
    head: async (key, length) => file(key).subarray(0, length),
    locate: async () => undefined,
  };
}

function objectsInMemory(): Stores['objects'] {
  const objects = new Map<ObjectKey, Buffer>();
  return {
    async put(name, source) {
      const parts: Uint8Array[] = [];
      for await (const part of source) parts.push(Uint8Array.from(part));
      const bytes = Buffer.concat(parts);
      objects.set(name, bytes);
      return { key: name, digest: '', bytes: bytes.length };
    },
    get: async (key) => objects.get(key) ?? Buffer.alloc(0),
  };
}
