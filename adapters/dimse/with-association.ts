/** An association for one purpose: opened, used, released; whatever goes wrong comes out as a registered error. */
import { CambiumError } from '../../service/errors/registry.js';
import type { Destination } from '../../service/ports/storage-scu.js';
import { associationFailure } from './association-failure.js';
import { type Proposal, Requestor, type RequestorOptions } from './requestor.js';

export interface Purpose {
  readonly destination: Destination;
  readonly proposal: Proposal;
  readonly options: RequestorOptions;
}

/** @throws CambiumError `delivery.*`; whatever `use` throws; what the signal aborts with */
export async function withAssociation<Result>(
  { destination, proposal, options }: Purpose,
  use: (association: Requestor) => Promise<Result>,
): Promise<Result> {
  let association: Requestor | undefined;
  try {
    association = await Requestor.open(destination, proposal, options);
    const result = await use(association);
    await association.release();
    return result;
  } catch (error) {
    // A peer that said no is left in good order.
    if (error instanceof CambiumError) await association?.release();
    else association?.abort();
    options.signal.throwIfAborted();
    throw associationFailure(error) ?? error;
  }
}
