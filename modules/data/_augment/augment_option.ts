import { z } from "../../../deps.ts";
import type { Augment } from "./augmented_dataset.ts";

/** Rules of a source's option `augment`. */
export const AugmentSchema: z.ZodType<Augment> = z.custom<Augment>(
  (value) => typeof value === "function",
  "a function of an example and random numbers",
);
