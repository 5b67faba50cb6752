/**
 * Peers: programs and data that a test can only borrow. `withPeer` registers a suite that needs one. If it is missing the
 * suite is skipped, with the reason in its title, which the reporter lists; with CAMBIUM_REQUIRE_PEERS=1 it fails instead.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';
import { ctdata } from './ctdata.js';
import { fixtures } from './fixtures.js';
import { SKIP_MARK } from './reporter.js';

/** The Python that has the oracles' modules. */
export const PYTHON = process.env.CAMBIUM_PYTHON ?? 'python3';

interface PeerProbe {
  readonly present: () => boolean;
  readonly install: string;
  /** A permission of the machine, which cannot be installed: its suites are skipped even where peers are required. */
  readonly permission?: true;
}

const PEERS = {
  dcmtk: commands(['storescu', 'dcmsend', 'echoscu', 'dcmdump', 'dsrdump'], 'apt-get install dcmtk'),
  orthanc: commands(['Orthanc'], 'apt-get install orthanc'),
  dicom3tools: commands(['dciodvfy', 'dcentvfy'], 'apt-get install dicom3tools'),
  dcm2niix: commands(['dcm2niix'], 'apt-get install dcm2niix'),
  pixelmed: commands(['DicomSRValidator'], 'apt-get install pixelmed-apps'),
  gdcm: commands(['gdcmconv'], 'apt-get install libgdcm-tools'),
  imagemagick: commands(['convert', 'compare'], 'apt-get install imagemagick'),
  pydicom: pythonModule('pydicom'),
  pynetdicom: pythonModule('pynetdicom'),
  simpleitk: pythonModule('SimpleITK'),
  highdicom: pythonModule('highdicom'),
  smalldisk: {
    present: () => spawnSync('unshare', ['--mount', 'losetup', '--find'], { stdio: 'ignore' }).status === 0,
    install: 'run as root on Linux, with e2fsprogs and a free loop device',
    permission: true,
  },
  ctdata: {
    present: () => existsSync(ctdata('README.md')),
    install: 'set CAMBIUM_TEST_DATA to the folder of CT studies',
  },
  fixtures: {
    present: () => existsSync(fixtures('blast-ct', 'README.md')),
    install: 'set CAMBIUM_TEST_FIXTURES to the folder with blast-ct and lung-nodule',
  },
  torch: pythonModule('torch'),
  spectre: pythonModule('spectre', 'spectre-fm==0.2.1'),
  monai: pythonModule('monai'),
} satisfies Record<string, PeerProbe>;

export type PeerName = keyof typeof PEERS;

/** A suite that needs one peer or several; `name` as for `describe`. */
export function withPeer(peers: PeerName | readonly PeerName[], name: string, suite: () => void): void {
  const missing = [peers].flat().filter((peer) => !hasPeer(peer));
  if (missing.length === 0) {
    describe(name, suite);
    return;
  }
  const reason = missing.map((peer) => `${peer} is missing (${PEERS[peer].install})`).join('; ');
  if (process.env.CAMBIUM_REQUIRE_PEERS === '1' && missing.some((peer) => !isPermission(peer))) {
    describe(name, () => {
      it(`has ${missing.join(' and ')}`, () => {
        throw new Error(`CAMBIUM_REQUIRE_PEERS is set, but ${reason}.`);
      });
    });
    return;
  }
  describe.skip(`${name} ${SKIP_MARK}${reason}]`, suite);
}

/** A suite that takes more than a machine may have to spare: skipped unless the environment variable is 1. */
export function whenAsked(variable: string, name: string, suite: () => void): void {
  if (process.env[variable] === '1') describe(name, suite);
  else describe.skip(`${name} ${SKIP_MARK}not asked for (set ${variable}=1)]`, suite);
}

function isPermission(peer: PeerName): boolean {
  const probe: PeerProbe = PEERS[peer];
  return probe.permission ?? false;
}

const known = new Map<PeerName, boolean>();

/** Whether it can be borrowed, for one who can do without. */
export function hasPeer(peer: PeerName): boolean {
  const before = known.get(peer);
  if (before !== undefined) return before;
  const present = PEERS[peer].present();
  known.set(peer, present);
  return present;
}

function commands(names: readonly string[], install: string): PeerProbe {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return { install, present: () => names.every((name) => folders.some((folder) => existsSync(join(folder, name)))) };
}

/** Found, not imported: importing SimpleITK or highdicom takes seconds. */
function pythonModule(module: string, packageName = module): PeerProbe {
  const search = `import importlib.util, sys; sys.exit(importlib.util.find_spec('${module}') is None)`;
  return {
    install: `python3 -m pip install ${packageName}, in the Python that CAMBIUM_PYTHON names`,
    present: () => spawnSync(PYTHON, ['-c', search], { stdio: 'ignore' }).status === 0,
  };
}
