/** What every CommitmentPeer promises, to peers that play both parts of Storage Commitment. */
import { describe, expect, it } from 'vitest';
import type { CommitmentPeer, CommitmentReport, CommitmentRequest } from '../../service/ports/storage-commitment.js';
import { dataSetBytes, type ElementSpec, EXPLICIT_LITTLE, IMPLICIT_LITTLE, uint16 } from '../support/data-sets.js';
import { ABORT, CT_CLASS, EXPLICIT, IMPLICIT, MR_CLASS, reject, uid, uint16le } from '../support/pdu-bytes.js';
import { roleItem, type ScpScript, type ScriptedScp, scriptedScps, uidIn } from './scripted-scp.js';

export type MakeCommitmentPeer = (options: {
  readonly callingAeTitle: string;
  readonly timeoutMs: number;
}) => CommitmentPeer;

const COMMITMENT = '1.2.840.10008.1.20.1';
const INSTANCE = '1.2.840.10008.1.20.1.1';
const NEVER = new AbortController().signal;
const FAILED = { sopClassUid: MR_CLASS, sopInstanceUid: '1.2.3.2', reason: 0x0112 };
const REQUEST: CommitmentRequest = {
  transactionUid: '1.2.9.1',
  references: [
    { sopClassUid: CT_CLASS, sopInstanceUid: '1.2.3.1' },
    { sopClassUid: MR_CLASS, sopInstanceUid: '1.2.3.2' },
  ],
};
const REPORT: CommitmentReport = { transactionUid: '1.2.9.1', committed: REQUEST.references, failed: [] };
const PARTLY: CommitmentReport = { ...REPORT, committed: REQUEST.references.slice(0, 1), failed: [FAILED] };

const reference = ({
  sopClassUid,
  sopInstanceUid,
}: CommitmentRequest['references'][number]): readonly ElementSpec[] => [
  { tag: 0x00081150, vr: 'UI', value: sopClassUid },
  { tag: 0x00081155, vr: 'UI', value: sopInstanceUid },
];

/** Action or Event Information (PS3.4 Tables J.3-1, J.3-2). */
function information(transactionUid: string, references: CommitmentRequest['references'], failed = REPORT.failed) {
  const failures = failed.map((each) => ({
    elements: [...reference(each), { tag: 0x00081197, vr: 'US', value: uint16(each.reason) }],
  }));
  return [
    { tag: 0x00081195, vr: 'UI', value: transactionUid },
    ...(failures.length > 0 ? [{ tag: 0x00081198, vr: 'SQ', items: failures }] : []),
    { tag: 0x00081199, vr: 'SQ', items: references.map((each) => ({ elements: reference(each) })) },
  ];
}

/** N-EVENT-REPORT-RQ, in Implicit VR. */
function report(scp: ScriptedScp, { transactionUid, committed, failed }: CommitmentReport): void {
  const elements = [
    [0x0002, uid(COMMITMENT)],
    [0x0100, uint16le(0x0100)],
    [0x0110, uint16le(7)],
    [0x1000, uid(INSTANCE)],
    [0x1002, uint16le(failed.length > 0 ? 2 : 1)],
  ] as const;
  scp.send(elements, dataSetBytes(information(transactionUid, committed, failed), IMPLICIT_LITTLE));
}

const isRequest = ({ command }: { command: ReadonlyMap<number, Buffer> }) =>
  (command.get(0x0100)?.readUInt16LE() ?? 0) < 0x8000;
/** Answers every request with Success, and does something then. */
const accepting =
  (then: (scp: ScriptedScp) => void = () => undefined): ScpScript['onMessage'] =>
  (scp, message) => {
    if (!isRequest(message)) return;
    scp.respond(message, 0);
    then(scp);
  };

