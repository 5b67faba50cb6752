import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createObjectStore } from '../../../../adapters/disk/object-store.js';

describe('the object store on disk', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'cambium-objects-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('leaves no temporary file behind, whether an object was stored, was there already, or failed', async () => {
    const store = createObjectStore(root);
    await store.put('slice', [Buffer.from('bytes')]);
    await store.put('slice', [Buffer.from('bytes')]);
    const failing = (function* () {
      yield Buffer.from('half');
      throw new Error('aborted');
    })();
    await expect(store.put('slice', failing)).rejects.toThrow('aborted');
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  });

  it('stores below a folder that is named as the default configuration names it', async () => {
    const named = `./${relative(process.cwd(), root)}/data`;
    const { key } = await createObjectStore(named).put('instances/ab/slice', [Buffer.from('bytes')]);
    expect((await createObjectStore(join(root, 'data')).get(key)).toString()).toBe('bytes');
  });

  it('removes what dead processes were writing, and nothing of those that live', async () => {
    const dead = spawn('true');
    await once(dead, 'close');
    createObjectStore(root);
    const left = async (name: string) => writeFile(join(root, 'tmp', name), 'half');
    await Promise.all([
      left(`${dead.pid}-a`),
      left(`${process.ppid}-b`),
      left(`${process.pid}-c`),
      left(`${process.pid}-d`),
    ]);
    const beforeUs = new Date(Date.now() - process.uptime() * 1000 - 60_000);
    await utimes(join(root, 'tmp', `${process.pid}-d`), beforeUs, beforeUs);
    createObjectStore(root);
    expect((await readdir(join(root, 'tmp'))).sort()).toEqual([`${process.ppid}-b`, `${process.pid}-c`].sort());
  });

  it('says storage.failed when the disk fails for another reason than room', async () => {
    const store = createObjectStore(root);
    await writeFile(join(root, 'objects', 'instances'), 'a file where a folder should be');
    await expect(store.put('instances/slice', [Buffer.from('bytes')])).rejects.toMatchObject({
      code: 'storage.failed',
    });
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  });

  it('says storage.full when there is no room, and shows nothing', async () => {
    // A limit on the size of a file, in blocks of 512 or 1024 bytes, is the full disk that needs no disk of its own.
    const script = `
      import { createObjectStore } from './adapters/disk/object-store.ts';
      const store = createObjectStore(process.argv[1]);
      store.put('slice', [Buffer.alloc(4_000_000)]).catch((error) => console.log(error.code));`;
    const limited = spawn(
      'sh',
      [
        '-c',
        'ulimit -f 2000; exec "$@"',
        'sh',
        process.execPath,
        '--import',
        'tsx',
        '--input-type=module',
        '-e',
        script,
        root,
      ],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, TSX_DISABLE_CACHE: '1' },
      },
    );
    const [said] = await once(limited.stdout, 'data');
    expect(String(said).trim()).toBe('storage.full');
    expect(existsSync(join(root, 'objects', 'slice'))).toBe(false);
    expect(await readdir(join(root, 'objects'))).toEqual([]);
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  });
});
