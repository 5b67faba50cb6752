import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { assembleStudy } from '../../../service/assemble/assemble-study.js';
import type { SeriesDecision } from '../../../service/assemble/assembly.js';
import { configSchema } from '../../../service/config.js';
import { splitPart10 } from '../../../service/dicom/part10.js';
import { HEADER_BYTES, readInstanceHeader } from '../../../service/dicom/read-instance-header.js';
import { CambiumError } from '../../../service/errors/registry.js';
import type { ReceivedInstance } from '../../../service/ports/study-registry.js';
import { ctdata } from '../../support/ctdata.js';
import { withPeer } from '../../support/peers.js';

/** The instance a file holds; undefined for what the node would refuse to take in. */
function instanceOf(path: string): ReceivedInstance | undefined {
  const file = readFileSync(path);
  try {
    const { dataSet, meta } = splitPart10(file);
    const header = readInstanceHeader(dataSet.subarray(0, HEADER_BYTES), meta.transferSyntaxUid);
    return {
      header,
      object: { key: '', crc32: crc32(file), bytes: file.length },
      callingAeTitle: 'TEST',
      receivedAt: 0,
    };
  } catch (error) {
    if (error instanceof CambiumError && error.class === 'refused') return undefined;
    throw error;
  }
}

/** The decisions over every study in a folder, by the default rules. */
function decisions(folder: string): readonly SeriesDecision[] {
  const studies = new Map<string, ReceivedInstance[]>();
  for (const entry of readdirSync(ctdata(folder), { recursive: true, withFileTypes: true })) {
    const instance = entry.isFile() ? instanceOf(join(entry.parentPath, entry.name)) : undefined;
    if (!instance) continue;
    const { studyInstanceUid } = instance.header;
    studies.set(studyInstanceUid, [...(studies.get(studyInstanceUid) ?? []), instance]);
  }
  const rules = configSchema.parse({}).assemble;
  return [...studies.values()].flatMap((instances) => assembleStudy(instances, rules).series);
}

withPeer('ctdata', 'series of real studies', () => {
  it('phantom_multiseries: the 5 mm series is used, localizer and screen images have their reasons', () => {
    const told = decisions('phantom_multiseries').map(({ seriesNumber, used, reason, sentence }) => [
      seriesNumber,
      used,
      reason,
      sentence,
    ]);
    expect(told).toEqual([
      [100, false, 'series.localizer', 'localizer, 1 image'],
      [201, true, undefined, '28 slices of 5.0 mm'],
      [401, false, 'series.secondary-capture', '6 screen images (Secondary Capture), not CT slices'],
    ]);
  });

  it.each([
    ['abd_crlm1004', '41 slices of 5.0 mm'],
    ['chest_c3n00247', '99 slices of 3.0 mm'],
    ['head_cerr_hn', '90 slices of 3.0 mm'],
    ['head_cerr_synthich', '90 slices of 3.0 mm'],
    ['ts_abdpelvis', '112 slices of 3.0 mm'],
    ['phantom_tilt_neg', '54 slices of 2.4 mm'],
  ])('%s: %s', (folder, sentence) => {
    expect(decisions(folder)).toMatchObject([{ used: true, sentence }]);
  });

  it.each(['neg', 'rdsr', 'odd', 'syntaxes', 'ts_dicom20', 'seg_sr'])(
    '%s: nothing is used, and every series has a reason',
    (folder) => {
      for (const { used, reason, sentence } of decisions(folder))
        expect({ used, reason, sentence }).toEqual({
          used: false,
          reason: expect.any(String),
          sentence: expect.any(String),
        });
    },
  );

  it('rdsr: every series is a dose report', () => {
    expect(new Set(decisions('rdsr').map(({ reason }) => reason))).toEqual(new Set(['series.dose-sheet']));
  });
});
