import { z } from "../../deps.ts";
import type { StateSlice } from "../state/define_slice.ts";
import { defineSlice } from "../state/define_slice.ts";
import { count, randomState } from "../state/schemas.ts";
import type { BatchFeeder } from "./batch_feeder.ts";

/** Which batch of the training data is next. */
export function dataSlice(train: BatchFeeder): StateSlice {
  return defineSlice({
    name: "data",
    schema: z.strictObject({ order: randomState.nullable(), batch: count }),
    read: () => {
      const { order, batch } = train.cursor();
      return { order: order ?? null, batch };
    },
    write: ({ order, batch }) => train.seek({ order: order ?? undefined, batch }),
  });
}
