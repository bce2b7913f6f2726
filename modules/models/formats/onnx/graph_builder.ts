import {
  DataType,
  type GraphProto,
  type NodeProto,
  type TensorProto,
} from "../../../../proto/onnx/mod.ts";
import type { WeightArray } from "../../_graph/mod.ts";
import { type Attribute, attributeOf } from "./attributes.ts";

/** Options of an operator by name. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** What the graphs of a model share: names, and constants. */
interface Shared {
  readonly names: Set<string>;
  readonly constants: Map<string, TensorProto>;
}

/** Collects the operators of a graph. Values are known by their names. */
export class GraphBuilder {
  readonly #nodes: NodeProto[] = [];
  readonly #transposes = new Map<string, { readonly from: string; readonly axes: number[] }>();
  readonly #shared: Shared;
  #scope = "";

  /** Creates an empty graph; one within `parent` sees its values and shares its constants. */
  constructor(parent?: GraphBuilder) {
    this.#shared = parent ? parent.#shared : { names: new Set(), constants: new Map() };
    this.#scope = parent ? parent.#scope : "";
  }

  /** Names what `work` adds after `scope`. */
  within<T>(scope: string, work: () => T): T {
    const outer = this.#scope;
    this.#scope = scope;
    try {
      return work();
    } finally {
      this.#scope = outer;
    }
  }

  /** Returns `name`, or that with the first number behind it that makes it unique. */
  unique(name: string): string {
    let candidate = name;
    for (let n = 2; this.#shared.names.has(candidate); n++) candidate = `${name}_${n}`;
    this.#shared.names.add(candidate);
    return candidate;
  }

  /** Adds a call of the operator `type` and returns its outputs. */
  call(type: string, inputs: readonly string[], attributes: Attributes, outputs: number): string[] {
    const name = this.unique(`${this.#scope}/${type}`);
    const output = Array.from({ length: outputs }, (_, index) =>
      index === 0 ? name : this.unique(`${name}.${index}`),
    );
    const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
    this.#nodes.push({ name, opType: type, input: [...inputs], output, attribute });
    return output;
  }

  /** Adds a call of an operator with one output. */
  op(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.call(type, inputs, attributes, 1)[0] as string;
  }

  /** Adds a value under a name of its own. */
  alias(value: string, name: string): void {
    this.#nodes.push({
      name: `${name}/Identity`,
      opType: "Identity",
      input: [value],
      output: [name],
    });
  }

  /** Reorders axes; two that undo each other leave nothing. */
  transpose(value: string, axes: readonly number[]): string {
    const before = this.#transposes.get(value);
    const from = before?.from ?? value;
    const order = before ? axes.map((axis) => before.axes[axis] as number) : [...axes];
    if (order.every((axis, index) => axis === index)) return from;
    const result = this.op("Transpose", [from], { perm: order });
    this.#transposes.set(result, { from, axes: order });
    return result;
  }

  /** Adds a constant of float32 numbers; the same numbers under the same name are one. */
  weight(name: string, { data, shape }: WeightArray): string {
    const wanted = `${this.#scope}/${name}`;
    const known = this.#shared.constants.get(wanted)?.rawData;
    if (known && Buffer.compare(known, bytesOf(data)) === 0) return wanted;
    const unique = this.unique(wanted);
    this.#constant(unique, DataType.FLOAT, bytesOf(data), shape);
    return unique;
  }

  /** Returns a float32 scalar. */
  scalar(value: number): string {
    const name = `float:${value}`;
    this.#constant(name, DataType.FLOAT, bytesOf(Float32Array.of(value)), []);
    return name;
  }

  /** Returns a list of integers. */
  ints(values: readonly number[]): string {
    const name = `ints:${values.join(",")}`;
    const data = BigInt64Array.from(values, BigInt);
    this.#constant(name, DataType.INT64, bytesOf(data), [values.length]);
    return name;
  }

  /** Returns the graph with what its outputs need. */
  finish(name: string, input: GraphProto["input"], output: GraphProto["output"]): GraphProto {
    const needed = new Set(output?.map((one) => one.name as string));
    const node = this.#nodes.toReversed().filter((one) => {
      if (!one.output?.some((out) => needed.has(out))) return false;
      for (const used of usedBy(one)) needed.add(used);
      return true;
    });
    return { name, node: node.toReversed(), input, output };
  }

  /** The constants that `graph` uses. */
  constantsOf(graph: GraphProto): TensorProto[] {
    const used = new Set(graph.node?.flatMap(usedBy));
    return [...this.#shared.constants.values()].filter(({ name }) => used.has(name as string));
  }

  #constant(name: string, dataType: number, rawData: Uint8Array, dims: readonly number[]): void {
    this.#shared.constants.set(name, { name, dataType, dims: [...dims], rawData });
  }
}

/** What a call needs, graphs within it too. */
function usedBy({ input, attribute }: NodeProto): string[] {
  const graphs = attribute?.flatMap(({ g }) => g ?? []) ?? [];
  return [...(input ?? []), ...graphs.flatMap(({ node }) => node ?? []).flatMap(usedBy)];
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
