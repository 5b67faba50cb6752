/** Problem: one thing that is wrong in a configuration, at the path of its key. */
export type ConfigPath = readonly (string | number)[];

export interface Problem {
  readonly path: ConfigPath;
  readonly message: string;
}

/** `deliver.destinations[0]`, as people write it. */
export function pathText(path: ConfigPath): string {
  return path
    .map((segment, index) => (typeof segment === 'number' ? `[${segment}]` : index === 0 ? segment : `.${segment}`))
    .join('');
}
