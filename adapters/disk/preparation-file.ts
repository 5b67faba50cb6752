/** An encoder's preparation from a YAML file: `orientation`, `axisOrder`, `steps`, as a pack's manifest has them. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Preparation, preparationSchema } from '../../service/analyze/prepare/steps.js';
import { CambiumError } from '../../service/errors/registry.js';

/** @throws CambiumError `input.invalid`, with the path of each value that is wrong */
export async function loadPreparation(path: string): Promise<Preparation> {
  const parsed = preparationSchema.safeParse(await readYaml(path));
  if (!parsed.success)
    throw new CambiumError('input.invalid', `${path}: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
  return parsed.data;
}

async function readYaml(path: string): Promise<unknown> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new CambiumError('input.invalid', `${path} cannot be read as YAML.`, { cause });
  }
}
