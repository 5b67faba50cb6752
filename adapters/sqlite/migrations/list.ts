/** Every migration, in order; `user_version` of a database counts those it has had. Append only: a released one never changes. */
import { REGISTRY } from './001-registry.js';
import { PACKS } from './002-packs.js';
import { COMMITMENT } from './003-commitment.js';

export const MIGRATIONS: readonly string[] = [REGISTRY, PACKS, COMMITMENT];
