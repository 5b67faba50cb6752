/** What every ArchiveQuery promises: which instances are there, whatever an archive makes of its keys. */
import { describe, expect, it } from 'vitest';
import type { ArchiveQuery, FindKey } from '../../service/ports/storage-commitment.js';
import { dataSetBytes, IMPLICIT_LITTLE } from '../support/data-sets.js';
import { ABORT, reject, uint16le } from '../support/pdu-bytes.js';
import { type ScpMessage, type ScpScript, type ScriptedScp, scriptedScps, uidIn } from './scripted-scp.js';

export type MakeArchiveQuery = (options: {
  readonly callingAeTitle: string;
  readonly timeoutMs: number;
}) => ArchiveQuery;

const STUDY_ROOT_FIND = '1.2.840.10008.5.1.4.1.2.2.1';
const PENDING = 0xff00;
const NEVER = new AbortController().signal;
const key = (sopInstanceUid: string, seriesInstanceUid = '1.2.2'): FindKey => ({
  studyInstanceUid: '1.2.1',
  seriesInstanceUid,
  sopInstanceUid,
});
const THREE = [key('1.2.3.1'), key('1.2.3.2'), key('1.2.3.3')];

function identifier(sopInstanceUid: string, { studyInstanceUid, seriesInstanceUid }: FindKey = THREE[0]): Buffer {
  const elements = [
    { tag: 0x00080018, vr: 'UI', value: sopInstanceUid },
    { tag: 0x00080052, vr: 'CS', value: 'IMAGE' },
    { tag: 0x0020000d, vr: 'UI', value: studyInstanceUid },
    { tag: 0x0020000e, vr: 'UI', value: seriesInstanceUid },
  ];
  return dataSetBytes(elements, IMPLICIT_LITTLE);
}

/** The SOP Instance UIDs a query asks for: it begins with them. */
const asked = ({ dataSet }: ScpMessage) =>
  dataSet
    .toString('latin1', 8, 8 + dataSet.readUInt32LE(4))
    .replace(/\0$/, '')
    .split('\\');

/** Shows what `shows` says of each query. */
const showing =
  (shows: (uids: readonly string[]) => readonly string[]): ScpScript['onMessage'] =>
  (scp, message) => {
    for (const uid of shows(asked(message))) scp.respond(message, PENDING, identifier(uid));
    scp.respond(message, 0);
  };

