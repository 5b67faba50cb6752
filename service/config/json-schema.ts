/** config/schema.json: the configuration as JSON Schema, for editors that complete and check YAML. */
import { z } from 'zod';
import { configSchema } from '../config.js';

export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly [keyword: string]: unknown;
}

export function configJsonSchema(): JsonSchema {
  return { title: 'Cambium configuration', ...z.toJSONSchema(configSchema, { io: 'input' }) } as JsonSchema;
}
