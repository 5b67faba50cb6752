/** The part of the Cornerstone builds of CharLS, OpenJPEG and OpenJPH that this product uses; the packages ship no types. */
declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const load: (options: object) => Promise<{
    readonly HEAPU8: Uint8Array;
    readonly JpegLSDecoder: new () => import('./wasm-codec.js').WasmDecoder;
  }>;
  export = load;
}

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const load: (options: object) => Promise<{
    readonly HEAPU8: Uint8Array;
    readonly J2KDecoder: new () => import('./wasm-codec.js').WasmDecoder;
  }>;
  export = load;
}

declare module '@cornerstonejs/codec-openjph' {
  const load: (options: object) => Promise<{
    readonly HEAPU8: Uint8Array;
    readonly HTJ2KDecoder: new () => import('./wasm-codec.js').WasmDecoder;
  }>;
  export = load;
}
