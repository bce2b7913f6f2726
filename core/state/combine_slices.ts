import { z } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import type { StatePart } from "../ports/training_state.ts";
import { checkVersion, type SliceRestore, type StateSlice } from "./define_slice.ts";
import { parseState } from "./parse_state.ts";

/** Version of the combined data. */
const VERSION = 1;

/** Entries of the slices, in order. */
const EntriesSchema = z.array(
  z.strictObject({
    name: z.string().min(1),
    version: z.int().min(1),
    tensors: z.int().min(0),
    data: z.json(),
  }),
);

/** What of a slice exists in memory only: its derived tensors are so many of those of the whole part. */
interface Live {
  readonly own: Pick<StatePart, "live">;
  readonly derived: number | undefined;
}

/** Combines slices into one participant; they restore in order. */
export function combineSlices(name: string, slices: readonly StateSlice[]): StateSlice {
  return {
    name,
    capture: () => captureAll(slices),
    prepare: (part) => prepareAll(name, slices, part),
  };
}

function captureAll(slices: readonly StateSlice[]): StatePart {
  const parts = slices.map((slice) => slice.capture());
  const data = parts.map(({ version, data, tensors }, index) => ({
    name: (slices[index] as StateSlice).name,
    version,
    tensors: tensors.length,
    data,
  }));
  return {
    version: VERSION,
    data,
    tensors: parts.flatMap(({ tensors }) => tensors),
    derived: parts.flatMap(({ derived = [] }) => derived),
    live: parts.map(
      ({ version: _, data: __, tensors: ___, derived, ...own }): Live => ({
        own,
        derived: derived?.length,
      }),
    ),
  };
}

function prepareAll(name: string, slices: readonly StateSlice[], part: StatePart): SliceRestore {
  checkVersion(name, part, VERSION);
  const parts = partsOf(name, slices, part);
  const prepared: SliceRestore[] = [];
  const undo = () => {
    for (const restore of prepared.toReversed()) restore.abort();
  };
  try {
    slices.forEach((slice, index) => {
      prepared.push(slice.prepare(parts[index] as StatePart));
    });
  } catch (error) {
    undo();
    throw error;
  }
  return {
    commit: () => {
      for (const restore of prepared) restore.commit();
    },
    confirm: () => {
      for (const restore of prepared) restore.confirm();
    },
    settle: () => {
      for (const restore of prepared) restore.settle();
    },
    abort: undo,
  };
}

/** Splits a part into those of the slices, in order. */
function partsOf(name: string, slices: readonly StateSlice[], part: StatePart): StatePart[] {
  const entries = part.live
    ? (part.data as z.infer<typeof EntriesSchema>)
    : parseState(`"${name}"`, EntriesSchema, part.data as Json);
  const lives = (part.live ?? []) as readonly Live[];
  const queue = [...part.tensors];
  const derived = [...(part.derived ?? [])];
  const expected = slices.map((slice) => slice.name);
  const found = entries.map((entry) => entry.name);
  if (found.join() !== expected.join()) {
    throw new TolariaError(
      "state/invalid",
      `The slices of "${name}" must be ${expected.join(", ")}, but are ${found.join(", ")}. Cannot restore it.`,
    );
  }
  return entries.map(({ version, data, tensors }, index) => {
    const { own, derived: count } = lives[index] ?? {};
    return {
      version,
      data,
      tensors: queue.splice(0, tensors),
      ...(count !== undefined && { derived: derived.splice(0, count) }),
      ...own,
    };
  });
}
