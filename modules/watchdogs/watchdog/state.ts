import { z } from "../../../deps.ts";
import type { LossRulesState } from "./loss_rules.ts";
import type { ValidationState } from "./validation_rules.ts";

/** What a watchdog remembers, as plain JSON. */
export interface WatchdogState {
  readonly losses: LossRulesState;
  readonly validation: ValidationState;
}

const count: z.ZodInt = z.int().min(0);

const history = z
  .strictObject({
    count,
    average: z.number(),
    highest: z.number().nullable(),
    size: z.int().min(1),
    window: z.array(z.number()),
  })
  .refine(({ count: added, size, window }) => window.length === Math.min(added, size), {
    message: 'a window of the last "size" losses, or of all if there are fewer',
  });

const streak = z.strictObject({
  rule: z.enum(["loss-ratio", "loss-sigma"]),
  firstStep: count,
  length: z.int().min(1),
});
/** Rules of {@link WatchdogState}. */
export const WatchdogStateSchema: z.ZodType<WatchdogState> = z.strictObject({
  losses: z.strictObject({ history, streak: streak.nullable() }),
  validation: z.strictObject({
    learned: z.boolean(),
    highestLoss: z.number().nullable(),
    told: z.boolean(),
  }),
});
