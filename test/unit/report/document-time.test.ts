import { describe, expect, it } from 'vitest';
import { documentTime } from '../../../service/report/document-time.js';

const AT = Date.UTC(2026, 11, 31, 23, 5, 9);

describe('the time of a document', () => {
  it.each([
    ['+0000', { date: '20261231', time: '230509', readable: '2026-12-31 23:05' }],
    ['+0530', { date: '20270101', time: '043509', readable: '2027-01-01 04:35' }],
    ['-0330', { date: '20261231', time: '193509', readable: '2026-12-31 19:35' }],
  ])('is that of the zone the source states: %s', (offset, expected) => {
    expect(documentTime(AT, offset)).toEqual(expected);
  });

  it.each([undefined, '', 'CET', '+1'])('is that of the node when the source states no usable one: %s', (offset) => {
    const local = new Date(AT);
    const { date, time } = documentTime(AT, offset);
    expect(Number(date)).toBe(local.getFullYear() * 10_000 + (local.getMonth() + 1) * 100 + local.getDate());
    expect(Number(time)).toBe(local.getHours() * 10_000 + local.getMinutes() * 100 + local.getSeconds());
  });
});
