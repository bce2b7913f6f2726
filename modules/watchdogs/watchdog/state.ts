import { z } from "../../../deps.ts";
import type { LossRulesState } from "./loss_rules.ts";
import type { ValidationState } from "./validation_rules.ts";

/** What a watchdog remembers, as plain JSON. */
export interface WatchdogState {
  readonly losses: LossRulesState;
  readonly validation: ValidationState;
}

const count: z.ZodInt = z.int().min(0);

/** Rules of {@link WatchdogState} for a window of `size` losses. */
export function WatchdogStateSchema(size: number): z.ZodType<WatchdogState> {
  const history = z
    .strictObject({
      count,
      average: z.number(),
      highest: z.number().nullable(),
      window: z.array(z.number()).max(size),
    })
    .refine(({ count: added, window }) => window.length === Math.min(added, size), {
      message: `a window of the last ${size} losses, or of all if there are fewer`,
    });
  const streak = z.strictObject({
    rule: z.enum(["loss-ratio", "loss-sigma"]),
    firstStep: count,
    length: z.int().min(1),
  });
  return z.strictObject({
    losses: z.strictObject({ history, streak: streak.nullable() }),
    validation: z.strictObject({
      learned: z.boolean(),
      highestLoss: z.number().nullable(),
      told: z.boolean(),
    }),
  });
}
