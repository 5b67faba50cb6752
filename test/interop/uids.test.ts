/** Our tables of UIDs against the dictionary that pydicom has from PS3.6. */
import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { isStorageClass } from '../../service/dicom/sop-class.js';
import { knownTransferSyntaxes } from '../../service/dicom/transfer-syntax.js';
import { PYTHON, withPeer } from '../support/peers.js';

const DICTIONARY = `
import json
from pydicom.uid import UID, UID_dictionary
syntax = lambda uid: [not uid.is_implicit_VR, uid.is_little_endian, uid.is_deflated, uid.is_encapsulated]
print(json.dumps([[uid, entry[0], entry[1], syntax(UID(uid)) if entry[1] == "Transfer Syntax" else None]
                  for uid, entry in UID_dictionary.items()]))
`;
type Entry = readonly [uid: string, name: string, type: string, syntax: readonly boolean[] | null];

withPeer('pydicom', 'the dictionary of UIDs', () => {
  let entries: readonly Entry[];
  beforeAll(() => {
    entries = JSON.parse(execFileSync(PYTHON, ['-c', DICTIONARY], { encoding: 'utf8' }));
  });

  describe('SOP Classes', () => {
    const classes = () => entries.filter(([, name, type]) => type === 'SOP Class' && name !== '');
    // Commitment is a service of its own, and a directory is on media.
    const isStorage = (name: string) => /Storage/.test(name) && !/Commitment|Directory/.test(name);

    it('of storage are all stored, whatever number they have', () => {
      const refused = classes().filter(([uid, name]) => isStorage(name) && !isStorageClass(uid));
      expect(refused).toEqual([]);
      expect(classes().length).toBeGreaterThan(200);
    });

    it('of other services are none of storage', () => {
      expect(classes().filter(([uid, name]) => !isStorage(name) && isStorageClass(uid))).toEqual([]);
    });
  });

  it('says of every transfer syntax what our table says', () => {
    const known = new Map(entries.map(([uid, , , syntax]) => [uid, syntax]));
    for (const { uid, explicitVr, littleEndian, deflated, encapsulated } of knownTransferSyntaxes()) {
      expect([uid, known.get(uid)]).toEqual([uid, [explicitVr, littleEndian, deflated, encapsulated]]);
    }
  });

  it('calls lossy what our table calls so', () => {
    const names = new Map(entries.map(([uid, name]) => [uid, name]));
    const isReversible = (name: string) => /Lossless|Uncompressed|Endian/.test(name) && !/Lossy/.test(name);
    for (const { uid, lossy } of knownTransferSyntaxes()) {
      expect([uid, !isReversible(names.get(uid) ?? '')]).toEqual([uid, lossy]);
    }
  });
});
