/** Probe of our TLS certificate: can it be used, and for how long still? */
import type { Config } from '../../config.js';
import type { Clock } from '../../ports/clock.js';
import type { Probe } from './check.js';

const DAY_MS = 86_400_000;
/** Time for a hospital's authority to answer. */
const WARN_DAYS = 30;
const TODO = 'Put a renewed certificate in its place: it is taken up without a restart.';

export type TlsConfig = NonNullable<Config['tls']>;

/** Milliseconds since 1970 until which the certificate is valid. Throws `tls.unusable` if it, its key or an authority is of no use. */
export type InspectCertificate = (files: TlsConfig) => { readonly expiresAt: number };

export function certificateProbe(tls: TlsConfig, clock: Clock, inspect: InspectCertificate): Probe {
  return {
    name: 'TLS certificate',
    async look() {
      const { expiresAt } = inspect(tls);
      const days = Math.floor((expiresAt - clock.now()) / DAY_MS);
      const day = new Date(expiresAt).toISOString().slice(0, 10);
      if (expiresAt <= clock.now()) return { state: 'fail', what: `It expired on ${day}.`, todo: TODO };
      const what = `It is valid until ${day}, for ${days} more days.`;
      return days > WARN_DAYS ? { state: 'ok', what } : { state: 'warn', what, todo: TODO };
    },
  };
}
