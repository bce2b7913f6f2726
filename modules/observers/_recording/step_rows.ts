import type { StepNumbers } from "./step_buffer.ts";

/** One step. */
export interface StepRow {
  readonly step: number;
  readonly epoch: number;
  readonly at_ms: number;
  readonly loss: number;
  /** In the order of the names. */
  readonly values: readonly number[];
}

/** The steps that a worker was sent. */
export function* stepRows({ names, steps }: StepNumbers): Iterable<StepRow> {
  const width = 4 + names.length;
  for (let at = 0; at + width <= steps.length; at += width) {
    const [step, epoch, at_ms, loss] = steps.subarray(at, at + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    yield { step, epoch, at_ms, loss, values: [...steps.subarray(at + 4, at + width)] };
  }
}
