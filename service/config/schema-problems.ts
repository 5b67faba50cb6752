/** Problems that the schema finds, one for each key: zod reports unknown keys together and a bad key of a record inside its own issue. */
import type { z } from 'zod';
import type { ConfigPath, Problem } from './problem.js';
import { suggestKey } from './suggest.js';

type Issue = z.core.$ZodIssue;

export function schemaProblems(error: z.ZodError): readonly Problem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, []));
}

function problemsOf(issue: Issue, parent: ConfigPath): readonly Problem[] {
  const path = [...parent, ...issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(path, key) }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ path, message }));
  }
  return [{ path, message: issue.message.replace(/^Invalid (input|option): /, '') }];
}

function unknownKey(path: ConfigPath, key: string): string {
  const meant = suggestKey(path, key);
  return meant ? `unknown key; did you mean ${meant}?` : 'unknown key';
}