export function commitmentPeerContract(name: string, make: MakeCommitmentPeer): void {
  describe(`CommitmentPeer: ${name}`, () => {
    const open = scriptedScps();
    const commitment = make({ callingAeTitle: 'CAMBIUM', timeoutMs: 10_000 });

    describe('requestCommitment', () => {
      const ask = async (script: ScpScript, waitMs = 50) => {
        const scp = await open(script);
        const answer = commitment.requestCommitment(scp.destination, REQUEST, { signal: NEVER, waitMs });
        return { scp, answer: await answer };
      };
      const refusal = (script: ScpScript) => ask(script).catch((error) => error);

      it.each([
        [IMPLICIT, IMPLICIT_LITTLE],
        [EXPLICIT, EXPLICIT_LITTLE],
      ])('asks by N-ACTION, in the transfer syntax that was accepted: %s', async (transferSyntax, encoding) => {
        const { scp } = await ask({ transferSyntax, onMessage: accepting() });
        const [message] = scp.messages;
        expect(message.command.get(0x0100)).toEqual(uint16le(0x0130));
        expect(message.command.get(0x1008)).toEqual(uint16le(1));
        expect([uidIn(message, 0x0003), uidIn(message, 0x1001)]).toEqual([COMMITMENT, INSTANCE]);
        expect(message.dataSet).toEqual(
          dataSetBytes(information(REQUEST.transactionUid, REQUEST.references), encoding),
        );
      });

      it('resolves without a report if none comes in time, and releases', async () => {
        const { scp, answer } = await ask({ onMessage: accepting() });
        expect(answer).toBeUndefined();
        expect(scp.released).toBe(1);
      });

      it.each([
        ['all are committed', REPORT],
        ['some are not', PARTLY],
      ])('resolves with a report that comes on the spot, answered with Success: %s', async (_, sent) => {
        const { scp, answer } = await ask({ onMessage: accepting((archive) => report(archive, sent)) }, 5000);
        expect(answer).toEqual(sent);
        const response = scp.messages[1].command;
        expect(response.get(0x0100)).toEqual(uint16le(0x8100));
        expect(response.get(0x0120)).toEqual(uint16le(7));
        expect(response.get(0x0900)).toEqual(uint16le(0));
        expect(scp.released).toBe(1);
      });

      it('takes a report that comes before the response to its request', async () => {
        const { answer } = await ask({
          onMessage: (scp, message) => {
            if (!isRequest(message)) return;
            report(scp, REPORT);
            scp.respond(message, 0);
          },
        });
        expect(answer).toEqual(REPORT);
      });

      it('leaves the report of another transaction to be sent again, and waits on', async () => {
        const { scp, answer } = await ask({
          onMessage: accepting((archive) => {
            report(archive, { ...REPORT, transactionUid: '1.2.9.2' });
            report(archive, REPORT);
          }),
        });
        expect(answer).toEqual(REPORT);
        expect(scp.messages.slice(1).map(({ command }) => command.get(0x0900)?.readUInt16LE())).toEqual([0x0110, 0]);
      });

      it('does not take a report that crosses the release, which it cannot answer', async () => {
        const { answer } = await ask({ onMessage: accepting(), onRelease: (scp) => report(scp, REPORT) });
        expect(answer).toBeUndefined();
      });

      it.each<[string, (scp: ScriptedScp) => void]>([
        ['aborts', ({ peer }) => peer.send(ABORT)],
        ['closes', ({ peer }) => peer.socket.destroy()],
      ])('resolves when the peer accepts and %s', async (_, then) => {
        expect((await ask({ onMessage: accepting(then) }, 5000)).answer).toBeUndefined();
      });

      it.each([
        [0x0110, 'commitment.refused'],
        [0x0131, 'commitment.refused'],
        [0x0213, 'delivery.out-of-resources'],
      ])('rejects when the action is answered with status %i', async (status, code) => {
        expect(await refusal({ onMessage: (scp, message) => scp.respond(message, status) })).toMatchObject({
          code,
          details: expect.stringContaining(`0x${status.toString(16).padStart(4, '0')}`),
        });
      });

      it.each<[string, ScpScript, string]>([
        ['does not offer the service', { result: 3 }, 'commitment.refused'],
        ['rejects the association', { answer: reject(1, 1, 3) }, 'delivery.association-rejected'],
        ['aborts', { onMessage: ({ peer }) => peer.send(ABORT) }, 'delivery.aborted'],
      ])('rejects when the peer %s', async (_, script, code) => {
        expect(await refusal(script)).toMatchObject({ code });
      });

      it('rejects when the peer is silent', async () => {
        const scp = await open({});
        const impatient = make({ callingAeTitle: 'CAMBIUM', timeoutMs: 200 });
        const asked = impatient.requestCommitment(scp.destination, REQUEST, { signal: NEVER, waitMs: 0 });
        await expect(asked).rejects.toMatchObject({ code: 'delivery.aborted' });
      });

      it('rejects when nobody is there', async () => {
        const scp = await open({});
        await scp.close();
        const asked = commitment.requestCommitment(scp.destination, REQUEST, { signal: NEVER, waitMs: 0 });
        await expect(asked).rejects.toMatchObject({ code: 'delivery.unreachable' });
      });

      it('rejects when its signal fires', async () => {
        const { destination } = await open({});
        const options = { signal: AbortSignal.timeout(50), waitMs: 0 };
        await expect(commitment.requestCommitment(destination, REQUEST, options)).rejects.toThrow('timeout');
      });
    });

    describe('reportCommitment', () => {
      const tell = async (script: ScpScript, told = REPORT) => {
        const scp = await open(script);
        await commitment.reportCommitment(scp.destination, told, NEVER);
        return scp;
      };

      it('proposes to be the SCP, though it is the one who calls', async () => {
        const { associations } = await tell({ onMessage: accepting() });
        expect(associations[0].includes(roleItem(COMMITMENT, 0, 1))).toBe(true);
      });

      it.each([
        ['all are committed', REPORT, 1],
        ['some are not', PARTLY, 2],
      ])('tells by N-EVENT-REPORT that %s', async (_, told, eventType) => {
        const { messages, released } = await tell({ onMessage: accepting() }, told);
        const [message] = messages;
        expect(message.command.get(0x0100)).toEqual(uint16le(0x0100));
        expect(message.command.get(0x1002)).toEqual(uint16le(eventType));
        expect([uidIn(message, 0x0002), uidIn(message, 0x1000)]).toEqual([COMMITMENT, INSTANCE]);
        const expected = information(told.transactionUid, told.committed, told.failed);
        expect(message.dataSet).toEqual(dataSetBytes(expected, IMPLICIT_LITTLE));
        expect(released).toBe(1);
      });

      it.each<[string, ScpScript, string]>([
        ['does not take the role', { result: 1 }, 'commitment.refused'],
        ['answers with a failure', { onMessage: (scp, m) => scp.respond(m, 0x0110) }, 'commitment.refused'],
        [
          'answers another request',
          {
            onMessage: (scp) =>
              scp.send([
                [0x0100, uint16le(0x8100)],
                [0x0120, uint16le(9)],
                [0x0900, uint16le(0)],
              ]),
          },
          'delivery.aborted',
        ],
        ['rejects the association', { answer: reject(1, 1, 7) }, 'delivery.association-rejected'],
      ])('rejects when the peer %s', async (_, script, code) => {
        await expect(tell(script)).rejects.toMatchObject({ code });
      });
    });
  });
}
