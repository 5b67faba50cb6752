/** Files that are kept in the repository but decided by code: a test holds each equal to what would be written now. */
import { configJsonSchema } from '../../service/config/json-schema.js';
import { errorsDocument } from '../../service/errors/errors-document.js';

export interface GeneratedFile {
  readonly path: string;
  readonly content: () => string;
}

export const GENERATED_FILES: readonly GeneratedFile[] = [
  { path: 'config/schema.json', content: () => `${JSON.stringify(configJsonSchema(), null, 2)}\n` },
  { path: 'docs/errors.md', content: errorsDocument },
];
