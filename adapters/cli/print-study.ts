/** A study for people: series and why, results, documents and where they went, and what was decided when. */
import type { DeliveryView, SeriesView, StudyView, TraceView } from '../../service/operate/study-view.js';
import { type Cell, tableLines } from './table.js';
import { line, type TerminalStream } from './terminal.js';

type ResultView = StudyView['results'][number];

export function printStudy(stream: TerminalStream, study: StudyView): void {
  line(stream, `study ${study.studyInstanceUid}`);
  line(stream, `revision ${study.revision}, ${study.state}`);
  section(stream, ['series', 'modality', 'instances', 'used', 'why'], study.series.map(seriesRow));
  section(stream, ['measure', 'state', 'value', 'why or note'], study.results.map(resultRow));
  section(
    stream,
    ['document', 'SOP Instance UID', 'file'],
    study.documents.map(({ kind, sopInstanceUid, file }) => [kind, sopInstanceUid, file ?? '']),
  );
  const kinds = new Map(study.documents.map(({ kind, sopInstanceUid }) => [sopInstanceUid, kind]));
  section(
    stream,
    ['destination', 'document', 'at', 'state', 'outcome'],
    study.deliveries.map((delivery) => deliveryRow(delivery, kinds.get(delivery.sopInstanceUid))),
  );
  section(stream, ['at', 'stage', 'what'], study.trace.map(traceRow));
}

function section(stream: TerminalStream, header: readonly string[], rows: readonly (readonly Cell[])[]): void {
  if (rows.length === 0) return;
  line(stream);
  for (const text of tableLines(header, rows, stream.columns)) line(stream, text);
}

function seriesRow({ seriesNumber, modality, instances, used, reason }: SeriesView): readonly Cell[] {
  return [seriesNumber, modality, instances, used ? 'yes' : 'no', reason];
}

function resultRow({ title, state, value, unit, attention, message, note }: ResultView): readonly Cell[] {
  const measured = value === undefined ? '' : `${Number(value.toPrecision(4))} ${unit ?? ''}`.trimEnd();
  return [title, attention ? `${state}, attention` : state, measured, message ?? note ?? ''];
}

const PROVEN = { commit: 'committed', find: 'seen' } as const;

function deliveryRow(
  { destination, at, status, code, message, proof }: DeliveryView,
  kind: string | undefined,
): readonly Cell[] {
  const accepted = code === undefined ? 'sent' : 'failed';
  const answered = status === undefined ? '' : `0x${status.toString(16).toUpperCase().padStart(4, '0')}`;
  const outcome = [answered, code, message].filter(Boolean).join(' ');
  return [destination, kind, at, proof ? PROVEN[proof] : accepted, outcome];
}

function traceRow({ at, stage, event, reason, message }: TraceView): readonly Cell[] {
  return [at, stage, [event, reason && `(${reason})`, message].filter(Boolean).join(' ')];
}
