import { describe, expect, it } from 'vitest';
import { loadPack } from '../../../adapters/disk/model-pack-folder.js';
import { createInferenceEngine } from '../../../adapters/onnxruntime/engine.js';
import { CambiumError } from '../../../service/errors/registry.js';
import { verifyPacks, viewPack } from '../../../service/operate/packs.js';
import { projectPath } from '../../support/project.js';

const load = (name: string) => loadPack(projectPath('models/packs', name));

describe('viewPack', () => {
  it('shows digest, licence, measures and card of a pack', async () => {
    const view = viewPack(await load('densitometry'));
    expect(view).toMatchObject({
      id: 'densitometry',
      licence: { code: 'Apache-2.0', clinicalUse: 'none' },
      measures: expect.arrayContaining(['laa950']),
    });
    expect(view.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(view.card).toBe(projectPath('models/packs/densitometry/MODEL_CARD.md'));
  });
});

describe('verifyPacks', () => {
  const engine = createInferenceEngine();

  it('opens every graph of a whole pack', async () => {
    expect(await verifyPacks(['densitometry'], { load, engine })).toEqual([{ id: 'densitometry', ok: true }]);
  });

  it('goes on after a broken one and says what is wrong with it', async () => {
    const found = await verifyPacks(['absent', 'densitometry'], { load, engine });
    expect(found).toEqual([
      { id: 'absent', ok: false, message: expect.stringContaining('manifest.yaml') },
      { id: 'densitometry', ok: true },
    ]);
  });

  it('tells a graph that does not load', async () => {
    const refusing = { load: () => Promise.reject(new CambiumError('pack.invalid', 'local.onnx.')) };
    expect(await verifyPacks(['densitometry'], { load, engine: refusing })).toMatchObject([
      { ok: false, message: expect.stringContaining('local.onnx') },
    ]);
  });
});
