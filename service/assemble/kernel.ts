/**
 * Convolution Kernel (0018,1210) of the big makers, smooth or sharp. Sharp kernels raise noise and shift the tails of a
 * histogram, so of two equal reconstructions the smooth one is measured. An unknown name counts as smooth.
 */
const SHARP: readonly RegExp[] = [
  // GE: by name. STANDARD, SOFT and DETAIL are smooth.
  /^(LUNG|BONE(PLUS)?|EDGE|ULTRA|HD(LUNG|BONE))/,
  // Siemens: letters, then sharpness as a number: B70f, Br59d, Hr64, I70f.
  /^[A-Z][A-Z]?(5[5-9]|[6-9]\d)[A-Z]?/,
  // Canon and Toshiba: FC30 and above are bone, FC50 and above lung.
  /^FC(3\d|[5-9]\d)/,
  // Philips: D and above.
  /^(D|E|L|Y[A-D])$/,
];

export function isSharpKernel(kernel: string | undefined): boolean {
  const name = (kernel ?? '').toUpperCase().split('\\')[0].trim();
  return SHARP.some((pattern) => pattern.test(name));
}
