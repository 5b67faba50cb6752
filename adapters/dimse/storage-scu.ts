/**
 * StorageScu over TCP and TLS: one association for all instances of a call, one outcome each. A data set leaves as it lies
 * in its file, piece by piece; in Implicit VR only where the peer refused the syntax it lies in.
 */
import { implicitVr } from '../../service/dicom/implicit-vr.js';
import { openDataSet } from '../../service/dicom/part10-source.js';
import { VERIFICATION } from '../../service/dicom/sop-class.js';
import { IMPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import type { SopInstanceUid } from '../../service/dicom/uid.js';
import { asCambiumError, CambiumError } from '../../service/errors/registry.js';
import type { Destination, EchoOutcome, OutgoingInstance, StorageScu } from '../../service/ports/storage-scu.js';
import type { DeliveryOutcome } from '../../service/ports/study-registry.js';
import { associationFailure, statusFailure, Unreachable } from './association-failure.js';
import { encodeEchoRequest, encodeStoreRequest } from './command-set.js';
import { Requestor, type RequestorOptions } from './requestor.js';
import { contextFor, type StoreContext, storeContexts } from './store-contexts.js';

export interface StorageScuOptions {
  readonly callingAeTitle: string;
  readonly timeoutMs: number;
}

export function createStorageScu(options: StorageScuOptions): StorageScu {
  return {
    async store(destination, instances, signal) {
      const outcomes: DeliveryOutcome[] = [];
      while (outcomes.length < instances.length) {
        const left = instances.slice(outcomes.length);
        outcomes.push(...(await storeInOne(destination, left, { ...options, signal })));
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

/** Outcomes of one association: of every instance, unless its contexts or a file of ours end it early; of one at least. */
async function storeInOne(
  destination: Destination,
  instances: readonly OutgoingInstance[],
  options: RequestorOptions,
): Promise<readonly DeliveryOutcome[]> {
  const { contexts, instances: covered } = storeContexts(instances);
  const outcomes: DeliveryOutcome[] = [];
  let association: Requestor | undefined;
  try {
    association = await Requestor.open(destination, { contexts }, options);
    const accepted = association.accepted(contexts);
    for (const instance of instances.slice(0, covered)) {
      outcomes.push(await storeOne(association, instance, accepted));
    }
    await association.release();
  } catch (error) {
    association?.abort();
    options.signal.throwIfAborted();
    const failure = associationFailure(error) ?? asCambiumError(error);
    // A file that could not be read to its end breaks the association, but only its own instance cannot be sent.
    const affected = association && !associationFailure(error) ? 1 : instances.length;
    for (const { sopInstanceUid } of instances.slice(outcomes.length, outcomes.length + affected)) {
      outcomes.push(failed(sopInstanceUid, failure));
    }
  }
  return outcomes;
}

async function storeOne(
  association: Requestor,
  instance: OutgoingInstance,
  accepted: readonly StoreContext[],
): Promise<DeliveryOutcome> {
  const { sopClassUid, sopInstanceUid, transferSyntaxUid } = instance;
  const context = contextFor(instance, accepted);
  if (!context)
    return failed(sopInstanceUid, new CambiumError('delivery.context-refused', `SOP Class ${sopClassUid}.`));
  let dataSet: AsyncIterable<Buffer>;
  try {
    dataSet = await openDataSet(instance.part10, transferSyntaxUid);
  } catch (error) {
    return failed(sopInstanceUid, asCambiumError(error));
  }
  const status = await association.perform({
    contextId: context.id,
    command: (messageId) => encodeStoreRequest(messageId, sopClassUid, sopInstanceUid),
    dataSet: context.transferSyntaxes[0] === transferSyntaxUid ? dataSet : implicitVr(dataSet),
  });
  const failure = statusFailure(status, 'delivery.refused');
  return { ...(failure ? failed(sopInstanceUid, failure) : { sopInstanceUid }), status };
}

function failed(sopInstanceUid: SopInstanceUid, { code, details, message }: CambiumError): DeliveryOutcome {
  return { sopInstanceUid, error: { code, message: details || message } };
}

async function echo(destination: Destination, options: RequestorOptions): Promise<Omit<EchoOutcome, 'milliseconds'>> {
  const context = { id: 1, abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] };
  let association: Requestor | undefined;
  try {
    association = await Requestor.open(destination, { contexts: [context] }, options);
    if (association.accepted([context]).length === 0) {
      await association.release();
      return { reachable: true, accepted: false, message: 'It does not accept Verification.' };
    }
    const command = (messageId: number) => encodeEchoRequest(messageId, VERIFICATION);
    const status = await association.perform({ contextId: context.id, command });
    await association.release();
    return { reachable: true, accepted: true, status };
  } catch (error) {
    association?.abort();
    options.signal.throwIfAborted();
    const message = error instanceof Error ? error.message : undefined;
    return { reachable: !(error instanceof Unreachable), accepted: false, message };
  }
}
