/** The error of a codec that met damaged data. */
import { CambiumError } from '../../service/errors/registry.js';

export function unreadable(why: string, cause?: unknown): CambiumError {
  return new CambiumError('pixels.unreadable', why, { cause });
}
