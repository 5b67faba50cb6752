/** What a figure was measured on: processor, kernel, file system, versions, date. One paragraph. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';

const UNKNOWN = 'unknown';

/** Without the folder that was written to, and the peers: for what writes nothing. */
export function describeHardware(): string {
  const [{ model }] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return (
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores of ${model} (${arch()}), ${memory}, ` +
    `${distribution()}, Linux ${release()}`
  );
}

/** @param folder on the file system that was written to. */
export function describeMachine(folder: string): string {
  const fileSystem = output('findmnt', ['-no', 'FSTYPE,OPTIONS', '-T', folder]).replace(/\s+/, ' (');
  const versions = [
    `Node ${process.versions.node}`,
    `dcmtk ${/v([\d.]+)/.exec(output('dcmsend', ['--version']))?.[1] ?? UNKNOWN}`,
    `Orthanc ${/Orthanc ([\d.]+)/.exec(output('Orthanc', ['--version']))?.[1] ?? UNKNOWN}`,
  ];
  return `${describeHardware()}, ${fileSystem}); ${versions.join(', ')}. TCP_NODELAY=1 at both ends.`;
}

function distribution(): string {
  return /PRETTY_NAME="(.+)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? UNKNOWN;
}

function output(command: string, args: readonly string[]): string {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout?.trim() || UNKNOWN;
}
