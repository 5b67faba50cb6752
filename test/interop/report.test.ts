/** Documents before the eyes of others: validators, parsers and archives' tools. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPageRenderer } from '../../adapters/canvas/page-renderer.js';
import { loadCodes } from '../../adapters/disk/codes.js';
import { createObjectStore } from '../../adapters/disk/object-store.js';
import { createInstanceStore } from '../../adapters/disk/packs/instance-store.js';
import { configSchema } from '../../service/config.js';
import { makeDocuments } from '../../service/report/make-documents.js';
import { exampleRevision, MEASURED, NOT_ANALYSED, PATIENT, STUDY_UID } from '../support/findings.js';
import { PYTHON, withPeer } from '../support/peers.js';
import { CODES_FILE } from '../support/report-deps.js';

const JAPANESE = { PatientName: 'Yamada^Tarou=山田^太郎=やまだ^たろう' };

const CASES = {
  measured: [{}, {}],
  'measured-3d': [{}, { report: { srSopClass: 'comprehensive-3d', pagePixels: 512 } }],
  'not-analysed': [{ results: NOT_ANALYSED }, {}],
  japanese: [{ source: JAPANESE, revision: 2 }, { report: { pagePixels: 512 } }],
} as const;
type Case = keyof typeof CASES;
const NAMES = Object.keys(CASES) as Case[];

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cambium-interop-report-'));
  const objects = createObjectStore(join(folder, 'objects'));
  const instances = createInstanceStore(folder);
  const parts = {
    instances,
    objects,
    renderer: createPageRenderer(),
    codes: await loadCodes(CODES_FILE),
    version: '0.1.0',
  };
  for (const name of NAMES) {
    const [options, config] = CASES[name];
    const revision = await exampleRevision(parts, options);
    const documents = await makeDocuments(revision, { ...parts, config: configSchema.parse(config) });
    for (const { kind, object } of documents) writeFileSync(file(name, kind), await objects.get(object));
    for (const [i, { object }] of revision.instances.entries()) {
      writeFileSync(file(name, `source${i}`), await instances.get(object.key));
    }
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

withPeer('dicom3tools', 'documents before dicom3tools', () => {
  it.each(NAMES)('have no error and no unknown warning for dciodvfy: %s', (name) => {
    for (const [kind, iod] of [
      ['sr', name === 'measured-3d' ? 'Comprehensive3DSR' : 'ComprehensiveSR'],
      ['sc', 'SCImage'],
    ] as const) {
      const { status, output } = run('dciodvfy', ['-new', file(name, kind)]);
      expect(status).toBe(0);
      expect(output).toContain(iod);
      expect(complaints(output)).toEqual([]);
    }
  });

  it.each(NAMES)('say of patient, study, series and equipment what the source says: %s', (name) => {
    const sources = Array.from({ length: 12 }, (_, i) => file(name, `source${i}`));
    const { status, output } = run('dcentvfy', [...sources, file(name, 'sr'), file(name, 'sc')]);
    expect(status).toBe(0);
    expect(
      output
        .split('\n')
        .filter((line) => line !== '' && !line.includes('Element=<AccessionNumber> IE <Study> versus <Series>')),
    ).toEqual([]);
  });

  it('would be found out if a name differed', () => {
    const { output } = run('dcentvfy', [file('measured', 'source0'), file('japanese', 'sr')]);
    expect(output).toContain('PatientName');
  });

  /** What a dictionary of 2022 cannot know, and private codes. */
  function complaints(output: string): string[] {
    const known = [
      /DeviceUID\(0018,1002\)> - Attribute is not present in standard DICOM IOD/,
      /Unrecognized defined term = <99CAMBIUM>/,
    ];
    return output
      .split('\n')
      .filter((line) => /^(Error|Warning)/.test(line) && !known.some((pattern) => pattern.test(line)));
  }
});

withPeer('dcmtk', 'the report before dcmtk', () => {
  it.each(NAMES)('is a valid tree: %s', (name) => {
    const { status, output } = run('dsrdump', [file(name, 'sr')]);
    expect(status).toBe(0);
    expect(output).toContain('NOT FOR DIAGNOSTIC USE');
    expect(output).not.toMatch(/^E:/m);
  });

  it('says the same after a round trip through XML', () => {
    const dumped = (path: string) => run('dsrdump', ['+Pl', path]).stdout.toString('utf8');
    const xml = file('measured', 'xml');
    writeFileSync(xml, run('dsr2xml', [file('measured', 'sr')]).stdout);
    expect(run('xml2dsr', [xml, file('measured', 'back')]).status).toBe(0);
    expect(dumped(file('measured', 'sr'))).toContain(MEASURED[0].title);
    expect(dumped(file('measured', 'back'))).toBe(dumped(file('measured', 'sr')));
  });
});

