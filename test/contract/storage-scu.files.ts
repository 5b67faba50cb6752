/** How every StorageScu sends files: read in pieces no faster than the peer takes them, and anew where it takes nothing else. */
import { describe, expect, it } from 'vitest';
import { CambiumError } from '../../service/errors/registry.js';
import type { OutgoingFile, OutgoingInstance } from '../../service/ports/storage-scu.js';
import { ctDataSet, IMPLICIT_LITTLE, part10Bytes } from '../support/data-sets.js';
import { CT_CLASS, EXPLICIT, IMPLICIT, MR_CLASS } from '../support/pdu-bytes.js';
import type { MakeScu } from './storage-scu.contract.js';
import { dataSetOf, outgoing } from './storage-scu.instances.js';
import { type ArchiveScript, archives } from './storage-scu.scene.js';

const NEVER = new AbortController().signal;
const JPEG_LS = '1.2.840.10008.1.2.4.80';
const MIB = 1024 * 1024;

/** The same instance, read in pieces of `size` bytes; `then` comes after the last of them. */
function inPieces(file: OutgoingFile, size: number, then: () => void = () => undefined): OutgoingInstance {
  const { part10: bytes } = file;
  const part10 = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    then();
  };
  return { ...file, part10 };
}

const damaged = () => {
  throw new CambiumError('object.damaged');
};

export function storageScuFiles(make: MakeScu): void {
  describe('a file', () => {
    const open = archives();
    const scu = make({ callingAeTitle: 'CAMBIUM', timeoutMs: 300 });
    const store = async (instances: readonly OutgoingInstance[], script: ArchiveScript = {}) => {
      const archive = await open(script);
      const outcomes = await scu.store(archive.destination, instances, NEVER);
      return { archive, outcomes, codes: outcomes.map(({ error }) => error?.code) };
    };

    it.each([1, 7, 4096, 65_536])('read in pieces of %i bytes arrives byte for byte', async (size) => {
      const files = [outgoing(1, CT_CLASS, 3000), outgoing(2, CT_CLASS, 70_000)];
      const { archive, codes } = await store(files.map((file) => inPieces(file, size)));
      expect(codes).toEqual([undefined, undefined]);
      expect(archive.kept.map(({ bytes }) => bytes)).toEqual(files.map(dataSetOf));
      expect(archive.associations).toHaveLength(1);
    });

    it('that fills its last PDU arrives with an end', async () => {
      const file = outgoing(1);
      const padding = 4084 - (dataSetOf(file).length % 4084);
      const full = outgoing(1, CT_CLASS, 512 + padding);
      expect(dataSetOf(full).length % 4084).toBe(0);
      const { archive } = await store([full, outgoing(2)], { maxPduLength: 4090 });
      expect(archive.kept.map(({ bytes }) => bytes)).toEqual([dataSetOf(full), dataSetOf(outgoing(2))]);
    });

    it('is read no further than the connection holds, and let go when the peer takes no more', async () => {
      let read = 0;
      let closed = false;
      const part10 = async function* () {
        try {
          yield outgoing(1).part10;
          for (; read < 1024; read++) yield Buffer.alloc(MIB);
        } finally {
          closed = true;
        }
      };
      const { codes } = await store([{ ...outgoing(1), part10 }], { deaf: true });
      expect(codes).toEqual(['delivery.aborted']);
      expect(read).toBeLessThan(32);
      expect(closed).toBe(true);
    });

    it.each([
      ['before its first byte', 0, 1],
      ['within its data set', 200_000, 2],
    ])('that fails %s keeps no other from being sent', async (_, pixelBytes, associations) => {
      const second = outgoing(2, CT_CLASS, pixelBytes);
      const failing = pixelBytes ? inPieces(second, 50_000, damaged) : { ...second, part10: () => failsAtOnce() };
      const { archive, codes } = await store([outgoing(1), failing, outgoing(3)]);
      expect(codes).toEqual([undefined, 'object.damaged', undefined]);
      expect(archive.kept.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(['1.2.3.1', '1.2.3.3']);
      expect(archive.associations).toHaveLength(associations);
    });

    it('in another transfer syntax than it is said to be in is not sent', async () => {
      const { archive, codes } = await store([{ ...outgoing(1), transferSyntaxUid: IMPLICIT }, outgoing(2)]);
      expect(codes).toEqual(['instance.unreadable', undefined]);
      expect(archive.kept).toHaveLength(1);
    });

    it('is written anew for a peer that takes Implicit VR alone', async () => {
      const { archive, codes } = await store([inPieces(outgoing(1, CT_CLASS, 70_000), 4096)], { takes: [IMPLICIT] });
      expect(codes).toEqual([undefined]);
      expect(archive.kept[0].transferSyntaxUid).toBe(IMPLICIT);
      const expected = ctDataSet('1.2.3.1', { pixels: Buffer.alloc(70_000, 1) }, IMPLICIT_LITTLE);
      expect(archive.kept[0].bytes.equals(expected)).toBe(true);
    });

    it('is not written anew for a peer that takes it as it is', async () => {
      const { archive } = await store([outgoing(1)], { takes: [IMPLICIT, EXPLICIT] });
      expect(archive.kept[0].transferSyntaxUid).toBe(EXPLICIT);
    });

    it('that is compressed is not decompressed for a peer that refuses it', async () => {
      const { sopInstanceUid } = outgoing(1);
      const part10 = part10Bytes(dataSetOf(outgoing(1)), { sopInstanceUid, transferSyntaxUid: JPEG_LS });
      const compressed = { ...outgoing(1), part10, transferSyntaxUid: JPEG_LS };
      const { codes } = await store([compressed, outgoing(2)], { takes: [IMPLICIT, EXPLICIT] });
      expect(codes).toEqual(['delivery.context-refused', undefined]);
    });

    it('is not sent in a transfer syntax that was never offered', async () => {
      const { archive, codes } = await store([outgoing(1)], { insists: JPEG_LS });
      expect(codes).toEqual(['delivery.context-refused']);
      expect(archive.released).toBe(1);
    });

    it('of one class too many for an association goes in a second one', async () => {
      const files = Array.from({ length: 70 }, (_, i) => outgoing(i + 1, `${MR_CLASS}.${i + 1}`));
      const { archive, codes } = await store(files);
      expect(new Set(codes)).toEqual(new Set([undefined]));
      expect(archive.kept.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(files.map((f) => f.sopInstanceUid));
      expect(archive.associations).toHaveLength(2);
    });
  });
}

// biome-ignore lint/correctness/useYield: it has nothing to give.
async function* failsAtOnce(): AsyncGenerator<Buffer> {
  damaged();
}
