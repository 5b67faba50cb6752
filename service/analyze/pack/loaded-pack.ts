/** A pack that has been read and whose files have the digests its manifest states, ready for the engine. */
import { createHash } from 'node:crypto';
import type { GraphFile } from '../../ports/inference-engine.js';
import { graphFiles, type Manifest } from './manifest.js';

export interface LoadedPack {
  readonly manifest: Manifest;
  /** `sha256:…` over the manifest's bytes and the digests of its files: in every result and document. */
  readonly digest: string;
  /** `sha256:…` over encoder, input and pooling: what a head fitted on site is bound to. */
  readonly headBinding: string;
  readonly graphs: readonly GraphFile[];
}

/** Any byte of the pack changes it, a comment in the manifest too. */
export function packDigest(manifestBytes: Uint8Array, { files }: Manifest): string {
  const hash = createHash('sha256').update(manifestBytes);
  for (const { sha256 } of files) hash.update(sha256);
  return `sha256:${hash.digest('hex')}`;
}

/** Only what changes an embedding changes it: graphs, input steps and pooling, not titles, measures or the card. */
export function headBinding(manifest: Manifest): string {
  const encoder = graphFiles(manifest).map(({ role, sha256 }) => ({ role, sha256 }));
  const { graphs, input, pool } = manifest;
  const bound = JSON.stringify({ encoder, graphs, input, pool });
  return `sha256:${createHash('sha256').update(bound).digest('hex')}`;
}
