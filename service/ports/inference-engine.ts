/**
 * InferenceEngine. Runs the ONNX graphs of a model pack. The service never sees the runtime: only tensors in, tensors out.
 */
export type TensorData =
  | { readonly type: 'float32'; readonly data: Float32Array }
  | { readonly type: 'float64'; readonly data: Float64Array }
  | { readonly type: 'int16'; readonly data: Int16Array }
  | { readonly type: 'int32'; readonly data: Int32Array }
  | { readonly type: 'uint8'; readonly data: Uint8Array };

/** Row-major; `dims` in the order the graph declares. */
export type Tensor = TensorData & { readonly dims: readonly number[] };
export type Tensors = Readonly<Record<string, Tensor>>;

export interface GraphFile {
  /** Name by which `run` asks for it, such as `local`. */
  readonly role: string;
  readonly path: string;
}

export interface Model {
  /** Runs that it does at a time; more of them wait for their turn. */
  readonly parallel: number;
  /**
   * Runs one graph, off the calling thread. The inputs are read before it returns: the caller may use their arrays again at
   * once. `analysis.inference-failed` if the runtime refuses the inputs or fails.
   */
  run(role: string, inputs: Tensors, signal?: AbortSignal): Promise<Tensors>;
  /** Frees the sessions; a second call does nothing. */
  dispose(): Promise<void>;
}

export interface InferenceEngine {
  /** Opens every graph, for as many threads as given: used by one run or by several. `pack.invalid` if one cannot be loaded. */
  load(graphs: readonly GraphFile[], options: { readonly threads: number }): Promise<Model>;
}
