/**
 * Puts a graph together, operator by operator. Each call adds a node or a constant and returns the name of its value, so
 * that a graph reads like the arithmetic it does. Names are counted, hence the same code gives the same bytes.
 */
import {
  type Attribute,
  type Constant,
  DATA_TYPES,
  type ElementType,
  type Graph,
  type GraphValue,
  type Node,
} from './model.js';

export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #constants: Constant[] = [];

  /** Any operator with one output. */
  add(op: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string {
    return this.#node(op, inputs, `${op.toLowerCase()}_${this.#nodes.length}`, attributes);
  }

  /** Gives a value the name of an output of the graph. */
  output(name: string, value: string): void {
    this.#node('Identity', [value], name);
  }

  cast(value: string, type: ElementType): string {
    return this.add('Cast', [value], { to: DATA_TYPES[type] });
  }

  /** Elements `from` (included) to `to` (excluded) along an axis. */
  slice(value: string, axis: number, [from, to]: readonly [number, number]): string {
    return this.add('Slice', [value, this.int64([from]), this.int64([to]), this.int64([axis])]);
  }

  /** 0 keeps the size of an axis. */
  reshape(value: string, dims: readonly number[]): string {
    return this.add('Reshape', [value, this.int64(dims)]);
  }

  sum(value: string, axis: number, keep: 'keep' | 'drop'): string {
    return this.add('ReduceSum', [value, this.int64([axis])], { keepdims: keep === 'keep' ? 1 : 0 });
  }

  concat(values: readonly string[], axis: number): string {
    return this.add('Concat', values, { axis });
  }

  int32(value: number): string {
    return this.constant([], Int32Array.of(value));
  }

  int64(values: readonly number[]): string {
    return this.constant([values.length], BigInt64Array.from(values, BigInt));
  }

  float32(value: number): string {
    return this.constant([], Float32Array.of(value));
  }

  float64(value: number): string {
    return this.constant([], Float64Array.of(value));
  }

  constant(dims: readonly number[], data: Constant['data']): string {
    const name = `constant_${this.#constants.length}`;
    this.#constants.push({ name, dims, data });
    return name;
  }

  graph(about: { name: string; doc: string; inputs: readonly GraphValue[]; outputs: readonly GraphValue[] }): Graph {
    return { ...about, nodes: this.#nodes, constants: this.#constants };
  }

  #node(
    op: string,
    inputs: readonly string[],
    output: string,
    attributes?: Readonly<Record<string, Attribute>>,
  ): string {
    this.#nodes.push({ op, inputs, output, attributes });
    return output;
  }
}
