import { TolariaError } from "../errors/mod.ts";
import type { Alarm } from "../ports/watchdog.ts";

/** The error that too many consecutive non-finite steps end a run with; throws any other. */
export function divergence(error: unknown): TolariaError {
  if (TolariaError.is(error, "training/diverged")) return error;
  throw error;
}

/** The alarm about too many consecutive non-finite steps. */
export function divergenceAlarm({
  guard: { consecutive },
  progress: { step },
}: {
  readonly guard: { readonly consecutive: number };
  readonly progress: { readonly step: number };
}): Alarm {
  return {
    rule: "non-finite",
    firstStep: Math.max(0, step - consecutive + 1),
    lastStep: step,
    message: `loss or gradient was not finite for ${consecutive} consecutive steps, up to ${step}`,
  };
}
