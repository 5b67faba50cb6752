/** CPU time and peak memory of a process and those it started, from /proc (Linux; clock ticks are hundredths of a second). */
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
/** Of /proc/PID/stat, behind the name of the command. */
const FIELD = { utime: 11, stime: 12, childrenUtime: 13, childrenStime: 14 } as const;

/** User and system time so far, of children that have ended too. */
export function cpuSeconds(pid: number): number {
  const ticks = family(pid).map((member) => {
    const fields = statOf(member);
    const own = fields[FIELD.utime] + fields[FIELD.stime];
    return member === pid ? own + fields[FIELD.childrenUtime] + fields[FIELD.childrenStime] : own;
  });
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND;
}

/** Highest resident set, in MB (10⁶ bytes): of all its living processes together, each at its own highest. */
export function peakMegabytes(pid: number): number {
  const kibibytes = family(pid).map((member) =>
    Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${member}/status`))?.[1] ?? 0),
  );
  return (kibibytes.reduce((sum, each) => sum + each, 0) * 1024) / 1e6;
}

function family(pid: number): readonly number[] {
  const children = tasks(pid).flatMap((task) => read(`/proc/${pid}/task/${task}/children`).split(' '));
  return [pid, ...children.filter((child) => child !== '').flatMap((child) => family(Number(child)))];
}

function tasks(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    // It ended meanwhile.
    return [];
  }
}

function statOf(pid: number): readonly number[] {
  const text = read(`/proc/${pid}/stat`) || ') 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0';
  return text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
