import type { Period, PolicyModule } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { AfterEndSchema, PeriodSchema, PolicySchema } from "../_shared/mod.ts";

/** One policy of a sequence, and how long it applies. */
export type SequenceStage =
  | (Period & { readonly policy: PolicyModule })
  | { readonly policy: PolicyModule; readonly steps?: never; readonly epochs?: never };

/** What a sequence may be told besides its stages. */
export interface SequenceOptions {
  /** What a longer run does: keep the last rate. Without it, a longer run is refused. */
  readonly afterEnd?: "hold";
}

/** A sequence with its stages' lengths apart from their policies. */
export interface CheckedSequence {
  readonly stages: readonly {
    readonly policy: PolicyModule;
    readonly period: Period | undefined;
  }[];
  readonly afterEnd?: "hold" | undefined;
}

const StageSchema = z
  .looseObject({ policy: PolicySchema })
  .transform(({ policy, ...rest }, context) => {
    if (Object.keys(rest).length === 0) return { policy, period: undefined };
    const period = PeriodSchema.safeParse(rest);
    if (period.success) return { policy, period: period.data };
    context.addIssue(period.error.issues[0]?.message ?? "a stage");
    return z.NEVER;
  });

/** Rules of a sequence. */
export const SequenceSchema: z.ZodType<CheckedSequence> = z.strictObject({
  stages: z
    .array(StageSchema)
    .min(1)
    .refine((stages) => stages.slice(0, -1).every(({ period }) => period !== undefined), {
      message: "stages that have a length, all but the last",
    }),
  afterEnd: AfterEndSchema,
});
