import { tf } from "../../deps.ts";
import type { TensorUsage } from "../ports/reports/memory_report.ts";

/** Somebody who holds tensors. */
export interface TensorOwner {
  /** Name in reports. */
  readonly name: string;
  /** What it holds now. */
  usage(): TensorUsage;
}

/** What `tensors` come to. */
export function usageOf(tensors: Iterable<tf.Tensor | tf.Variable>): TensorUsage {
  let count = 0;
  let bytes = 0;
  for (const tensor of tensors) {
    count += 1;
    bytes += tensor.size * tf.util.bytesPerElement(tensor.dtype);
  }
  return { tensors: count, bytes };
}
