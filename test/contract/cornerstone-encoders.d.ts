/** The encoders of the Cornerstone builds of CharLS, OpenJPEG and OpenJPH, which only tests use. */
declare module '@cornerstonejs/codec-charls/wasmjs' {
  const load: (options: object) => Promise<{
    readonly JpegLSEncoder: new () => import('./wasm-encoders.js').WasmEncoder & {
      setNearLossless(near: number): void;
    };
  }>;
  export = load;
}

declare module '@cornerstonejs/codec-openjpeg/wasmjs' {
  const load: (options: object) => Promise<{
    readonly J2KEncoder: new () => import('./wasm-encoders.js').WasmEncoder & {
      setDecompositions(levels: number): void;
      setTileSize(size: object): void;
    };
  }>;
  export = load;
}

declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const load: (options: object) => Promise<{
    readonly HTJ2KEncoder: new () => import('./wasm-encoders.js').WasmEncoder & {
      setProgressionOrder(order: number): void;
    };
  }>;
  export = load;
}
