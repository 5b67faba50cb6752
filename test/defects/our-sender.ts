/** Our own Storage SCU. Arguments: the port, and the files to send in one association. */
import { readFile } from 'node:fs/promises';
import { createStorageScu } from '../../adapters/dimse/storage-scu.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import type { SopInstanceUid } from '../../service/dicom/uid.js';

const [port, ...files] = process.argv.slice(2);
const instances = await Promise.all(
  files.map(async (file) => {
    const part10 = await readFile(file);
    const { sopInstanceUid, ...meta } = splitPart10(part10).meta;
    return { ...meta, sopInstanceUid: sopInstanceUid as SopInstanceUid, part10 };
  }),
);
const scu = createStorageScu({ callingAeTitle: 'SENDER', timeoutMs: 20_000 });
const destination = { name: 'CAMBIUM', aeTitle: 'CAMBIUM', host: '127.0.0.1', port: Number(port) };
const outcomes = await scu.store(destination, instances, AbortSignal.timeout(60_000));
console.log(`STORED ${outcomes.filter(({ status }) => status === 0).length}`);
