/** Processes of their own for tests that kill one, or set two against each other. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Starts `children/<name>.ts`; `lines` are what it prints. */
export function child(name: string, ...args: readonly string[]) {
  const script = fileURLToPath(new URL(`children/${name}.ts`, import.meta.url));
  const process_ = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { process: process_, lines: createInterface({ input: process_.stdout }), ended: ended(process_) };
}

async function ended(
  process_: ChildProcess,
): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  const [code, signal] = await once(process_, 'close');
  return { code, signal };
}
