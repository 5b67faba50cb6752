/** The part of dcmjs 0.51 that this product uses; the package ships no types. */
declare module 'dcmjs' {
  export const data: {
    readonly DicomMetaDictionary: { denaturalizeDataset(dataSet: object): object };
    readonly DicomDict: { new (meta: object): { dict: object; write(options: object): ArrayBuffer } };
  };
  export const log: { setLevel(level: 'silent'): void };
}
