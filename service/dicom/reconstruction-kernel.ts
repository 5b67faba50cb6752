/**
 * Reconstruction kernels by how they treat noise. A sharp kernel spreads the values of every tissue, which moves voxels over
 * a threshold that the tissue itself does not cross: LAA-950 of one scan differs by several percentage points between a soft
 * and a sharp kernel (Gallardo-Estrella, Eur Radiol 2016;26:478).
 *
 * The table follows the vendors' naming, not their documentation. What it does not name is unknown, never guessed.
 */
export const KERNEL_CLASSES = ['sharp', 'soft'] as const;
export type KernelClass = (typeof KERNEL_CLASSES)[number] | 'unknown';

interface KernelRule {
  readonly vendor: string;
  readonly pattern: RegExp;
  readonly class: KernelClass;
}

/** First match counts; names are compared in upper case. */
const RULES: readonly KernelRule[] = [
  // One or two letters for the body part, then a number that rises with sharpness: B70f, Br64d, Bl57, I31f, Hr40.
  { vendor: 'Siemens', pattern: /^[BHTUIJQ][A-Z]?[5-9]\d/, class: 'sharp' },
  { vendor: 'Siemens', pattern: /^[BHTUIJQ][A-Z]?[1-4]\d/, class: 'soft' },
  { vendor: 'GE', pattern: /^(HD ?)?(LUNG|BONE|BONEPLUS|BONE\+|EDGE|ULTRA)\b/, class: 'sharp' },
  { vendor: 'GE', pattern: /^(HD )?(SOFT|STANDARD|STND|STD)\b/, class: 'soft' },
  // Tens: 0 and 1 body, 2 head, 3 and 8 bone, 5 lung.
  { vendor: 'Canon, Toshiba', pattern: /^FC[358]\d/, class: 'sharp' },
  { vendor: 'Canon, Toshiba', pattern: /^FC[0-2]\d/, class: 'soft' },
  { vendor: 'Philips', pattern: /^(C|D|E|L|LUNG|Y[A-E])$/, class: 'sharp' },
  { vendor: 'Philips', pattern: /^(A|B|SA|SB|UA|UB|BRAIN STANDARD)$/, class: 'soft' },
];

/** @param kernel Convolution Kernel (0018,1210); of several values the first names the kernel, others its strength. */
export function kernelClass(kernel: string | undefined): KernelClass {
  const name = kernel?.split('\\')[0].trim().toUpperCase() ?? '';
  return RULES.find(({ pattern }) => pattern.test(name))?.class ?? 'unknown';
}
