import { describe, expect, it } from 'vitest';
import { createProgram, runCli } from '../../../../adapters/cli/program.js';
import type { SeriesInstanceUid } from '../../../../service/dicom/uid.js';
import { CambiumError } from '../../../../service/errors/registry.js';
import type { Operations } from '../../../../service/operate/operations.js';
import type { PackVerification } from '../../../../service/operate/packs.js';
import type { StudyView } from '../../../../service/operate/study-view.js';
import type { Job } from '../../../../service/ports/job-queue.js';
import { fakeOperations } from '../../../support/fake-operations.js';
import { studyUid } from '../../../support/instances.js';

async function run(commandLine: string, answers: Partial<Operations> = {}, { isTTY = false, columns = 100 } = {}) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    isTTY,
    columns,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const { operations, calls } = fakeOperations(answers);
  const terminal = { stdout: stream('stdout'), stderr: stream('stderr') };
  const exitCode = await runCli(commandLine.split(' '), { operations, terminal, version: '1.2.3' });
  return { exitCode, calls, ...written };
}

const JOB: Job = {
  id: 17,
  kind: 'deliver',
  studyInstanceUid: studyUid('a'),
  revision: 1,
  destination: 'PACS',
  state: 'parked',
  priority: 5,
  attempts: 3,
  crashes: 0,
  createdAt: 0,
  runAt: 0,
  error: { code: 'delivery.gave-up', message: 'Last: no answer.' },
};

const STUDY: StudyView = {
  studyInstanceUid: '1.2.3',
  revision: 1,
  state: 'reported',
  series: [
    {
      seriesInstanceUid: '1.2.3.4',
      used: false,
      reason: 'The series is a localizer.',
      code: 'series.localizer',
      modality: 'CT',
      instances: 2,
      seriesNumber: 1,
    },
  ],
  results: [
    {
      pack: 'densitometry',
      packDigest: 'sha256:0',
      measure: 'laa950',
      title: 'Emphysema index',
      state: 'measured',
      value: 12.3456,
      unit: '%',
      attention: true,
    },
    {
      pack: 'densitometry',
      packDigest: 'sha256:0',
      measure: 'ich',
      title: 'Hyperdense volume',
      state: 'not-analysed',
      attention: false,
      reason: 'region.absent',
      message: 'No head in the field of view.',
    },
  ],
  documents: [{ kind: 'sr', sopInstanceUid: '2.25.1', file: 'sr.dcm' }],
  deliveries: [
    {
      destination: 'PACS',
      sopInstanceUid: '2.25.1',
      at: '2026-01-01T00:00:00.000Z',
      status: 0xa700,
      code: 'delivery.out-of-resources',
    },
    {
      destination: 'VNA',
      sopInstanceUid: '2.25.1',
      at: '2026-01-01T00:00:00.000Z',
      status: 0,
      proof: 'commit',
      provenAt: '2026-01-01T00:01:00.000Z',
    },
  ],
  timings: {},
  trace: [{ at: '2026-01-01T00:00:00.000Z', stage: 'assemble', event: 'closed' }],
};

describe('every command', () => {
  const { operations } = fakeOperations();
  const terminal = { stdout: process.stdout, stderr: process.stderr };
  const leaves = (command: ReturnType<typeof createProgram>, path: string): string[] =>
    command.commands.flatMap((sub) => [`${path}${sub.name()}`, ...leaves(sub, `${path}${sub.name()} `)]);
  const names = leaves(createProgram({ operations, terminal, exit: () => undefined }, ''), '');

  it('is one that the interface names', () => {
    expect(names).toEqual(
      'serve|demo|analyze|volume|config|config check|config print|config schema|echo|studies|study|jobs|jobs list|jobs retry|jobs drop|models|models list|models verify|export|doctor'.split(
        '|',
      ),
    );
  });

  it.each(names)('%s --help ends with one example that begins with its name', async (name) => {
    const { exitCode, stdout } = await run(`${name} --help`);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`\nExample:\n {2}\\$ cambium ${name}`));
    expect(stdout.match(/\$ cambium/g)).toHaveLength(1);
  });
});

describe('usage', () => {
  it.each([
    '',
    'nonsense',
    'study',
    'studies --state lost',
    'jobs retry x',
    'jobs drop 3',
    'serve --roles king',
    'analyze dir',
    'volume dir',
    'volume dir --nifti x.nii --series none',
  ])('ends "%s" with exit code 2 and a message', async (commandLine) => {
    const { exitCode, stderr, stdout } = await run(commandLine);
    expect(exitCode).toBe(2);
    expect(stderr + stdout).not.toBe('');
  });

  it('passes what was said on to the operation', async () => {
    expect((await run('serve --config a.yaml --roles receive,analyze')).calls).toEqual([
      { name: 'serve', options: { config: 'a.yaml', roles: ['receive', 'analyze'] } },
    ]);
    expect((await run('jobs drop 3 --reason gone --config a.yaml')).calls).toEqual([
      { name: 'dropJob', options: { id: 3, reason: 'gone', config: 'a.yaml' } },
    ]);
    expect((await run('studies --state parked --limit 5')).calls).toEqual([
      { name: 'studies', options: { state: 'parked', limit: 5 } },
    ]);
  });

  it('prints the version', async () => {
    expect((await run('--version')).stdout).toBe('1.2.3\n');
  });
});

