/** A Structured Report as indented lines: for people without a viewer, and for `git diff` of two reports. */
import type { DataSet } from '../dicom/data-set.js';
import { readDataSet } from '../dicom/data-set-reader.js';
import { splitPart10 } from '../dicom/part10.js';

const TAG = {
  codeMeaning: 0x00080104,
  referencedSopInstanceUid: 0x00081155,
  referencedFrameNumber: 0x00081160,
  referencedSopSequence: 0x00081199,
  unitsSequence: 0x004008ea,
  valueType: 0x0040a040,
  conceptNameSequence: 0x0040a043,
  uid: 0x0040a124,
  textValue: 0x0040a160,
  conceptCodeSequence: 0x0040a168,
  measuredValueSequence: 0x0040a300,
  numericValue: 0x0040a30a,
  contentSequence: 0x0040a730,
  graphicData: 0x00700022,
  graphicType: 0x00700023,
} as const;

const INDENT = '  ';
/** Bytes of a point: two FL values. */
const POINT_BYTES = 8;

/**
 * The tree of a report, one content item a line; a data set that is no report gives an empty text.
 * @param part10 a Part 10 file.
 * @throws CambiumError `instance.unreadable`
 */
export function documentText(part10: Buffer): string {
  const { meta, dataSet } = splitPart10(part10);
  const report = readDataSet(dataSet, meta.transferSyntaxUid, { extent: 'whole' });
  if (!report.has(TAG.valueType)) return '';
  return `${lines(report, report.charset, 0).join('\n')}\n`;
}

function lines(item: DataSet, charset: string, depth: number): string[] {
  const name = meaning(item.items(TAG.conceptNameSequence)[0], charset);
  const line = [name, value(item, charset)].filter((part) => part !== '').join(': ');
  return [
    INDENT.repeat(depth) + line,
    ...item.items(TAG.contentSequence).flatMap((child) => lines(child, charset, depth + 1)),
  ];
}

function value(item: DataSet, charset: string): string {
  switch (item.ascii(TAG.valueType)) {
    case 'CODE':
      return meaning(item.items(TAG.conceptCodeSequence)[0], charset);
    case 'TEXT':
      return item.text(TAG.textValue, charset) ?? '';
    case 'UIDREF':
      return item.ascii(TAG.uid) ?? '';
    case 'NUM':
      return measuredValue(item.items(TAG.measuredValueSequence)[0], charset);
    case 'SCOORD':
      return `${item.ascii(TAG.graphicType)}, ${(item.bytes(TAG.graphicData)?.length ?? 0) / POINT_BYTES} points`;
    case 'IMAGE':
      return `image ${imageName(item.items(TAG.referencedSopSequence)[0])}`;
    default:
      return '';
  }
}

function measuredValue(measured: DataSet | undefined, charset: string): string {
  const unit = meaning(measured?.items(TAG.unitsSequence)[0], charset);
  return `${measured?.ascii(TAG.numericValue) ?? ''} ${unit}`;
}

function imageName(reference: DataSet | undefined): string {
  const frame = reference?.ascii(TAG.referencedFrameNumber);
  return `${reference?.ascii(TAG.referencedSopInstanceUid)}${frame ? `, frame ${frame}` : ''}`;
}

function meaning(code: DataSet | undefined, charset: string): string {
  return code?.text(TAG.codeMeaning, charset) ?? '';
}
