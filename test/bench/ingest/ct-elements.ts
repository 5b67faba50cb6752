/**
 * What a scanner writes beside the pixels: some eighty elements, among them a sequence, private elements (one of them UN) and a
 * Latin-1 person name, so that a receiver that changes anything of it is found out.
 */
import type { ElementSpec } from '../../support/data-sets.js';
import { CT_CLASS } from '../../support/pdu-bytes.js';
import { COLUMNS, ROWS } from './pixels.js';

export interface SliceIdentity {
  /** Root of the UIDs of its study. */
  readonly root: string;
  /** From 1. */
  readonly number: number;
}

export function sopInstanceUid({ root, number }: SliceIdentity): string {
  return `${root}.4.${number}`;
}

/** In the order of their tags; of the pixels only what describes one frame of them. */
export function ctElements(slice: SliceIdentity): readonly ElementSpec[] {
  const { root, number } = slice;
  const position = (0.8 * number - 300).toFixed(2);
  return [
    ...IDENTIFICATION.slice(0, 4),
    text(0x00080016, 'UI', CT_CLASS),
    text(0x00080018, 'UI', sopInstanceUid(slice)),
    ...IDENTIFICATION.slice(4),
    ...PATIENT_AND_ACQUISITION,
    text(0x0020000d, 'UI', `${root}.1`),
    text(0x0020000e, 'UI', `${root}.2`),
    text(0x00200010, 'SH', '1'),
    text(0x00200011, 'IS', '2'),
    text(0x00200012, 'IS', '1'),
    text(0x00200013, 'IS', `${number}`),
    text(0x00200032, 'DS', `-200\\-200\\${position}`),
    text(0x00200037, 'DS', '1\\0\\0\\0\\1\\0'),
    text(0x00200052, 'UI', `${root}.3`),
    text(0x00201041, 'DS', position),
    ...IMAGE,
  ];
}

const IDENTIFICATION: readonly ElementSpec[] = [
  text(0x00080005, 'CS', 'ISO_IR 100'),
  text(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'),
  text(0x00080012, 'DA', '20240105'),
  text(0x00080013, 'TM', '101112.000'),
  text(0x00080020, 'DA', '20240105'),
  text(0x00080021, 'DA', '20240105'),
  text(0x00080022, 'DA', '20240105'),
  text(0x00080023, 'DA', '20240105'),
  text(0x00080030, 'TM', '101000.000'),
  text(0x00080031, 'TM', '101100.000'),
  text(0x00080032, 'TM', '101101.000'),
  text(0x00080033, 'TM', '101112.000'),
  text(0x00080050, 'SH', 'A1'),
  text(0x00080060, 'CS', 'CT'),
  text(0x00080070, 'LO', 'SYNTH'),
  text(0x00080080, 'LO', 'Test Hospital'),
  text(0x00080090, 'PN', 'Doc^Ref'),
  text(0x00081010, 'SH', 'CT01'),
  text(0x00081030, 'LO', 'CT CHEST W/O'),
  text(0x0008103e, 'LO', 'AXIAL 0.8'),
  text(0x00081070, 'PN', 'Op^Er'),
  text(0x00081090, 'LO', 'Synth 9000'),
  {
    tag: 0x00081140,
    vr: 'SQ',
    items: [{ elements: [text(0x00081150, 'UI', CT_CLASS), text(0x00081155, 'UI', '1.2.3.4.9')] }],
  },
  text(0x00090010, 'LO', 'SYNTH_PRIV_01'),
  text(0x00091001, 'LO', 'private text'),
  { tag: 0x00091002, vr: 'UN', value: Buffer.alloc(64, 7) },
];

const PATIENT_AND_ACQUISITION: readonly ElementSpec[] = [
  text(0x00100010, 'PN', 'Synth\xe9tique^Patient'),
  text(0x00100020, 'LO', 'PID1'),
  text(0x00100030, 'DA', '19600101'),
  text(0x00100040, 'CS', 'O'),
  text(0x00101010, 'AS', '064Y'),
  text(0x00101030, 'DS', '72.5'),
  text(0x00180015, 'CS', 'CHEST'),
  text(0x00180022, 'CS', 'HELICAL MODE'),
  text(0x00180050, 'DS', '0.8'),
  text(0x00180060, 'DS', '120'),
  text(0x00180090, 'DS', '500'),
  text(0x00181020, 'LO', 'v1.0'),
  text(0x00181030, 'LO', '5.1 Chest'),
  text(0x00181100, 'DS', '360.0'),
  text(0x00181110, 'DS', '1040'),
  text(0x00181111, 'DS', '570'),
  text(0x00181120, 'DS', '0'),
  text(0x00181130, 'DS', '150'),
  text(0x00181140, 'CS', 'CW'),
  text(0x00181150, 'IS', '500'),
  text(0x00181151, 'IS', '210'),
  text(0x00181152, 'IS', '105'),
  text(0x00181160, 'SH', 'BODY'),
  text(0x00181170, 'IS', '60'),
  text(0x00181190, 'DS', '0.7'),
  text(0x00181210, 'SH', 'STANDARD'),
  text(0x00185100, 'CS', 'FFS'),
  { tag: 0x00189311, vr: 'FD', value: Buffer.alloc(8) },
];

const IMAGE: readonly ElementSpec[] = [
  text(0x00204000, 'LT', 'synthetic'),
  short(0x00280002, 1),
  text(0x00280004, 'CS', 'MONOCHROME2'),
  short(0x00280010, ROWS),
  short(0x00280011, COLUMNS),
  text(0x00280030, 'DS', '0.78125\\0.78125'),
  short(0x00280100, 16),
  short(0x00280101, 12),
  short(0x00280102, 11),
  short(0x00280103, 0),
  text(0x00281050, 'DS', '40'),
  text(0x00281051, 'DS', '400'),
  text(0x00281052, 'DS', '-1024'),
  text(0x00281053, 'DS', '1'),
  text(0x00281054, 'LO', 'HU'),
  text(0x00400002, 'DA', '20240105'),
  text(0x00400244, 'DA', '20240105'),
  text(0x00400253, 'SH', 'PPS1'),
  text(0x00450010, 'LO', 'SYNTH_PRIV_45'),
  { tag: 0x00451001, vr: 'UN', value: Buffer.alloc(256, 3) },
  text(0x00451002, 'DS', '1.5'),
];

function text(tag: number, vr: string, value: string): ElementSpec {
  return { tag, vr, value };
}

function short(tag: number, value: number): ElementSpec {
  return { tag, vr: 'US', value: Buffer.from([value & 0xff, value >> 8]) };
}
