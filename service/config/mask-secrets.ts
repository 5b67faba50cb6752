/** The configuration as it may be shown: values whose key says secret are masked, wherever they stand. */
const SECRET_KEY = /password|passphrase|secret|token|credential|privateKey/i;
const MASK = '********';

export function maskSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, SECRET_KEY.test(key) ? MASK : maskSecrets(inner)]),
  );
}
