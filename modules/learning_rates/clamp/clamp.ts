import { PolicyModule, parseOptions } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { PolicySchema, passedThrough } from "../_shared/mod.ts";

/** Bounds of a learning rate; one of them at least. */
export interface ClampOptions {
  /** At least 0. @default 0 */
  readonly min?: number;
  /** Greater than 0, at least `min`. @default none */
  readonly max?: number;
}

const ClampSchema = z
  .strictObject({
    policy: PolicySchema,
    min: z.number().min(0).default(0),
    max: z.number().positive().default(Number.MAX_VALUE),
  })
  .refine(({ min, max }) => min <= max, { path: ["min"], message: 'at most "max"' })
  .refine(({ min, max }) => min > 0 || max < Number.MAX_VALUE, {
    path: ["min"],
    message: 'given where "max" is not',
  });

/** Keeps another policy's rates within bounds. */
export function clamp(policy: PolicyModule, options: ClampOptions): PolicyModule {
  const checked = parseOptions("make clamp", ClampSchema, { policy, ...options });
  const { min, max } = checked;
  return new PolicyModule(() => {
    const inner = checked.policy.create();
    return {
      ...passedThrough(inner),
      name: "clamp",
      rate: (moment) => Math.min(max, Math.max(min, inner.rate(moment))),
    };
  }, checked);
}
