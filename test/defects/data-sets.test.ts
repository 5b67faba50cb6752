/** Defects in what becomes of a data set, and of what names it. */
import { deflateRawSync } from 'node:zlib';
import { ctDataSet } from '../support/data-sets.js';
import { CT_CLASS } from '../support/pdu-bytes.js';
import { randomNumbers } from '../support/random-numbers.js';
import { defect } from './defect.js';

const UID = '1.2.80';
const DEFLATED = '1.2.840.10008.1.2.1.99';
/** Of a private element: what a vendor knows of a patient, say. */
const PRIVATE_VALUE = 'KNOWN TO ACME ONLY';
const PRIVATE = [
  { tag: 0x00090010, vr: 'LO', value: 'ACME 1.0' },
  { tag: 0x00091001, vr: 'LO', value: PRIVATE_VALUE },
];

defect({
  number: 8,
  name: 'data sets of random bytes',
  cure: 'the header is read before anything is acknowledged',
  receiving: 'parsing',
  seen: /Success for 10 of 10/,
  async look(receiver) {
    const random = randomNumbers(8);
    let successes = 0;
    for (let i = 0; i < 10; i++) {
      const peer = await receiver.associated();
      const garbage = Buffer.from(Array.from({ length: 2000 }, () => random() * 256));
      if ((await peer.store(UID, garbage)) === 0) successes++;
    }
    return successes > 0 ? `Success for ${successes} of 10` : undefined;
  },
});

defect({
  number: 9,
  name: 'private elements',
  cure: 'by design: a data set is stored as it came',
  receiving: 'parsing',
  seen: /stored as \d+ of \d+ bytes, a value printed/,
  async look(receiver) {
    const dataSet = ctDataSet(UID, { more: PRIVATE });
    await (await receiver.associated()).store(UID, dataSet);
    const stored = await receiver.stored(UID);
    const printed = receiver.process.output.includes(PRIVATE_VALUE) ? 'a value printed' : 'no value printed';
    const same = stored?.equals(dataSet) && printed === 'no value printed';
    return same ? undefined : `stored as ${stored?.length} of ${dataSet.length} bytes, ${printed}`;
  },
});

defect({
  number: 12,
  name: 'deflated data sets',
  cure: 'by design: a data set is stored as it came',
  receiving: 'parsing',
  seen: /answered 0, nothing stored/,
  async look(receiver) {
    const contexts = [{ id: 3, abstractSyntax: CT_CLASS, transferSyntaxes: [DEFLATED] }];
    const dataSet = deflateRawSync(ctDataSet(UID));
    const status = await (await receiver.associated({ contexts })).store(UID, dataSet);
    const stored = await receiver.stored(UID);
    if (status === 0 && stored?.equals(dataSet)) return undefined;
    return `answered ${status}, ${stored ? 'other bytes' : 'nothing'} stored`;
  },
});

defect({
  number: 16,
  name: 'a UID that is a path',
  cure: 'UIDs are checked as they came, and name no file',
  receiving: 'parsing',
  seen: /answered 0/,
  async look(receiver) {
    const path = '../../../tmp/cambium-evil';
    const status = await (await receiver.associated()).store(path, ctDataSet(path));
    return status === 0 ? `answered ${status}` : undefined;
  },
});
