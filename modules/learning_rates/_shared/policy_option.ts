import { isPolicyModule, type PolicyModule } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";

/** Rule of a policy that another one is composed of. */
export const PolicySchema: z.ZodType<PolicyModule> = z.custom<PolicyModule>(
  (value) => isPolicyModule(value) && value.create().forGroup === undefined,
  "a policy that a function such as constant() returns; perGroup() can only stand outermost",
);
