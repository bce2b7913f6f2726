import type { CheckpointDtype, Json, Segment } from "../../../core/mod.ts";
import { type Block, corrupt } from "../../../core/safetensors/mod.ts";
import { z } from "../../../deps.ts";
import { sha256Of } from "./sha256.ts";

/** One owner's part as the journal has it. */
export interface PartText {
  readonly name: string;
  readonly version: number;
  readonly data: Json;
  readonly blocks: readonly Block[];
}

const dtype: z.ZodType<CheckpointDtype> = z.enum(["float32", "int32", "bool"]);

const segment: z.ZodType<Segment> = z.strictObject({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  offset: z.int().min(0),
  size: z.int().min(0),
});

const PartsSchema: z.ZodType<readonly PartText[]> = z.array(
  z.strictObject({
    name: z.string().min(1),
    version: z.int().min(1),
    data: z.json(),
    blocks: z.array(z.strictObject({ dtype, prefix: z.string(), segments: z.array(segment) })),
  }),
) as z.ZodType<readonly PartText[]>;

/** Everything of a checkpoint but its numbers. @throws {TolariaError} `checkpoint/corrupt`. */
export function parseStateText(text: string, sha256: string): readonly PartText[] {
  const found = sha256Of(new TextEncoder().encode(text));
  if (found !== sha256) throw corrupt(`the hash of its state must be ${sha256}: it is ${found}`);
  const parsed = PartsSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw corrupt("its state must be one of a run");
}
