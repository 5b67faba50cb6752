import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../../../service/dicom/data-set.js';
import { part10Header, splitPart10 } from '../../../service/dicom/part10.js';
import type { NaturalDataSet } from '../../../service/dicom/write-data-set.js';
import type { StoredInstance } from '../../../service/ports/instance-store.js';
import type { ReceivedInstance, StudyRevision } from '../../../service/ports/study-registry.js';
import { storeFile } from '../../../service/receive/store-file.js';
import { makeDocuments } from '../../../service/report/make-documents.js';
import { ctdata } from '../../support/ctdata.js';
import { exampleRevision, NOT_ANALYSED, PATIENT } from '../../support/findings.js';
import { withPeer } from '../../support/peers.js';
import { readBack, reportDeps } from '../../support/report-deps.js';

const TAG = {
  StudyDate: 0x00080020,
  StudyTime: 0x00080030,
  AccessionNumber: 0x00080050,
  ReferringPhysicianName: 0x00080090,
  StudyDescription: 0x00081030,
  PatientName: 0x00100010,
  PatientID: 0x00100020,
  IssuerOfPatientID: 0x00100021,
  PatientBirthDate: 0x00100030,
  PatientSex: 0x00100040,
  StudyID: 0x00200010,
} as const;

describe('the patient and study attributes of documents', () => {
  it('are those of the source, in the report and on the page', async () => {
    for (const document of await documentsOf({})) expect(copied(document)).toEqual(PATIENT);
  });

  it('are written in UTF-8, whatever their script', async () => {
    const names = {
      PatientName: 'Yamada^Tarou=山田^太郎=やまだ^たろう',
      ReferringPhysicianName: 'Müller^Jürgen',
      StudyDescription: 'Schädel',
    };
    const [report] = await documentsOf(names);
    expect(report.charset).toBe('ISO_IR 192');
    expect(copied(report)).toMatchObject(names);
  });

  it('stay empty where the source has none, and absent where the standard lets them', async () => {
    const none = Object.fromEntries(Object.keys(PATIENT).map((keyword) => [keyword, '']));
    for (const document of await documentsOf(none)) {
      const { IssuerOfPatientID, StudyDescription, ...type2 } = copied(document);
      expect([IssuerOfPatientID, StudyDescription]).toEqual([undefined, undefined]);
      expect(new Set(Object.values(type2))).toEqual(new Set(['']));
    }
  });

  it('are not shortened, for a shortened identifier is that of somebody else', async () => {
    const long = { PatientID: 'P'.repeat(70), AccessionNumber: '12345678901234567890' };
    const [report] = await documentsOf(long);
    expect(copied(report)).toMatchObject(long);
  });

  it('hold at most 64 characters in each group of a name, counted as characters', async () => {
    const deps = await reportDeps();
    const long = `${'A'.repeat(70)}=${'山'.repeat(64)}`;
    const revision = await withFirstInstance(await exampleRevision(deps), deps, (dataSet) => withName(dataSet, long));
    const [report] = await makeDocuments(revision, deps);
    expect(copied(await readBack(report, deps)).PatientName).toBe(`${'A'.repeat(64)}=${'山'.repeat(64)}`);
  });

  it('say that the patient is de-identified where the source does, and how', async () => {
    const method = {
      CodeValue: '113100',
      CodingSchemeDesignator: 'DCM',
      CodeMeaning: 'Basic Application Confidentiality Profile',
    };
    const source = { PatientIdentityRemoved: 'YES', DeidentificationMethodCodeSequence: [method] };
    for (const document of await documentsOf(source)) {
      expect(document.ascii(0x00120062)).toBe('YES');
      expect(document.items(0x00120064).map((item) => item.ascii(0x00080100))).toEqual(['113100']);
    }
    for (const document of await documentsOf({}))
      expect([document.has(0x00120062), document.has(0x00120064)]).toEqual([false, false]);
  });

  it('hold no date that is none', async () => {
    const [report] = await documentsOf({ PatientBirthDate: '1970' });
    expect(copied(report).PatientBirthDate).toBe('');
  });

  it('are found behind a large private group', async () => {
    const deps = await reportDeps();
    const revision = await exampleRevision(deps);
    const grown = await withFirstInstance(revision, deps, (dataSet) =>
      Buffer.concat([dataSet.subarray(0, firstOf(dataSet)), largeGroup(), dataSet.subarray(firstOf(dataSet))]),
    );
    const [report] = await makeDocuments(grown, deps);
    expect(copied(await readBack(report, deps))).toEqual(PATIENT);
  });

  it('are reported as unreadable when the stored bytes are no data set', async () => {
    const deps = await reportDeps();
    const damaged = await withFirstInstance(await exampleRevision(deps), deps, () =>
      Buffer.from('not a data set at all'),
    );
    await expect(makeDocuments(damaged, deps)).rejects.toMatchObject({ code: 'report.source-unreadable' });
  });

  it('come from an instance that is not CT when the study has no other', async () => {
    const deps = await reportDeps();
    const revision = await exampleRevision(deps, { results: NOT_ANALYSED });
    const instances = revision.instances.map((instance) => ({
      ...instance,
      header: { ...instance.header, sopClassUid: '1.2.840.10008.5.1.4.1.1.7', modality: 'OT' },
    }));
    const [report] = await makeDocuments({ ...revision, instances }, deps);
    expect(copied(await readBack(report, deps))).toEqual(PATIENT);
  });
});

