/**
 * IncomingFile: the data set of one C-STORE on its way to the object store, as a Part 10 file. The bytes pass unchanged;
 * what is wrong with them is thrown here, in the middle of the stream, so that nothing of them becomes visible.
 */
import { part10Header } from '../dicom/part10.js';
import type { InstanceHeader } from '../dicom/instance-header.js';
import { HEADER_BYTES, readInstanceHeader } from '../dicom/read-instance-header.js';
import { transferSyntax } from '../dicom/transfer-syntax.js';
import { CambiumError } from '../errors/registry.js';
import type { IncomingInstance } from '../ports/dicom-listener.js';
import { CompletenessCheck } from './completeness-check.js';

export class IncomingFile {
  #start: Buffer[] = [];
  #startBytes = 0;
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

  /** @throws CambiumError `instance.unreadable`, `.uid-invalid`, `.command-mismatch`, `.too-large` */
  async *bytes(): AsyncGenerator<Buffer, void, undefined> {
    const { affectedSopClassUid, affectedSopInstanceUid, transferSyntaxUid, dataSet } = this.instance;
    const syntax = transferSyntax(transferSyntaxUid);
    if (!syntax) throw new CambiumError('instance.unreadable', 'Its transfer syntax is unknown.');
    const completeness = new CompletenessCheck(syntax);
    let bytes = 0;
    yield part10Header({ sopClassUid: affectedSopClassUid, sopInstanceUid: affectedSopInstanceUid, transferSyntaxUid });
    for await (const chunk of dataSet) {
      bytes += chunk.length;
      if (bytes > this.maxBytes) throw new CambiumError('instance.too-large', `More than ${this.maxBytes} bytes.`);
      completeness.follow(chunk);
      this.#collect(chunk);
      yield chunk;
    }
    this.#header ??= this.#readHeader();
    if (completeness.incomplete) throw new CambiumError('instance.unreadable', 'It ends in the middle of an element.');
  }

  /** Keeps the first bytes until the header can be read from them: garbage is refused before the rest has come. */
  #collect(chunk: Buffer): void {
    if (this.#header) return;
    this.#start.push(chunk);
    this.#startBytes += chunk.length;
    if (this.#startBytes >= HEADER_BYTES) this.#header = this.#readHeader();
  }

  #readHeader(): InstanceHeader {
    const start = Buffer.concat(this.#start);
    this.#start = [];
    const header = readInstanceHeader(start, this.instance.transferSyntaxUid);
    const { affectedSopClassUid, affectedSopInstanceUid } = this.instance;
    if (header.sopClassUid !== affectedSopClassUid || header.sopInstanceUid !== affectedSopInstanceUid) {
      throw new CambiumError('instance.command-mismatch');
    }
    return header;
  }
}
