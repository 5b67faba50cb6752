/**
 * Senders whose associations are recorded: dcmtk, pynetdicom, dcmjs-dimse, Orthanc and ourselves, as far as they are
 * installed. Each speaks the protocol its own way: other contexts, other fragments, other user information.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Orthanc } from '../support/orthanc.js';
import { hasPeer, PYTHON } from '../support/peers.js';
import { projectPath } from '../support/project.js';
import type { SeedFile } from './seed-files.js';

export interface Sender {
  readonly name: string;
  /** Opens associations with this port and sends the files, as far as it can. */
  send(port: number): Promise<void>;
}

const PATIENCE_MS = 15_000;
const TITLES = ['-aet', 'SENDER', '-aec', 'CAMBIUM'];
/** storescu proposes only what it is told to. */
const STORESCU_OPTIONS: Readonly<Record<string, string>> = {
  explicit: '-xe',
  implicit: '-xi',
  'big-endian': '-xb',
  deflated: '-xd',
  rle: '-xr',
  'jpeg-lossless': '-xs',
  'jpeg-ls': '-xt',
};

export function senders(files: readonly SeedFile[], folder: string): readonly Sender[] {
  const [{ path: explicit }] = files;
  const paths = files.map(({ path }) => path);
  const dcmtk = [
    program('echoscu', (port) => ['echoscu', ...TITLES, '--repeat', '3', '127.0.0.1', port]),
    program('dcmsend', (port) => ['dcmsend', ...TITLES, '-dn', '127.0.0.1', port, ...paths]),
    program('storescu -R', (port) => ['storescu', ...TITLES, '-R', '-pdu', '4096', '127.0.0.1', port, explicit]),
    ...files.map(({ syntax, path }) =>
      program(`storescu ${syntax}`, (port) => [
        'storescu',
        ...TITLES,
        STORESCU_OPTIONS[syntax],
        '127.0.0.1',
        port,
        path,
      ]),
    ),
  ];
  const python = projectPath('test/fuzz/send_with_pynetdicom.py');
  return [
    ...(hasPeer('dcmtk') ? dcmtk : []),
    ...(hasPeer('pynetdicom') ? [program('pynetdicom', (port) => [PYTHON, python, port, explicit])] : []),
    ...(hasPeer('orthanc') ? [orthanc(explicit, join(folder, 'orthanc'))] : []),
    script('dcmjs-dimse', 'test/defects/dcmjs-dimse-sender.ts', explicit),
    script('our own', 'test/defects/our-sender.ts', explicit),
  ];
}

function script(name: string, path: string, file: string): Sender {
  return program(name, (port) => [process.execPath, '--import', 'tsx', projectPath(path), port, file]);
}

function program(name: string, command: (port: string) => readonly string[]): Sender {
  return {
    name,
    async send(port) {
      const [file, ...args] = command(`${port}`);
      // What it sends is the thing, not what becomes of it: a program that is at a loss is ended.
      const child = spawn(file, args, { stdio: 'ignore', timeout: PATIENCE_MS });
      await once(child, 'exit');
    },
  };
}

function orthanc(file: string, folder: string): Sender {
  return {
    name: 'Orthanc',
    async send(port) {
      await mkdir(folder);
      const archive = await Orthanc.create(folder);
      await archive.start();
      const ask = (method: 'PUT' | 'POST', path: string, body: Uint8Array<ArrayBuffer> | string) =>
        fetch(`http://127.0.0.1:${archive.httpPort}/${path}`, { method, body });
      try {
        await ask('PUT', 'modalities/cambium', JSON.stringify({ AET: 'CAMBIUM', Host: '127.0.0.1', Port: port }));
        await ask('POST', 'instances', new Uint8Array(await readFile(file)));
        await ask('POST', 'modalities/cambium/echo', '{}');
        const studies = await archive.get<readonly string[]>('studies');
        await ask('POST', 'modalities/cambium/store', JSON.stringify(studies));
      } finally {
        await archive.stop();
      }
    },
  };
}
