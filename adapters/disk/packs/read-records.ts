/**
 * The records of a pack, in order. From one to the next leads its length; where a prefix is damaged, the next one is searched
 * for by the mark that every record of the pack begins with, and taken only if its own CRC holds.
 */
import { CambiumError } from '../../../service/errors/registry.js';
import type { PackRecord } from '../../../service/ports/instance-store.js';
import type { PackFile } from './pack-file.js';
import { aligned, decodeFileHeader, recordMark, VERSION } from './pack-format.js';
import { idOf, keyOf } from './pack-name.js';
import { damageOf, type FoundRecord, recordAt } from './read-record.js';

const HEADER_READ_BYTES = 1024;
const STEP_BYTES = 1024 * 1024;

/** With `verify` every payload is read, and `damage` says what is wrong; without it, only what a length tells. */
export async function* readRecords(file: PackFile, verify: boolean): AsyncGenerator<PackRecord> {
  // At the end of an open pack what is not whole is no damaged record but none at all: it is held back until a whole one follows.
  let held: PackRecord[] = [];
  for await (const record of prefixes(file)) {
    const damage = verify || record.end > file.bytes ? await damageOf(file, record) : undefined;
    held.push(packRecord(file.pack, record, damage));
    if (damage !== undefined && !file.sealed) continue;
    yield* held;
    held = [];
  }
}

/** Where the last record ends whose every byte is right; undefined if there is none. */
export async function endOfWholeRecords(file: PackFile): Promise<number | undefined> {
  let end: number | undefined;
  for await (const record of prefixes(file)) {
    if ((await damageOf(file, record)) === undefined) end = aligned(record.end);
  }
  return end;
}

async function* prefixes(file: PackFile): AsyncGenerator<FoundRecord> {
  const mark = recordMark(idOf(file.pack));
  let at: number | undefined = await firstRecord(file);
  while (at !== undefined && at < file.bytes) {
    const record: FoundRecord | undefined = await recordAt(file, at);
    if (record) yield record;
    at = record ? aligned(record.end) : await search(file, mark, at + 1);
  }
}

/** Behind the file header; if that is damaged, the search begins there. @throws CambiumError `registry.newer-version` */
async function firstRecord(file: PackFile): Promise<number> {
  const header = decodeFileHeader(await file.read(0, HEADER_READ_BYTES));
  if (header && header.version > VERSION) throw new CambiumError('registry.newer-version', `Pack ${file.pack}.`);
  return header ? aligned(header.bytes) : 0;
}

/** The next place at or behind `from` where a record can begin and its mark stands. */
async function search(file: PackFile, mark: Buffer, from: number): Promise<number | undefined> {
  for (let start = aligned(from); start < file.bytes; start += STEP_BYTES) {
    // A mark may lie across two steps.
    const bytes = await file.read(start, STEP_BYTES + mark.length);
    for (let found = bytes.indexOf(mark); found >= 0; found = bytes.indexOf(mark, found + 1)) {
      if (aligned(found) === found) return start + found;
    }
  }
  return undefined;
}

function packRecord(pack: string, record: FoundRecord, damage: string | undefined): PackRecord {
  const { offset, bytes, crc32, names, receivedAt } = record;
  return { key: keyOf(pack, offset), bytes, crc32, names, receivedAt, ...(damage === undefined ? {} : { damage }) };
}
