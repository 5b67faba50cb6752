/**
 * StorageScu over TCP: one association for all instances of a call, one outcome each. The data set of a stored Part 10 file
 * leaves as it lies there.
 */
import { statusClass } from '../../service/dicom/dimse-status.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import { VERIFICATION } from '../../service/dicom/sop-class.js';
import { IMPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import { CambiumError, type ErrorCode } from '../../service/errors/registry.js';
import type { Destination, EchoOutcome, OutgoingInstance, StorageScu } from '../../service/ports/storage-scu.js';
import type { DeliveryOutcome } from '../../service/ports/study-registry.js';
import type { ProposedContext } from './associate-pdu.js';
import { encodeEchoRequest, encodeStoreRequest } from './command-set.js';
import { ConnectionEnded, ProtocolError } from './protocol-error.js';
import { AssociationRejected, Requestor, type RequestorOptions, Unreachable } from './requestor.js';

export interface StorageScuOptions {
  readonly callingAeTitle: string;
  readonly timeoutMs: number;
}

/** Presentation Context ids are odd and below 256 (PS3.8 §9.3.2.2). */
const MAX_CONTEXTS = 128;

export function createStorageScu(options: StorageScuOptions): StorageScu {
  return {
    async store(destination, instances, signal) {
      if (instances.length === 0) return [];
      const contexts = proposedContexts(instances);
      const outcomes: DeliveryOutcome[] = [];
      let association: Requestor | undefined;
      try {
        association = await Requestor.open(destination, contexts, { ...options, signal });
        for (const instance of instances) outcomes.push(await storeOne(association, instance, contexts));
        await association.release();
      } catch (error) {
        association?.abort();
        signal.throwIfAborted();
        const failure = { code: codeOf(error), message: error instanceof Error ? error.message : '' };
        for (const { sopInstanceUid } of instances.slice(outcomes.length))
          outcomes.push({ sopInstanceUid, error: failure });
      }
      return outcomes;
    },
    async echo(destination, signal) {
      const started = performance.now();
      const outcome = await echo(destination, { ...options, signal });
      return { ...outcome, milliseconds: Math.round(performance.now() - started) };
    },
  };
}

/** A context for each class and syntax: an archive that refuses one class still takes the others. */
function proposedContexts(instances: readonly OutgoingInstance[]): readonly ProposedContext[] {
  const pairs = new Map(
    instances.map(({ sopClassUid, transferSyntaxUid }) => [
      `${sopClassUid} ${transferSyntaxUid}`,
      { sopClassUid, transferSyntaxUid },
    ]),
  );
  return [...pairs.values()].slice(0, MAX_CONTEXTS).map(({ sopClassUid, transferSyntaxUid }, index) => ({
    id: index * 2 + 1,
    abstractSyntax: sopClassUid,
    transferSyntaxes: [transferSyntaxUid],
  }));
}

async function storeOne(
  association: Requestor,
  instance: OutgoingInstance,
  contexts: readonly ProposedContext[],
): Promise<DeliveryOutcome> {
  const { sopClassUid, sopInstanceUid, transferSyntaxUid, part10 } = instance;
  const context = contexts.find(
    ({ abstractSyntax, transferSyntaxes }) =>
      abstractSyntax === sopClassUid && transferSyntaxes[0] === transferSyntaxUid,
  );
  if (!context || association.acceptedSyntax(context.id) === undefined) {
    return { sopInstanceUid, error: { code: 'delivery.context-refused', message: `SOP Class ${sopClassUid}.` } };
  }
  let dataSet: Buffer;
  try {
    dataSet = splitPart10(part10).dataSet;
  } catch (error) {
    if (!(error instanceof CambiumError)) throw error;
    return { sopInstanceUid, error: { code: error.code, message: error.details } };
  }
  const command = encodeStoreRequest(association.nextMessageId(), sopClassUid, sopInstanceUid);
  const status = await association.request(context.id, command, dataSet);
  return { sopInstanceUid, status, ...failureOf(status) };
}

function failureOf(status: number): Pick<DeliveryOutcome, 'error'> {
  const kind = statusClass(status);
  if (kind === 'success' || kind === 'warning') return {};
  const code = kind === 'out-of-resources' ? 'delivery.out-of-resources' : 'delivery.refused';
  return { error: { code, message: `Status 0x${status.toString(16).padStart(4, '0')}.` } };
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof Unreachable) return 'delivery.unreachable';
  if (error instanceof AssociationRejected) return 'delivery.association-rejected';
  return error instanceof ConnectionEnded || error instanceof ProtocolError ? 'delivery.aborted' : 'internal.fault';
}

async function echo(destination: Destination, options: RequestorOptions): Promise<Omit<EchoOutcome, 'milliseconds'>> {
  const context = { id: 1, abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] };
  let association: Requestor | undefined;
  try {
    association = await Requestor.open(destination, [context], options);
    if (association.acceptedSyntax(context.id) === undefined) {
      await association.release();
      return { reachable: true, accepted: false, message: 'It does not accept Verification.' };
    }
    const status = await association.request(context.id, encodeEchoRequest(association.nextMessageId(), VERIFICATION));
    await association.release();
    return { reachable: true, accepted: true, status };
  } catch (error) {
    association?.abort();
    options.signal.throwIfAborted();
    const message = error instanceof Error ? error.message : undefined;
    return { reachable: !(error instanceof Unreachable), accepted: false, message };
  }
}