withPeer('ctdata', 'names in the character sets of the field', () => {
  const expected: readonly [string, string][] = [
    ['chrGerm.dcm', 'Äneas^Rüdiger'],
    ['chrFren.dcm', 'Buc^Jérôme'],
    ['chrRuss.dcm', 'Люкceмбypг'],
    ['chrGreek.dcm', 'Διονυσιος'],
    ['chrArab.dcm', 'قباني^لنزار'],
    ['chrHbrw.dcm', 'שרון^דבורה'],
    ['chrH31.dcm', 'Yamada^Tarou=山田^太郎=やまだ^たろう'],
    ['chrH32.dcm', 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう'],
    ['chrI2.dcm', 'Hong^Gildong=洪^吉洞=홍^길동'],
    ['chrX1.dcm', 'Wang^XiaoDong=王^小東='],
    ['chrX2.dcm', 'Wang^XiaoDong=王^小东='],
  ];

  it.each(expected)('stay the same name from %s', async (file, name) => {
    const deps = await reportDeps();
    const revision = await exampleRevision(deps);
    const source = readFileSync(ctdata('odd', 'charset_files', file));
    const instances = revision.instances.map((instance) => ({ ...instance, object: kept(deps, instance, source) }));
    const [report] = await makeDocuments({ ...revision, instances }, deps);
    expect(copied(await readBack(report, deps)).PatientName).toBe(name);
  });
});

type Stores = Awaited<ReturnType<typeof reportDeps>>;

/** Other bytes under the names of an instance. */
function kept({ instances }: Stores, { header, callingAeTitle }: ReceivedInstance, file: Buffer): StoredInstance {
  return storeFile(instances, { ...header, callingAeTitle }, { file, receivedAt: 0 });
}

async function documentsOf(source: NaturalDataSet): Promise<DataSet[]> {
  const deps = await reportDeps();
  const documents = await makeDocuments(await exampleRevision(deps, { source }), deps);
  return Promise.all(documents.map((document) => readBack(document, deps)));
}

function copied(dataSet: DataSet): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(TAG).map(([keyword, tag]) => [keyword, dataSet.text(tag)]));
}

/** The revision with other bytes for the instance that attributes are read from: the first by UID. */
async function withFirstInstance(
  revision: StudyRevision,
  deps: Stores,
  change: (dataSet: Buffer) => Buffer,
): Promise<StudyRevision> {
  const uids = revision.instances.map(({ header }) => header.sopInstanceUid).sort();
  const instances = revision.instances.map(async (instance) => {
    if (instance.header.sopInstanceUid !== uids[0]) return instance;
    const { meta, dataSet } = splitPart10(await deps.instances.get(instance.object.key));
    const file = Buffer.concat([part10Header(meta), change(dataSet)]);
    return { ...instance, object: kept(deps, instance, file) };
  });
  return { ...revision, instances: await Promise.all(instances) };
}

/** Where group 0010 begins in a data set in Explicit VR Little Endian. */
function firstOf(dataSet: Buffer): number {
  return dataSet.indexOf(Buffer.from([0x10, 0x00, 0x10, 0x00, 0x50, 0x4e]));
}

/** With another Patient's Name, of any length: the writer would refuse an illegal one. */
function withName(dataSet: Buffer, name: string): Buffer {
  const at = firstOf(dataSet);
  const value = Buffer.from(Buffer.byteLength(name) % 2 ? `${name} ` : name);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(value.length);
  const after = at + 8 + dataSet.readUInt16LE(at + 6);
  return Buffer.concat([dataSet.subarray(0, at + 6), length, value, dataSet.subarray(after)]);
}

/** (0009,1001) UN of 300 kB. */
function largeGroup(): Buffer {
  const header = Buffer.from([0x09, 0x00, 0x01, 0x10, 0x55, 0x4e, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(300_000, 8);
  return Buffer.concat([header, Buffer.alloc(300_000)]);
}
