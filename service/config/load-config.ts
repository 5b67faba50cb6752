/**
 * Loads the configuration: one YAML file (CAMBIUM_CONFIG, else `cambium.yaml` in the working directory, else none), the two
 * environment variables below, the schema's defaults. All or nothing: a Config that can be relied on, or every problem
 * with its line and path.
 */
import { type Config, configSchema } from '../config.js';
import { CambiumError } from '../errors/registry.js';
import { deepFreeze } from './freeze.js';
import { type ConfigPath, type Problem, pathText } from './problem.js';
import { schemaProblems } from './schema-problems.js';
import { semanticProblems } from './semantic-problems.js';

/** A YAML file as read by an adapter. */
export interface YamlFile {
  /** Plain data; undefined for an empty file. */
  readonly data: unknown;
  /** What keeps it from being YAML at all. */
  readonly syntaxProblems: readonly { readonly line: number; readonly message: string }[];
  /** Line, from 1, of the key at `path` or of the nearest one above it. */
  lineOf(path: ConfigPath): number;
}

/** The file at `path`; undefined if there is none. Throws `config.unreadable` if it cannot be read. */
export type ReadYaml = (path: string) => YamlFile | undefined;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface LoadOptions {
  /** Named by the user: it must exist. */
  readonly path?: string;
  readonly env?: Environment;
  readonly readYaml: ReadYaml;
}

const DEFAULT_PATH = 'cambium.yaml';

/** @throws CambiumError `config.unreadable`, `config.invalid` with a line for each problem */
export function loadConfig({ path, env = process.env, readYaml }: LoadOptions): Config {
  const named = path ?? env.CAMBIUM_CONFIG;
  const source = named ?? DEFAULT_PATH;
  const file = readYaml(source);
  if (!file && named) throw new CambiumError('config.unreadable', `There is no file ${named}.`);
  if (file && file.syntaxProblems.length > 0) {
    throw invalid(file.syntaxProblems.map(({ line, message }) => `${source}:${line}: ${message}`));
  }
  const lineOf = (problem: Problem) => `${source}:${file?.lineOf(problem.path) ?? 1}`;
  const parsed = configSchema.safeParse(file?.data ?? {});
  if (!parsed.success)
    throw invalid(schemaProblems(parsed.error).map((problem) => problemLine(lineOf(problem), problem)));
  const problems = semanticProblems(parsed.data);
  if (problems.length > 0) throw invalid(problems.map((problem) => problemLine(lineOf(problem), problem)));
  return deepFreeze(withEnvironment(parsed.data, env));
}

function withEnvironment(config: Config, { CAMBIUM_DATA_DIR: dataDir }: Environment): Config {
  return dataDir ? { ...config, storage: { ...config.storage, dataDir } } : config;
}

function problemLine(source: string, { path, message }: Problem): string {
  return path.length > 0 ? `${source}: ${pathText(path)}: ${message}` : `${source}: ${message}`;
}

function invalid(lines: readonly string[]): CambiumError {
  return new CambiumError('config.invalid', lines.join('\n'));
}
