import { describe, expect, it } from 'vitest';
import { CambiumError } from '../../../service/errors/registry.js';
import type { InstanceWriter } from '../../../service/ports/instance-store.js';
import type { ReceivedInstance, RecordOutcome } from '../../../service/ports/study-registry.js';
import { GroupCommit } from '../../../service/receive/group-commit.js';

/** Notes what happens, in order; syncs end when the test says so. */
class Disk {
  readonly notes: string[] = [];
  readonly #ends: ((error?: unknown) => void)[] = [];
  outcome: RecordOutcome = 'stored';
  full = false;
  readonly commits = new GroupCommit(
    {
      sync: (writers) => {
        this.notes.push(`sync ${writers.length}`);
        return new Promise((resolve, reject) => this.#ends.push((error) => (error ? reject(error) : resolve())));
      },
    },
    {
      record: (batch) => {
        this.notes.push(`record ${batch.length}`);
        if (this.full) throw new CambiumError('storage.full');
        return batch.map(() => this.outcome);
      },
    },
  );

  commit(name: string): Promise<RecordOutcome> {
    const writer: InstanceWriter = {
      write: () => undefined,
      finish: () => ({ key: '', bytes: 0, crc32: 0 }),
      discard: () => this.notes.push(`discard ${name}`),
      release: () => this.notes.push(`release ${name}`),
    };
    const received = {} as ReceivedInstance;
    return this.commits.commit({ received, writer, synced: () => this.notes.push(`synced ${name}`) });
  }

  async endSync(error?: unknown): Promise<void> {
    this.#ends.shift()?.(error);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('GroupCommit', () => {
  it('resolves after the sync and the commit, in that order', async () => {
    const disk = new Disk();
    const committed = disk.commit('a').then((outcome) => disk.notes.push(outcome));
    await disk.endSync();
    await committed;
    expect(disk.notes).toEqual(['sync 1', 'synced a', 'record 1', 'release a', 'stored']);
  });

  it('shares one sync and one commit among all that came while another was under way', async () => {
    const disk = new Disk();
    const all = ['a', 'b', 'c', 'd'].map((name) => disk.commit(name));
    await disk.endSync();
    await disk.endSync();
    await Promise.all(all);
    expect(disk.notes.filter((note) => /^(sync|record) /.test(note))).toEqual([
      'sync 1',
      'record 1',
      'sync 3',
      'record 3',
    ]);
  });

  it('rejects all of a round whose sync fails, keeps nothing of it, and goes on', async () => {
    const disk = new Disk();
    const failed = expect(disk.commit('a')).rejects.toMatchObject({ code: 'storage.failed' });
    const next = disk.commit('b');
    await disk.endSync(new CambiumError('storage.failed'));
    await failed;
    expect(disk.notes).toEqual(['sync 1', 'discard a', 'sync 1']);
    await disk.endSync();
    expect(await next).toBe('stored');
  });

  it('rejects all of a round whose commit fails, and keeps nothing of it', async () => {
    const disk = new Disk();
    disk.full = true;
    const failed = expect(disk.commit('a')).rejects.toMatchObject({ code: 'storage.full' });
    await disk.endSync();
    await failed;
    expect(disk.notes).toContain('discard a');
  });

  it('takes the record off again that turned out to be known', async () => {
    const disk = new Disk();
    disk.outcome = 'duplicate';
    const committed = disk.commit('a');
    await disk.endSync();
    expect(await committed).toBe('duplicate');
    expect(disk.notes).toContain('discard a');
    expect(disk.notes).not.toContain('release a');
  });
});
