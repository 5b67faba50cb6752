/** Orthanc as it comes: every file synced before its answer, an index in SQLite. Without plugins and HTTP. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.js';
import { filesBelow } from './files-below.js';
import { missingCommand, startProgram } from './program.js';
import type { Receiver } from './receiver.js';

/** Beside each image it keeps smaller files of its own. */
const SMALLEST_IMAGE_BYTES = 20_000;

export function orthanc(): Receiver {
  return {
    name: 'Orthanc',
    durable: 'file',
    missing: missingCommand('Orthanc', 'apt-get install orthanc'),
    async start({ folder }) {
      const port = await freePort();
      const storage = join(folder, 'storage');
      const configuration = join(folder, 'orthanc.json');
      mkdirSync(storage);
      writeFileSync(configuration, JSON.stringify(settings(storage, port)));
      const log = `${folder}.log`;
      const program = await startProgram({ command: 'Orthanc', args: [configuration], port, log });
      const isImage = (file: string) => statSync(file).size > SMALLEST_IMAGE_BYTES && !file.includes('index');
      return { ...program, port, aeTitle: 'ARCHIVE', stored: async () => filesBelow(storage).filter(isImage).length };
    },
  };
}

function settings(storage: string, port: number) {
  return {
    DicomAet: 'ARCHIVE',
    DicomPort: port,
    HttpServerEnabled: false,
    StorageDirectory: storage,
    IndexDirectory: storage,
    DicomAlwaysAllowStore: true,
    Plugins: [],
  };
}
