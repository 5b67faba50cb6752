/**
 * InstanceStore. The received instances, log-structured: those of one study are appended to a *pack*, a file that is only
 * ever added to and at last sealed. Each record holds its names, its length and a CRC-32 beside the Part 10 bytes, so what
 * was received can be told from the packs alone.
 *
 * Writing is synchronous, in the moment the bytes arrive; durable is what `sync` has returned for. One who begins a record
 * has its pack for himself until he has synced or discarded it.
 */
import type { SeriesInstanceUid, SopInstanceUid, StudyInstanceUid } from '../dicom/uid.js';
import type { FileExtent } from './file-extent.js';

/** `<pack>@<offset>`: made by the store. */
export type InstanceKey = string;

/** The pack that holds an instance. */
export function packOf(key: InstanceKey): string {
  return key.slice(0, key.lastIndexOf('@'));
}

export interface StoredInstance {
  readonly key: InstanceKey;
  /** Length of the Part 10 file. */
  readonly bytes: number;
  /** CRC-32 (ISO-HDLC, that of zlib) of the Part 10 file, unsigned. */
  readonly crc32: number;
}

/** What a record says of itself beside its bytes. */
export interface RecordNames {
  readonly sopClassUid: string;
  readonly sopInstanceUid: SopInstanceUid;
  readonly studyInstanceUid: StudyInstanceUid;
  readonly seriesInstanceUid: SeriesInstanceUid;
  readonly transferSyntaxUid: string;
  readonly callingAeTitle: string;
}

export interface InstanceWriter {
  /** Appends; `bytes` is free for others when it returns. @throws CambiumError `storage.full`, `storage.failed` */
  write(bytes: Uint8Array): void;
  /** Completes the record: its length, CRC and time are written, nothing is durable yet. @throws as `write` */
  finish(receivedAt: number): StoredInstance;
  /** Cuts the record off its pack again, finished or not, synced or not. Never throws; a second call does nothing. */
  discard(): void;
  /** Gives the pack back for the next record of its study, once the record is to stay. A second call does nothing. */
  release(): void;
}

export interface Pack {
  /** File name below the store, without patient attribute. */
  readonly name: string;
  /** Nothing is appended to it any more. */
  readonly sealed: boolean;
}

export interface PackRecord extends StoredInstance {
  readonly names: RecordNames;
  readonly receivedAt: number;
  /** `object.damaged` in words, if the bytes do not have the record's CRC. Records behind it are still found. */
  readonly damage?: string;
}

export interface InstanceReader {
  /** The Part 10 file, checked against its CRC: `object.missing`, `object.damaged`. */
  get(key: InstanceKey): Promise<Buffer>;
  /** Whether it is there with every byte as it was received; read a piece at a time. */
  intact(key: InstanceKey): Promise<boolean>;
  /** Its first `length` bytes (fewer if it is shorter), not checked: `object.missing`. */
  head(key: InstanceKey, length: number): Promise<Buffer>;
  /**
   * Where its Part 10 file lies on a disk, if it does, not checked: `object.missing`, `object.damaged`. A pack may be renamed at
   * any time.
   */
  locate(key: InstanceKey): Promise<FileExtent | undefined>;
}

export interface InstanceStore extends InstanceReader {
  /** Begins a record in a pack of its study, a new pack if none is free. @throws as `InstanceWriter.write` */
  begin(names: RecordNames): InstanceWriter;
  /**
   * When it resolves, the finished records of these writers survive the loss of power. One sync a pack, all packs at once.
   * If it rejects (`storage.failed`, `storage.full`) none of them may be answered with Success.
   */
  sync(writers: readonly InstanceWriter[]): Promise<void>;
  /** Every pack, in the order of their making. */
  packs(): Promise<readonly Pack[]>;
  /**
   * The records of a pack, in order. `verify` reads every byte; without it only names and lengths are read.
   * A pack that is not sealed ends at its last whole record.
   */
  records(pack: string, options?: { readonly verify?: boolean }): AsyncIterable<PackRecord>;
  /** Cuts a pack that a killed process left open behind its last whole record, and seals it. Not for packs in use. */
  recover(pack: string): Promise<void>;
  /** Removes a pack and all in it; one that is not there is no error. */
  deletePack(pack: string): Promise<void>;
  /** Seals every open pack; nothing is begun afterwards. */
  close(): Promise<void>;
}
