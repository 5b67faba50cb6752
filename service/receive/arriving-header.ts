/**
 * ArrivingHeader: reads the InstanceHeader of a data set from its first bytes, as soon as enough of them have come. Until
 * then it keeps them, since a network buffer is used again; garbage is refused before the rest has come.
 */
import type { DataSet } from '../dicom/data-set.js';
import type { InstanceHeader } from '../dicom/instance-header.js';
import { instanceHeader, readHeaderElements } from '../dicom/read-instance-header.js';
import { CambiumError } from '../errors/registry.js';
import type { IncomingInstance } from '../ports/dicom-listener.js';

/** Most headers end before; tried again with twice as much if one does not. */
const FIRST_TRY_BYTES = 16 * 1024;
/** References to thousands of images can lie before the UIDs of an SR or segmentation; beyond this a header is not looked for. */
const MAX_HEADER_BYTES = 2 * 1024 * 1024;

export interface ArrivedHeader {
  readonly header: InstanceHeader;
  /** All bytes that came before it was found. */
  readonly start: Buffer;
  /** So many of them are whole elements of the data set, followed by the next one. */
  readonly bytesRead: number;
}

export class ArrivingHeader {
  #start: Buffer[] = [];
  #bytes = 0;
  #enough = FIRST_TRY_BYTES;

  constructor(readonly instance: IncomingInstance) {}

  /**
   * Undefined while it takes more bytes.
   * @throws CambiumError `instance.unreadable`, `.uid-invalid`, `.command-mismatch`
   */
  add(bytes: Buffer): ArrivedHeader | undefined {
    this.#bytes += bytes.length;
    if (this.#bytes < this.#enough) {
      this.#start.push(Buffer.from(bytes));
      return undefined;
    }
    const start = this.#start.length === 0 ? bytes : Buffer.concat([...this.#start, bytes]);
    const elements = this.#elements(start);
    if (!elements.truncated || this.#enough >= MAX_HEADER_BYTES) return this.#arrived(elements, start);
    this.#enough = Math.min(MAX_HEADER_BYTES, Math.max(this.#bytes, this.#enough) * 2);
    this.#start = [Buffer.from(start)];
    return undefined;
  }

  /** The header of a data set that has ended. @throws as `add` */
  end(): ArrivedHeader {
    const start = Buffer.concat(this.#start);
    return this.#arrived(this.#elements(start), start);
  }

  #elements(start: Buffer): DataSet {
    return readHeaderElements(start, this.instance.transferSyntaxUid);
  }

  #arrived(elements: DataSet, start: Buffer): ArrivedHeader {
    const { affectedSopClassUid, affectedSopInstanceUid, transferSyntaxUid } = this.instance;
    const header = instanceHeader(elements, transferSyntaxUid);
    if (header.sopClassUid !== affectedSopClassUid || header.sopInstanceUid !== affectedSopInstanceUid) {
      throw new CambiumError('instance.command-mismatch');
    }
    return { header, start, bytesRead: elements.bytesRead };
  }
}
