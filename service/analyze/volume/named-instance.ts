/** Says which instance is damaged. Intake reads headers only, so a data set may turn out later to be cut off. */
import { CambiumError } from '../../errors/registry.js';
import type { SliceSource } from '../volume.js';

/**
 * @throws CambiumError `pixels.unreadable` with the SOP Instance UID (and the frame) if `work` finds damage; else whatever it
 *   throws.
 */
export async function namedInstance<T>(
  { sopInstanceUid, frame }: Pick<SliceSource, 'sopInstanceUid' | 'frame'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDamage(error)) throw error;
    const name = `SOP Instance ${sopInstanceUid}${frame === undefined ? '' : `, frame ${frame}`}`;
    throw new CambiumError('pixels.unreadable', `${name}: ${error.details}`, { cause: error });
  }
}

export function isDamage(error: unknown): error is CambiumError {
  return error instanceof CambiumError && (error.code === 'pixels.unreadable' || error.code === 'instance.unreadable');
}
