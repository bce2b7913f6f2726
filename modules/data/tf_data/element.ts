import { TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import type { StreamColumn } from "../_stream/mod.ts";

/** Values of an element under one name. */
export interface ElementValue {
  readonly name: string;
  /** With the batch axis, if elements are batches. */
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
  /** Row-major. */
  readonly values: ArrayLike<unknown>;
}

/** Inputs and targets of an element. */
export interface Element {
  readonly inputs: readonly ElementValue[];
  readonly targets: readonly ElementValue[];
}

/**
 * Reads the values of an element `{ xs, ys }` or `[xs, ys]`, and disposes its tensors.
 *
 * @throws {TolariaError} `data/invalid` if it is no such element.
 */
export async function readElement(element: unknown): Promise<Element> {
  const { xs, ys } = (
    Array.isArray(element) ? { xs: element[0], ys: element[1] } : Object(element)
  ) as {
    readonly xs?: unknown;
    readonly ys?: unknown;
  };
  if (xs === undefined || ys === undefined) {
    throw new TolariaError(
      "data/invalid",
      "An element of the dataset must be { xs, ys }: map it to that.",
    );
  }
  return { inputs: await readParts("xs", xs), targets: await readParts("ys", ys) };
}

/** What the user would have to say of a column for it to be that of `value`. */
export function columnOf({ shape, dtype }: ElementValue, batched: boolean): StreamColumn {
  return { shape: batched ? shape.slice(1) : shape, dtype };
}

async function readParts(name: string, parts: unknown): Promise<readonly ElementValue[]> {
  const named = isRecord(parts) ? Object.entries(parts) : [[name, parts] as const];
  return Promise.all(named.map(([part, value]) => readValue(part, value)));
}

async function readValue(name: string, value: unknown): Promise<ElementValue> {
  if (value instanceof tf.Tensor) {
    const { shape, dtype } = value;
    const values = await value.data();
    value.dispose();
    return { name, shape, dtype: dtype === "int32" ? "int32" : "float32", values };
  }
  if (ArrayBuffer.isView(value)) {
    const values = value as Float32Array;
    const dtype = value instanceof Int32Array ? "int32" : "float32";
    return { name, shape: [values.length], dtype, values };
  }
  const shape = shapeOf(value);
  const values = Array.isArray(value) ? value.flat(shape.length) : [value];
  return { name, shape, dtype: "float32", values };
}

function shapeOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  const plain = typeof value === "object" && value !== null && !Array.isArray(value);
  return plain && !ArrayBuffer.isView(value) && !(value instanceof tf.Tensor);
}
