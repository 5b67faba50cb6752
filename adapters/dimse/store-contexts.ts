/**
 * The Presentation Contexts of an association on which we store: one for each SOP Class and transfer syntax, so that a peer
 * that refuses one still takes the others. What lies in Explicit VR Little Endian is offered in Implicit VR as well: the
 * default that every peer must take (PS3.5 §10.1), and the one syntax that we write anew in.
 */
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../../service/dicom/transfer-syntax.js';
import type { OutgoingInstance } from '../../service/ports/storage-scu.js';
import type { ProposedContext } from './associate-pdu.js';

export interface StoreContext extends ProposedContext {
  readonly transferSyntaxes: readonly [string];
}

/** Ids are odd and below 256 (PS3.8 §9.3.2.2). */
const MAX_CONTEXTS = 128;

export interface StoreContexts {
  readonly contexts: readonly StoreContext[];
  /** How many instances, from the first one on, they are enough for. */
  readonly instances: number;
}

export function storeContexts(instances: readonly OutgoingInstance[]): StoreContexts {
  const pairs = new Map<string, { readonly abstractSyntax: string; readonly transferSyntax: string }>();
  let covered = 0;
  for (const { sopClassUid: abstractSyntax, transferSyntaxUid } of instances) {
    const wanted = syntaxesFor(transferSyntaxUid).map((transferSyntax) => ({ abstractSyntax, transferSyntax }));
    const missing = wanted.filter((pair) => !pairs.has(keyOf(pair)));
    if (pairs.size + missing.length > MAX_CONTEXTS) break;
    for (const pair of missing) pairs.set(keyOf(pair), pair);
    covered++;
  }
  const contexts = [...pairs.values()].map(({ abstractSyntax, transferSyntax }, index) => {
    return { id: index * 2 + 1, abstractSyntax, transferSyntaxes: [transferSyntax] } as const;
  });
  return { contexts, instances: covered };
}

/** The best of the accepted contexts for an instance: in its own transfer syntax if there is one. */
export function contextFor(instance: OutgoingInstance, accepted: readonly StoreContext[]): StoreContext | undefined {
  const ofClass = accepted.filter(({ abstractSyntax }) => abstractSyntax === instance.sopClassUid);
  for (const syntax of syntaxesFor(instance.transferSyntaxUid)) {
    const found = ofClass.find(({ transferSyntaxes }) => transferSyntaxes[0] === syntax);
    if (found) return found;
  }
  return undefined;
}

/** In which an instance can be sent, the one it lies in first. */
function syntaxesFor(own: string): readonly string[] {
  return own === EXPLICIT_VR_LITTLE_ENDIAN ? [own, IMPLICIT_VR_LITTLE_ENDIAN] : [own];
}

function keyOf({ abstractSyntax, transferSyntax }: { abstractSyntax: string; transferSyntax: string }): string {
  return `${abstractSyntax} ${transferSyntax}`;
}