describe('a registered error', () => {
  it('is printed as what happened, which one and what to do, without a stack', async () => {
    const study = () => Promise.reject(new CambiumError('study.unknown', '1.2.3.'));
    const { exitCode, stdout, stderr } = await run('study 1.2.3', { study });
    expect(stderr).toBe(
      'cambium: No such study. (study.unknown)\n  1.2.3.\n  `cambium studies` lists those that are known.\n',
    );
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  it('gives each line of a bad configuration its own', async () => {
    const readConfig = () => Promise.reject(new CambiumError('config.invalid', 'a.yaml:1: x: no\na.yaml:2: y: no'));
    const { exitCode, stderr } = await run('config check a.yaml', { readConfig });
    expect(stderr).toContain('\n  a.yaml:1: x: no\n  a.yaml:2: y: no\n');
    expect(exitCode).toBe(2);
  });

  it('that is no fault of the caller ends with exit code 1', async () => {
    const serve = () => Promise.reject(new CambiumError('registry.locked'));
    expect((await run('serve', { serve })).exitCode).toBe(1);
  });

  it('shows a stack only for what nobody foresaw', async () => {
    const serve = () => Promise.reject(new TypeError('unforeseen'));
    const { exitCode, stderr } = await run('serve', { serve });
    expect(stderr).toMatch(/^cambium: Something unforeseen failed\. \(internal\.fault\)\n/);
    expect(stderr).toMatch(/TypeError: unforeseen\n {4}at /);
    expect(exitCode).toBe(1);
  });
});

describe('studies, study and jobs', () => {
  it('print lines for people', async () => {
    const { stdout } = await run('jobs', { jobs: async () => [JOB] });
    expect(stdout.split('\n')[0]).toMatch(/^id {2}kind {5}state {3}attempts {2}next/);
    expect(stdout).toContain('17  deliver  parked         3');
    expect(stdout).toContain('delivery.gave-up');
  });

  it('print JSON with times as text', async () => {
    const { stdout } = await run('jobs list --json', { jobs: async () => [JOB] });
    expect(JSON.parse(stdout)).toMatchObject([{ id: 17, createdAt: '1970-01-01T00:00:00.000Z' }]);
  });

  it('show a study with why, results, documents and where they went', async () => {
    const { stdout } = await run('study 1.2.3', { study: async () => STUDY });
    expect(stdout).toContain('no    The series is a localizer.');
    expect(stdout).toMatch(/Emphysema index +measured, attention +12\.35 %/);
    expect(stdout).toMatch(/Hyperdense volume +not-analysed +No head in the field of view\./);
    expect(stdout).toContain('0xA700 delivery.out-of-resources');
    expect(stdout).toMatch(/VNA +sr +2026-01-01T00:00:00.000Z +committed +0x0000/);
  });
});

describe('demo', () => {
  const check = {
    measure: 'laa950',
    title: 'Emphysema index',
    unit: '%',
    value: 12,
    measured: 12.1,
    tolerance: 0.5,
    within: true,
  };
  const demo = (passed: boolean) => async (_: unknown, onStep: Parameters<Operations['demo']>[1]) => {
    onStep({ stage: 'received', detail: '300 instances by C-STORE', seconds: 1.234 });
    return { checks: [{ ...check, within: passed }], out: 'demo-output', files: ['sr.dcm'], passed };
  };

  it('prints the walk, then truth and measured', async () => {
    const { stdout, exitCode } = await run('demo', { demo: demo(true) });
    expect(stdout).toMatch(/^received +1\.2 s {2}300 instances by C-STORE\n/);
    expect(stdout).toMatch(/Emphysema index +% +12\.00 +12\.10 +± 0\.50 +ok/);
    expect(exitCode).toBe(0);
  });

  it('ends with exit code 1 if a measure is outside its tolerance', async () => {
    const { stdout, exitCode } = await run('demo', { demo: demo(false) });
    expect(stdout).toContain('OUTSIDE');
    expect(exitCode).toBe(1);
  });
});

describe('analyze', () => {
  const analyze = async (_: unknown, progress: Parameters<Operations['analyze']>[1]) => {
    progress('decode', 1, 2);
    progress('decode', 2, 2);
    return {
      studies: [],
      refused: [
        { file: 'notes.txt', code: 'instance.unreadable' as const, message: 'The data set cannot be understood.' },
      ],
      out: 'o',
    };
  };

  it('draws a bar on a terminal only', async () => {
    expect((await run('analyze d --out o', { analyze }, { isTTY: true })).stderr).toContain('2 of 2');
    expect((await run('analyze d --out o', { analyze })).stderr).toBe('');
  });

  it('ends with exit code 0 when nothing was analysable, and says why', async () => {
    const { exitCode, stdout, calls } = await run('analyze d --out o --pack a --pack b', { analyze });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('not taken in  notes.txt: The data set cannot be understood.');
    expect(calls[0].options).toEqual({ folder: 'd', out: 'o', packs: ['a', 'b'], config: undefined });
  });
});

describe('doctor, echo and models verify', () => {
  it('end with exit code 1 when something is wrong, and say what to do', async () => {
    const doctor = async () => [
      { name: 'clock', state: 'ok' as const, what: 'Fine.' },
      { name: 'disk space', state: 'fail' as const, what: 'Full.', todo: 'Free space.' },
    ];
    const { exitCode, stdout } = await run('doctor', { doctor });
    expect(stdout).toMatch(/FAIL +disk space {2}Full\. Free space\./);
    expect(exitCode).toBe(1);
  });

  it('tell a peer that refuses from one that is away', async () => {
    const report = {
      peer: 'PACS',
      callingAeTitle: 'CAMBIUM',
      calledAeTitle: 'PACS',
      host: '10.0.0.1',
      port: 104,
      milliseconds: 12.3,
    };
    const refused = await run('echo PACS', {
      echo: async () => ({ ...report, reachable: true, accepted: false, message: 'Called AE title not recognized.' }),
    });
    expect(refused.stdout).toBe(
      'PACS: reachable, but refused (CAMBIUM to PACS at 10.0.0.1:104, 12 ms)\n  Called AE title not recognized.\n',
    );
    expect(refused.exitCode).toBe(1);
    const accepted = await run('echo PACS --json', {
      echo: async () => ({ ...report, reachable: true, accepted: true, status: 0 }),
    });
    expect(JSON.parse(accepted.stdout)).toMatchObject({ accepted: true, milliseconds: 12.3 });
    expect(accepted.exitCode).toBe(0);
  });

  it('name the file that broke a pack', async () => {
    const broken: PackVerification = {
      id: 'densitometry',
      ok: false,
      message: 'local.onnx has another digest',
    };
    const { exitCode, stdout } = await run('models verify', { verifyModels: async () => [broken] });
    expect(stdout).toBe('FAIL  densitometry  local.onnx has another digest\n');
    expect(exitCode).toBe(1);
  });
});

describe('config', () => {
  it('prints YAML that reads back as the same configuration', async () => {
    const { parse } = await import('yaml');
    const { stdout } = await run('config print');
    const { stdout: asJson } = await run('config print --json');
    expect(parse(stdout)).toEqual(JSON.parse(asJson));
    expect(JSON.parse(asJson)).toMatchObject({ node: { aeTitle: 'CAMBIUM' } });
  });
});

describe('analyze --explain', () => {
  it('prints a line for every stack, with its gaps and the code of the reason', async () => {
    const { stdout, exitCode, calls } = await run('analyze ct --explain', {
      explain: async () => ({
        studies: [
          {
            studyInstanceUid: studyUid('a'),
            stacks: [
              {
                seriesInstanceUid: '1.2.3' as SeriesInstanceUid,
                seriesNumber: 3,
                stack: 1,
                label: 'phase 30 %',
                slices: 58,
                orientation: 'axial',
                spacingMm: 1,
                pixelSpacing: [0.7, 0.7],
                tiltDegrees: -0.04,
                missing: [
                  [0, 0, 12],
                  [0, 0, 13],
                ],
                repeated: 0,
                used: false,
                code: 'geometry.missing-slice',
                sentence: '2 slices missing',
              },
            ],
          },
        ],
        refused: [{ file: 'notes.txt', code: 'input.not-dicom', message: 'The file is not DICOM.' }],
      }),
    });
    expect(exitCode).toBe(0);
    expect(calls).toEqual([{ name: 'explain', options: { folder: 'ct', packs: [], config: undefined } }]);
    expect(stdout).toMatch(/3 {2}1 phase 30 % +58 {2}axial +0.70 × 0.70 +1.00 +0.0 +2 at z 12.0, 13.0 +no/);
    expect(stdout).toContain('(geometry.missing-slice)');
    expect(stdout).toContain('not taken in  notes.txt: The file is not DICOM.');
  });
});

describe('volume', () => {
  it('says what an encoder does not see', async () => {
    const coverage = {
      share: 0.5,
      leftOutMm: { right: 0, left: 0, anterior: 0, posterior: 12.4, inferior: 100, superior: 0 },
      from: [0, 0, 0],
      to: [1, 1, 1],
    } as const;
    const { stdout, calls } = await run('volume ct --nifti a.nii --steps s.yaml --series 3', {
      volume: async () => ({ stack: 'series 3', dims: [4, 5, 6], spacing: [1, 1, 2], coverage, file: 'a.nii' }),
    });
    expect(calls[0].options).toMatchObject({ folder: 'ct', nifti: 'a.nii', series: 3, steps: 's.yaml', packs: [] });
    expect(stdout).toBe(
      'series 3: 4 × 5 × 6 voxels of 1.000 × 1.000 × 2.000 mm, written to a.nii\n' +
        'the encoder sees 50.0 % of the scan; left out: 12 mm posterior, 100 mm inferior\n',
    );
  });
});
