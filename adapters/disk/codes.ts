/** The code table from its file. A table that cannot be read, or lacks a code the templates ask for, stops the start. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { CambiumError } from '../../service/errors/registry.js';
import { type CodeTable, codeTableSchema } from '../../service/report/codes.js';

/**
 * @param path config/codes.yaml of the installation.
 * @throws CambiumError `report.codes-invalid`, with the path of each value that is wrong.
 */
export async function loadCodes(path: string): Promise<CodeTable> {
  const parsed = codeTableSchema.safeParse(await readYaml(path));
  if (!parsed.success)
    throw new CambiumError('report.codes-invalid', z.prettifyError(parsed.error), { cause: parsed.error });
  return parsed.data;
}

async function readYaml(path: string): Promise<unknown> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new CambiumError('report.codes-invalid', `${path} cannot be read.`, { cause });
  }
}