withPeer('highdicom', 'the report before highdicom', () => {
  const SCRIPT = `
import highdicom, json, sys
report = highdicom.sr.srread(sys.argv[1])
groups = report.content.get_planar_roi_measurement_groups()
json.dump({
  'study': report.StudyInstanceUID,
  'groups': [{
    'tracking': g.tracking_identifier,
    'site': g.finding_sites[0].value.meaning,
    'graphic': g.roi.graphic_type.value,
    'image': g.roi.ContentSequence[0].ReferencedSOPSequence[0].ReferencedSOPInstanceUID,
    'numbers': [[m.name.meaning, m.value, m.unit.value] for m in g.get_measurements()],
  } for g in groups],
}, sys.stdout)`;

  it.each(['measured', 'measured-3d'] as const)(
    'has a planar group a measure, with region, site, value and unit: %s',
    (name) => {
      const { status, stdout } = run(PYTHON, ['-c', SCRIPT, file(name, 'sr')]);
      expect(status).toBe(0);
      const parsed = JSON.parse(stdout.toString('utf8'));
      expect(parsed.study).toBe(STUDY_UID);
      expect(parsed.groups).toMatchObject([
        {
          tracking: MEASURED[0].title,
          site: 'Lung',
          graphic: 'POLYLINE',
          numbers: [
            ['Share of the lung below -950 HU', 12.4322, '%'],
            [expect.any(String), 98.76, '%'],
          ],
        },
        {
          tracking: MEASURED[1].title,
          site: 'Lung',
          graphic: 'POLYLINE',
          numbers: [
            ['Volume', 4213.7, 'cm3'],
            [expect.any(String), 98.76, '%'],
          ],
        },
      ]);
      expect(parsed.groups[0].image).not.toBe(parsed.groups[1].image);
    },
  );
});

withPeer('pydicom', 'documents before pydicom', () => {
  const SCRIPT = `
import json, pydicom, sys
report, page = (pydicom.dcmread(path) for path in sys.argv[1:3])
keywords = json.loads(sys.argv[3])
pixels = page.PixelData
json.dump({
  'report': {k: str(report.get(k, '')) for k in keywords}, 'page': {k: str(page.get(k, '')) for k in keywords},
  'bytes': len(pixels), 'background': list(pixels[-3:]), 'photometric': page.PhotometricInterpretation,
}, sys.stdout)`;

  it.each(['measured', 'japanese'] as const)(
    'carry the patient and study of the source, and the pixels of the page: %s',
    (name) => {
      const keywords = JSON.stringify(Object.keys(PATIENT));
      const { status, stdout } = run(PYTHON, ['-c', SCRIPT, file(name, 'sr'), file(name, 'sc'), keywords]);
      expect(status).toBe(0);
      const parsed = JSON.parse(stdout.toString('utf8'));
      const expected = { ...PATIENT, ...(name === 'japanese' ? JAPANESE : {}) };
      const pixels = name === 'japanese' ? 512 : 1024;
      expect(parsed).toEqual({
        report: expected,
        page: expected,
        bytes: pixels * pixels * 3,
        background: [10, 12, 15],
        photometric: 'RGB',
      });
    },
  );
});

withPeer('pixelmed', 'the report before pixelmed', () => {
  // Its template checks exceed the limits that newer Java sets for XPath.
  const LIMITS = ['TotalOp', 'ExprOp', 'ExprGrp'].map((name) => `-Djdk.xml.xpath${name}Limit=0`).join(' ');

  it('follows TID 1500 in every row', { timeout: 120_000 }, () => {
    const { output } = run('DicomSRValidator', [file('measured', 'sr')], { JAVA_TOOL_OPTIONS: LIMITS });
    expect(output).toContain('Found Root Template TID_1500');
    expect(output).toContain('IOD validation complete');
    expect(output.split('\n').filter((line) => /^(Error|Warning)/.test(line))).toEqual([]);
  });
});

function file(name: Case, kind: string): string {
  return join(folder, `${name}-${kind}.dcm`);
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { env: { ...process.env, ...env }, maxBuffer: 1 << 26 });
  return { status, stdout, output: `${stdout}${stderr}` };
}
