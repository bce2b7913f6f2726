import { tf } from "../../../deps.ts";
import { unsupported } from "./make_weights.ts";
import type { CheckedFunctionHost, FunctionOutput } from "./options.ts";

/**
 * Checks what a forward pass returned.
 *
 * @throws {TolariaError} `host/unsupported` naming the output, its shape and the declared one.
 */
export function checkOutputs(
  outputs: readonly unknown[],
  inputs: readonly tf.Tensor[],
  { name, outputs: declared }: Pick<CheckedFunctionHost, "name" | "outputs">,
): readonly tf.Tensor[] {
  if (outputs.length !== declared.length) {
    throw unsupported(
      `its forward function must return ${declared.length} outputs, but returned ${outputs.length}`,
      name,
    );
  }
  const batch = inputs[0]?.shape[0] as number;
  outputs.forEach((output, at) => {
    const fault = faultOf(output, batch, declared[at] as FunctionOutput);
    if (fault) throw unsupported(`output ${at + 1} of its forward function must be ${fault}`, name);
  });
  return outputs as readonly tf.Tensor[];
}

function faultOf(output: unknown, batch: number, { shape }: FunctionOutput): string | undefined {
  if (output instanceof Promise) return "a tensor, but is a promise: compute it synchronously";
  if (!(output instanceof tf.Tensor)) return `a tensor, but is ${String(output)}`;
  if (output.isDisposed) return "a tensor that is not disposed";
  if (output.dtype !== "float32") return `float32, but is ${output.dtype}`;
  const [rows, ...sizes] = output.shape as readonly number[];
  const fits =
    rows === batch &&
    sizes.length === shape.length &&
    sizes.every((size, axis) => Number.isInteger(size) && (shape[axis] ?? size) === size);
  if (fits) return undefined;
  const wanted = [batch, ...shape.map((size) => size ?? "?")].join(", ");
  return `[${wanted}] for ${batch} examples, but is [${output.shape.join(", ")}]`;
}
