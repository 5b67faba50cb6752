/**
 * A small disk of its own, to be filled to the last byte: ext4 in a file, mounted through a loop device. Mounting needs root,
 * so a suite that wants one is skipped, with the reason, where that is not permitted.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { withPeer } from './peers.js';

const MIB = 1024 * 1024;

/** A suite as for `describe`; each of its tests has a fresh disk, mounted at the folder that `disk` gives. */
export function withSmallDisk(megabytes: number, name: string, suite: (disk: () => SmallDisk) => void): void {
  withPeer('smalldisk', name, () => {
    let disk: SmallDisk | undefined;
    beforeEach(() => {
      disk = new SmallDisk(megabytes);
    });
    afterEach(() => disk?.unmount());
    suite(() => {
      if (!disk) throw new Error('A small disk is there during a test only.');
      return disk;
    });
  });
}

export class SmallDisk {
  readonly #outside = mkdtempSync(join(tmpdir(), 'cambium-disk-'));
  readonly folder = join(this.#outside, 'mounted');

  constructor(megabytes: number) {
    const image = join(this.#outside, 'image');
    closeSync(openSync(image, 'w'));
    truncateSync(image, megabytes * MIB);
    // No blocks kept for root: as root, tests would otherwise have them where a node would not.
    execFileSync('mkfs.ext4', ['-q', '-F', '-m', '0', image], { stdio: 'ignore' });
    mkdirSync(this.folder);
    execFileSync('mount', ['-o', 'loop', image, this.folder], { stdio: 'ignore' });
  }

  /** Writes a file until not one byte more fits; gives the room back by being removed. */
  fillUp(): { readonly remove: () => void } {
    const path = join(this.folder, `ballast-${randomBytes(4).toString('hex')}`);
    const file = openSync(path, 'w');
    for (let step = MIB; step >= 1; ) {
      if (!fits(file, step)) step = Math.floor(step / 2);
    }
    closeSync(file);
    return { remove: () => rmSync(path) };
  }

  /** Takes the disk away, whatever still has files open on it. */
  unmount(): void {
    execFileSync('umount', ['--lazy', this.folder], { stdio: 'ignore' });
    rmSync(this.#outside, { recursive: true });
  }
}

function fits(file: number, bytes: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(bytes, 1)) === bytes;
  } catch {
    return false;
  }
}
