/**
 * Content items of a Structured Report (PS3.3 §C.17.3): one function a value type, each giving the item as a naturalised
 * data set. `related` sets the relationship to the parent, so a tree reads as the templates of PS3.16 are written.
 */
import type { Outline } from '../../analyze/findings.js';
import type { NaturalDataSet } from '../../dicom/write-data-set.js';
import type { Code } from '../codes.js';
import { codeItem, type ImageReference, sopReference } from '../macros.js';

export type ContentItem = NaturalDataSet;

/** (0040,A010) Relationship Type. */
export type Relationship =
  | 'CONTAINS'
  | 'HAS CONCEPT MOD'
  | 'HAS OBS CONTEXT'
  | 'HAS ACQ CONTEXT'
  | 'INFERRED FROM'
  | 'SELECTED FROM';

export function related(relationship: Relationship, ...items: readonly ContentItem[]): ContentItem[] {
  return items.map((item) => ({ RelationshipType: relationship, ...item }));
}

export function container(name: Code, children: readonly ContentItem[]): ContentItem {
  return { ...item('CONTAINER', name, children), ContinuityOfContent: 'SEPARATE' };
}

export function code(name: Code, value: Code, children: readonly ContentItem[] = []): ContentItem {
  return { ...item('CODE', name, children), ConceptCodeSequence: [codeItem(value)] };
}

export function text(name: Code, value: string): ContentItem {
  return { ...item('TEXT', name), TextValue: value };
}

export function uidref(name: Code, uid: string): ContentItem {
  return { ...item('UIDREF', name), UID: uid };
}

/** A number goes out with six significant digits: more would claim a precision no measure has, and DS holds 16 characters. */
export function num(
  name: Code,
  measured: { readonly value: number; readonly unit: Code },
  children: readonly ContentItem[],
): ContentItem {
  const value = String(Number(measured.value.toPrecision(6)));
  return {
    ...item('NUM', name, children),
    MeasuredValueSequence: [{ MeasurementUnitsCodeSequence: [codeItem(measured.unit)], NumericValue: value }],
  };
}

/** Without a concept name: its place in the tree says what it is. */
export function image(reference: ImageReference): ContentItem {
  return { ValueType: 'IMAGE', ReferencedSOPSequence: [sopReference(reference)] };
}

/** Points a viewer draws without effort, and far below what the length field of an FL element can state. */
const MAX_POINTS = 1000;

/** A closed outline on an image: a POLYLINE that ends where it begins (PS3.3 §C.18.6.1.2). */
export function scoord(name: Code, outline: Outline, on: ImageReference): ContentItem {
  const step = Math.ceil(outline.length / MAX_POINTS);
  const points = outline.filter((_, i) => i % step === 0);
  return {
    ...item('SCOORD', name, related('SELECTED FROM', image(on))),
    GraphicType: 'POLYLINE',
    GraphicData: [...points, points[0]].flat(),
  };
}

function item(valueType: string, name: Code, children: readonly ContentItem[] = []): ContentItem {
  return {
    ValueType: valueType,
    ConceptNameCodeSequence: [codeItem(name)],
    ...(children.length > 0 ? { ContentSequence: children } : {}),
  };
}
