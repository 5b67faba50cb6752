/**
 * Part10Source: a Part 10 file that is in memory, or one that is read when it is needed, so that an object of any size can
 * be sent without being held.
 */
import { CambiumError } from '../errors/registry.js';
import { splitPart10 } from './part10.js';
import { PieceReader } from './piece-reader.js';

/** A file, or a function that reads it anew from its start; pieces stay as they are after the next one has come. */
export type Part10Source = Buffer | (() => AsyncIterable<Buffer>);

/** A hundred times the File Meta Information of files seen in the field. */
const MAX_META_BYTES = 64 * 1024;

/**
 * The data set as it lies in the file. One who leaves it early lets the file go, as reading to its end does.
 * @throws CambiumError `instance.unreadable`, also if the file is in another transfer syntax; whatever the source throws
 */
export async function openDataSet(source: Part10Source, transferSyntaxUid: string): Promise<AsyncIterable<Buffer>> {
  if (Buffer.isBuffer(source)) return inOnePiece(dataSetIn(source, transferSyntaxUid));
  const reader = new PieceReader(source());
  try {
    return followed(dataSetIn(await reader.take(MAX_META_BYTES), transferSyntaxUid), reader);
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** Those bytes of the data set that lie in the first bytes of a file. */
function dataSetIn(start: Buffer, transferSyntaxUid: string): Buffer {
  const { meta, dataSet } = splitPart10(start);
  // Sent under another transfer syntax than its own, it would arrive as something else.
  if (meta.transferSyntaxUid !== transferSyntaxUid) {
    throw new CambiumError('instance.unreadable', `The file is not in transfer syntax ${transferSyntaxUid}.`);
  }
  return dataSet;
}

export async function* inOnePiece(bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield bytes;
}

async function* followed(first: Buffer, reader: PieceReader): AsyncGenerator<Buffer, void> {
  try {
    yield first;
    yield* reader.pass(Number.POSITIVE_INFINITY);
  } finally {
    await reader.close();
  }
}
