/**
 * ArrivingFile: the data set of one C-STORE on its way into a pack, as a Part 10 file. The bytes pass unchanged; what is
 * wrong with them is thrown as soon as it is seen, and nothing of them stays.
 */
import type { InstanceHeader } from '../dicom/instance-header.js';
import { part10Header } from '../dicom/part10.js';
import { type TransferSyntax, transferSyntax } from '../dicom/transfer-syntax.js';
import { isUid } from '../dicom/uid.js';
import { CambiumError } from '../errors/registry.js';
import type { IncomingInstance } from '../ports/dicom-listener.js';
import type { InstanceStore, InstanceWriter, StoredInstance } from '../ports/instance-store.js';
import { type ArrivedHeader, ArrivingHeader } from './arriving-header.js';
import { CompletenessCheck } from './completeness-check.js';

export interface WrittenFile {
  readonly header: InstanceHeader;
  readonly stored: StoredInstance;
  readonly writer: InstanceWriter;
}

export class ArrivingFile {
  readonly #arriving: ArrivingHeader;
  readonly #completeness: CompletenessCheck;
  #bytes = 0;
  #header: InstanceHeader | undefined;
  #writer: InstanceWriter | undefined;

  /** @throws CambiumError `instance.uid-invalid`, `instance.unreadable` */
  constructor(
    readonly instance: IncomingInstance,
    readonly store: Pick<InstanceStore, 'begin'>,
    readonly maxBytes: number,
  ) {
    if (!isUid(instance.affectedSopClassUid)) throw new CambiumError('instance.uid-invalid', 'Affected SOP Class UID.');
    if (!isUid(instance.affectedSopInstanceUid))
      throw new CambiumError('instance.uid-invalid', 'Affected SOP Instance UID.');
    this.#completeness = new CompletenessCheck(knownSyntax(instance));
    this.#arriving = new ArrivingHeader(instance);
  }

  /** @throws CambiumError `instance.unreadable`, `.uid-invalid`, `.command-mismatch`, `.too-large`, `storage.*` */
  write(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes > this.maxBytes) throw new CambiumError('instance.too-large', `More than ${this.maxBytes} bytes.`);
    if (this.#writer) {
      this.#completeness.follow(bytes);
      this.#writer.write(bytes);
      return;
    }
    const arrived = this.#arriving.add(bytes);
    if (arrived) this.#begin(arrived);
  }

  /** Everything has come: the record is complete, but not yet durable. @throws as `write` */
  finish(receivedAt: number): WrittenFile {
    if (!this.#writer) this.#begin(this.#arriving.end());
    if (this.#completeness.incomplete)
      throw new CambiumError('instance.unreadable', 'It ends in the middle of an element.');
    const [header, writer] = [this.#header, this.#writer];
    if (!header || !writer) throw new CambiumError('internal.fault', 'A record was not begun.');
    return { header, writer, stored: writer.finish(receivedAt) };
  }

  /** Nothing of it stays. */
  discard(): void {
    this.#writer?.discard();
  }

  #begin({ header, start, bytesRead }: ArrivedHeader): void {
    const { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid, transferSyntaxUid } = header;
    const { callingAeTitle } = this.instance.association;
    const names = { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid, transferSyntaxUid };
    this.#completeness.follow(start.subarray(bytesRead));
    this.#header = header;
    this.#writer = this.store.begin({ ...names, callingAeTitle });
    this.#writer.write(part10Header({ sopClassUid, sopInstanceUid, transferSyntaxUid }));
    this.#writer.write(start);
  }
}

function knownSyntax({ transferSyntaxUid }: IncomingInstance): TransferSyntax {
  const syntax = transferSyntax(transferSyntaxUid);
  if (!syntax) throw new CambiumError('instance.unreadable', 'Its transfer syntax is unknown.');
  return syntax;
}
