import { z } from "../../deps.ts";
import { JsonNumberSchema } from "../json.ts";

/** A whole number of at least 0. */
export const count: z.ZodType<number> = z.int().min(0);

/** Any number, decoded from its JSON form, in which NaN and infinities are strings. */
export const anyNumber: z.ZodType<number> = JsonNumberSchema.transform(Number) as z.ZodType<number>;

/** State of a random stream: four whole numbers of 32 bits. */
export const randomState: z.ZodType<readonly number[]> = z.array(z.int()).length(4);
