import { z } from "../../deps.ts";
import type { StateSlice } from "../state/define_slice.ts";
import { defineSlice } from "../state/define_slice.ts";
import { count, randomState } from "../state/schemas.ts";
import type { Feeder } from "./feeder.ts";

/** State of the stream that shuffles an epoch, or the number of an epoch that is read in order. */
const epochState = z.union([randomState, z.tuple([count])]);

/** Which batch of the training data is next. */
export function dataSlice(train: Feeder): StateSlice {
  return defineSlice({
    name: "data",
    schema: z.strictObject({ order: epochState.nullable(), batch: count }),
    read: () => {
      const { order, batch } = train.cursor();
      return { order: order ?? null, batch };
    },
    write: ({ order, batch }) => train.seek({ order: order ?? undefined, batch }),
  });
}
