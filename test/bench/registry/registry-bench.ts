/** What every part of the benchmark of a full registry is given. */
export interface RegistryBench {
  /** Root of the checkout whose node is measured. */
  readonly product: string;
  /** For everything that is made and thrown away. */
  readonly folder: string;
  /** Path of the full one. */
  readonly registry: string;
  /** It was filled with. */
  readonly studies: number;
  /** Of recording, and of the whole node. */
  readonly rounds: number;
  readonly nodeRounds: number;
  /** Says what goes on. */
  readonly tell: (text: string) => void;
}
