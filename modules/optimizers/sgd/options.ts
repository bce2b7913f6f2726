import { z } from "../../../deps.ts";
import { type DecayOptions, DecayShape, share } from "../_shared/mod.ts";

/** How gradient descent updates; its decay is coupled, as a penalty on the weights would be. @default none */
export interface SgdOptions extends DecayOptions {
  /** Share of the buffer that is kept, in [0, 1); 0 for no buffer. @default 0 */
  readonly momentum?: number;
  /** Share of the gradient that does not go into the buffer, in [0, 1). @default 0 */
  readonly dampening?: number;
  /** Looks ahead along the buffer; needs momentum and no dampening. @default false */
  readonly nesterov?: boolean;
}

/** The options with every default filled in. */
export type CheckedSgdOptions = Required<SgdOptions>;

/** Rules of {@link SgdOptions}. */
export const SgdSchema: z.ZodType<CheckedSgdOptions> = z
  .strictObject({
    ...DecayShape,
    momentum: share.default(0),
    dampening: share.default(0),
    nesterov: z.boolean().default(false),
  })
  .refine(({ nesterov, momentum, dampening }) => !nesterov || (momentum > 0 && dampening === 0), {
    path: ["nesterov"],
    message: "false without momentum, and with dampening",
  });
