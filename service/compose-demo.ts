/** Composition of the demo: a node, a scanner and a small archive on loopback. Loaded when it is asked for. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng } from '../adapters/canvas/png.js';
import { createDicomListener } from '../adapters/dimse/storage-scp.js';
import { createStorageScu } from '../adapters/dimse/storage-scu.js';
import { composeNode } from './compose.js';
import { demoConfig } from './operate/demo/demo-config.js';
import { phantomStudy } from './operate/demo/phantom-study.js';
import { runDemo } from './operate/demo/run-demo.js';
import { writeDemo } from './operate/demo/write-demo.js';
import type { Operations } from './operate/operations.js';

export const demo: Operations['demo'] = async ({ out, keep }, onStep) => {
  const dataDir = keep ? join(out, 'data') : await mkdtemp(join(tmpdir(), 'cambium-demo-'));
  const study = phantomStudy();
  try {
    const result = await runDemo({
      study,
      archive: createDicomListener(),
      scanner: createStorageScu({ callingAeTitle: 'SCANNER', timeoutMs: 60_000 }),
      async startNode(archivePort, observe) {
        const { node, registry, observers, close } = await composeNode(demoConfig({ dataDir, archivePort }));
        observers.add(observe);
        const port = await node.start();
        const stop = async () => {
          await node.stop();
          close();
        };
        return { port, revision: (uid) => registry.revision(uid), stop };
      },
      onStep,
    });
    const files = await writeDemo(out, { study, result, encodePng });
    return { out, files, checks: result.checks, passed: result.passed };
  } finally {
    if (!keep) await rm(dataDir, { recursive: true, force: true });
  }
};
