/**
 * IncomingFile: the data set of one C-STORE on its way to the object store, as a Part 10 file. The bytes pass unchanged;
 * what is wrong with them is thrown here, in the middle of the stream, so that nothing of them becomes visible.
 */
import type { DataSet } from '../dicom/data-set.js';
import type { InstanceHeader } from '../dicom/instance-header.js';
import { part10Header } from '../dicom/part10.js';
import { HEADER_BYTES, instanceHeader, readHeaderElements } from '../dicom/read-instance-header.js';
import { transferSyntax } from '../dicom/transfer-syntax.js';
import { CambiumError } from '../errors/registry.js';
import type { IncomingInstance } from '../ports/dicom-listener.js';
import { CompletenessCheck } from './completeness-check.js';

/** References to thousands of images can lie before the UIDs of an SR or segmentation; beyond this a header is not looked for. */
const MAX_HEADER_BYTES = 2 * 1024 * 1024;

export class IncomingFile {
  #start: Buffer[] = [];
  #startBytes = 0;
  /** Bytes after which the header is read; more if it proves longer. */
  #enough = HEADER_BYTES;
  #header: InstanceHeader | undefined;

  constructor(
    readonly instance: IncomingInstance,
    readonly maxBytes: number,
  ) {}

  /** Known once the bytes have passed. */
  get header(): InstanceHeader {
    if (!this.#header) throw new CambiumError('instance.unreadable', 'It has not been read.');
    return this.#header;
  }

  /** @throws CambiumError `instance.incomplete`, `.unreadable`, `.uid-invalid`, `.command-mismatch`, `.too-large` */
  async *bytes(): AsyncGenerator<Buffer, void, undefined> {
    const { affectedSopClassUid, affectedSopInstanceUid, transferSyntaxUid, dataSet } = this.instance;
    const syntax = transferSyntax(transferSyntaxUid);
    if (!syntax) throw new CambiumError('instance.unreadable', 'Its transfer syntax is unknown.');
    const completeness = new CompletenessCheck(syntax);
    let bytes = 0;
    yield part10Header({ sopClassUid: affectedSopClassUid, sopInstanceUid: affectedSopInstanceUid, transferSyntaxUid });
    for await (const chunk of arriving(dataSet)) {
      bytes += chunk.length;
      if (bytes > this.maxBytes) throw new CambiumError('instance.too-large', `More than ${this.maxBytes} bytes.`);
      completeness.follow(chunk);
      this.#collect(chunk);
      yield chunk;
    }
    this.#header ??= this.#checked(this.#elements());
    if (completeness.incomplete) throw new CambiumError('instance.unreadable', 'It ends in the middle of an element.');
  }

  /** Keeps the first bytes until the header can be read from them: garbage is refused before the rest has come. */
  #collect(chunk: Buffer): void {
    if (this.#header) return;
    this.#start.push(chunk);
    this.#startBytes += chunk.length;
    if (this.#startBytes < this.#enough) return;
    const elements = this.#elements();
    if (elements.truncated && this.#enough < MAX_HEADER_BYTES) {
      this.#enough *= 2;
      return;
    }
    this.#header = this.#checked(elements);
    this.#start = [];
  }

  #elements(): DataSet {
    const start = Buffer.concat(this.#start);
    this.#start = [start];
    return readHeaderElements(start, this.instance.transferSyntaxUid);
  }

  #checked(elements: DataSet): InstanceHeader {
    const { affectedSopClassUid, affectedSopInstanceUid, transferSyntaxUid } = this.instance;
    const header = instanceHeader(elements, transferSyntaxUid);
    if (header.sopClassUid !== affectedSopClassUid || header.sopInstanceUid !== affectedSopInstanceUid) {
      throw new CambiumError('instance.command-mismatch');
    }
    return header;
  }
}

/** A sender that aborts is no fault of ours: what its data set throws gets a name here. */
async function* arriving(dataSet: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* dataSet;
  } catch (cause) {
    throw new CambiumError('instance.incomplete', '', { cause });
  }
}
