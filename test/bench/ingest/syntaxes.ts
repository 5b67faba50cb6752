/** Transfer syntaxes that are measured: how images get it, and the options of dcmtk that keep it on the way. */
export interface Syntax {
  readonly name: string;
  /** Command and options that turn an Explicit VR Little Endian file into it; absent: it is that. */
  readonly encoder?: readonly [string, ...string[]];
  readonly storescuOption: string;
  /** Without it storescp takes uncompressed data only. */
  readonly storescpOption?: string;
}

export const EXPLICIT: Syntax = { name: 'Explicit VR Little Endian', storescuOption: '-x=' };

export const SYNTAXES: readonly Syntax[] = [
  EXPLICIT,
  { name: 'JPEG Lossless', encoder: ['dcmcjpeg', '+e1'], storescuOption: '-xs', storescpOption: '+xs' },
  { name: 'JPEG-LS', encoder: ['dcmcjpls', '+el'], storescuOption: '-xt', storescpOption: '+xt' },
  { name: 'JPEG 2000', encoder: ['gdcmconv', '--j2k'], storescuOption: '-xv', storescpOption: '+xv' },
  { name: 'RLE Lossless', encoder: ['dcmcrle'], storescuOption: '-xr', storescpOption: '+xr' },
];
