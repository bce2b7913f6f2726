import { z } from "../../deps.ts";

/** A whole number of at least 0. */
export const count: z.ZodType<number> = z.int().min(0);

/** State of a random stream: four whole numbers of 32 bits. */
export const randomState: z.ZodType<readonly number[]> = z.array(z.int()).length(4);
