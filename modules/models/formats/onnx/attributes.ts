import { type AttributeProto, AttributeType, type GraphProto } from "../../../../proto/onnx/mod.ts";

/** An option of an operator: a number is an integer unless it is given as `{ float }`. */
export type Attribute =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | { readonly float: number }
  | { readonly graph: GraphProto };

/** Returns an option as the format has it. */
export function attributeOf(name: string, value: Attribute): AttributeProto {
  if (typeof value === "number") return { name, type: AttributeType.INT, i: value };
  if (typeof value === "string") return { name, type: AttributeType.STRING, s: bytesOf(value) };
  if ("float" in value) return { name, type: AttributeType.FLOAT, f: value.float };
  if ("graph" in value) return { name, type: AttributeType.GRAPH, g: value.graph };
  return value.every((one) => typeof one === "string")
    ? { name, type: AttributeType.STRINGS, strings: value.map(bytesOf) }
    : { name, type: AttributeType.INTS, ints: [...(value as readonly number[])] };
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