export function archiveQueryContract(name: string, make: MakeArchiveQuery): void {
  describe(`ArchiveQuery: ${name}`, () => {
    const open = scriptedScps();
    const query = make({ callingAeTitle: 'CAMBIUM', timeoutMs: 10_000 });
    const find = async (script: ScpScript, instances: readonly FindKey[] = THREE) => {
      const scp = await open(script);
      return { scp, found: [...(await query.find(scp.destination, instances, NEVER))] };
    };

    it('asks for all instances of a series at once, by their unique keys', async () => {
      const { scp, found } = await find({ onMessage: showing((uids) => uids) });
      expect(found).toEqual(['1.2.3.1', '1.2.3.2', '1.2.3.3']);
      expect(scp.messages).toHaveLength(1);
      const [message] = scp.messages;
      expect(message.command.get(0x0100)).toEqual(uint16le(0x0020));
      expect(uidIn(message, 0x0002)).toBe(STUDY_ROOT_FIND);
      expect(message.dataSet).toEqual(identifier('1.2.3.1\\1.2.3.2\\1.2.3.3'));
      expect(scp.released).toBe(1);
    });

    it('asks for each series in a query of its own, on one association', async () => {
      const other = [key('1.2.3.4', '1.2.4'), key('1.2.3.5', '1.2.4')];
      const { scp, found } = await find({ onMessage: showing((uids) => uids) }, [...THREE, ...other]);
      expect(found).toHaveLength(5);
      expect(scp.messages.map(({ dataSet }) => dataSet)).toEqual([
        identifier('1.2.3.1\\1.2.3.2\\1.2.3.3'),
        identifier('1.2.3.4\\1.2.3.5', other[0]),
      ]);
      expect(scp.associations).toHaveLength(1);
    });

    it('asks for a hundred instances at most in one query', async () => {
      const many = Array.from({ length: 250 }, (_, i) => key(`1.2.3.${i}`));
      const { scp, found } = await find({ onMessage: showing((uids) => uids) }, many);
      expect(found).toHaveLength(250);
      expect(scp.messages.map((message) => asked(message).length)).toEqual([100, 100, 50]);
    });

    it('tells those that are there from those that are not', async () => {
      const { found } = await find({ onMessage: showing((uids) => uids.filter((uid) => uid === '1.2.3.2')) });
      expect(found).toEqual(['1.2.3.2']);
    });

    it.each<[string, ScpScript['onMessage']]>([
      ['shows nothing for a list', showing((uids) => (uids.length > 1 ? [] : uids))],
      ['shows the first of a list', showing(([uid]) => [uid])],
      [
        'refuses a list',
        (scp, message) =>
          asked(message).length > 1 ? scp.respond(message, 0xa900) : showing((u) => u)?.(scp, message),
      ],
    ])('finds them one by one in an archive that %s', async (_, onMessage) => {
      expect((await find({ onMessage })).found).toEqual(['1.2.3.1', '1.2.3.2', '1.2.3.3']);
    });

    it('takes nothing it did not ask for, from an archive that looks at no key', async () => {
      const whole = ['1.2.3.1', '1.2.3.2', '1.2.3.8', '1.2.3.9'];
      expect((await find({ onMessage: showing(() => whole) })).found).toEqual(['1.2.3.1', '1.2.3.2']);
    });

    it('asks nobody for nothing', async () => {
      const { scp, found } = await find({}, []);
      expect(found).toEqual([]);
      expect(scp.associations).toEqual([]);
    });

    const always =
      (status: number): ScpScript['onMessage'] =>
      (scp, message) =>
        scp.respond(message, status);
    const endless = (scp: ScriptedScp, message: ScpMessage) => {
      for (let i = 0; i < 10_001; i++) scp.respond(message, PENDING, identifier('1.2.3.1'));
    };
    const unreadable = (scp: ScriptedScp, message: ScpMessage) =>
      scp.respond(message, PENDING, Buffer.from([8, 0, 0x18, 0, 99, 0, 0, 0]));

    it.each<[string, ScpScript, string]>([
      ['does not offer C-FIND', { result: 3 }, 'query.refused'],
      ['refuses the query', { onMessage: always(0xa900) }, 'query.refused'],
      ['cannot process it', { onMessage: always(0xc001) }, 'query.refused'],
      ['is out of resources', { onMessage: always(0xa700) }, 'delivery.out-of-resources'],
      ['answers without end', { onMessage: endless }, 'query.refused'],
      ['answers with something else', { onMessage: unreadable }, 'query.refused'],
      ['rejects the association', { answer: reject(1, 1, 7) }, 'delivery.association-rejected'],
      ['aborts', { onMessage: ({ peer }) => peer.send(ABORT) }, 'delivery.aborted'],
    ])('rejects when the archive %s', async (_, script, code) => {
      await expect(find(script)).rejects.toMatchObject({ code });
    });

    it('rejects when the archive is silent', async () => {
      const scp = await open({});
      const found = make({ callingAeTitle: 'CAMBIUM', timeoutMs: 200 }).find(scp.destination, THREE, NEVER);
      await expect(found).rejects.toMatchObject({ code: 'delivery.aborted' });
    });

    it('rejects when nobody is there', async () => {
      const scp = await open({});
      await scp.close();
      await expect(query.find(scp.destination, THREE, NEVER)).rejects.toMatchObject({ code: 'delivery.unreachable' });
    });

    it('rejects when its signal fires', async () => {
      const scp = await open({});
      await expect(query.find(scp.destination, THREE, AbortSignal.timeout(50))).rejects.toThrow('timeout');
    });
  });
}
