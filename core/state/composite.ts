import { z } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import type { StatePart } from "../ports/training_state.ts";
import { parseState } from "./parse_state.ts";
import { checkVersion } from "./plain_slice.ts";
import type { SliceRestore, StateSlice } from "./state_slice.ts";

/** Of the form that the data of a composite has. */
const VERSION = 1;

/** What is written down of each section, in their order. */
const EntriesSchema = z.array(
  z.strictObject({
    name: z.string().min(1),
    version: z.int().min(1),
    tensors: z.int().min(0),
    data: z.json(),
  }),
);

/** What a section leaves in memory only. */
type Live = Pick<StatePart, "live" | "derived">;

/** A participant that is made of several, which restore in their order. */
export function composite(name: string, sections: readonly StateSlice[]): StateSlice {
  return {
    name,
    capture: () => captureAll(sections),
    prepare: (part) => prepareAll(name, sections, part),
  };
}

function captureAll(sections: readonly StateSlice[]): StatePart {
  const parts = sections.map((section) => section.capture());
  const data = parts.map(({ version, data, tensors }, index) => ({
    name: (sections[index] as StateSlice).name,
    version,
    tensors: tensors.length,
    data,
  }));
  return {
    version: VERSION,
    data,
    tensors: parts.flatMap(({ tensors }) => tensors),
    derived: parts.flatMap(({ derived = [] }) => derived),
    live: parts.map(({ version: _, data: __, tensors: ___, ...live }): Live => live),
  };
}

function prepareAll(name: string, sections: readonly StateSlice[], part: StatePart): SliceRestore {
  checkVersion(name, part, VERSION);
  const parts = partsOf(name, sections, part);
  const prepared: SliceRestore[] = [];
  const undo = () => {
    for (const one of prepared.toReversed()) one.abort();
  };
  try {
    sections.forEach((section, index) => {
      prepared.push(section.prepare(parts[index] as StatePart));
    });
  } catch (error) {
    undo();
    throw error;
  }
  return {
    commit: () => {
      for (const one of prepared) one.commit();
    },
    confirm: () => {
      for (const one of prepared) one.confirm();
    },
    settle: () => {
      for (const one of prepared) one.settle();
    },
    abort: undo,
  };
}

/** The part of each section, in order. */
function partsOf(name: string, sections: readonly StateSlice[], part: StatePart): StatePart[] {
  const entries = part.live
    ? (part.data as z.infer<typeof EntriesSchema>)
    : parseState(`"${name}"`, EntriesSchema, part.data as Json);
  const lives = (part.live ?? []) as readonly Live[];
  const queue = [...part.tensors];
  const expected = sections.map((section) => section.name);
  const found = entries.map((entry) => entry.name);
  if (found.join() !== expected.join()) {
    throw new TolariaError(
      "state/invalid",
      `The slices of "${name}" must be ${expected.join(", ")}, but are ${found.join(", ")}. Cannot restore it.`,
    );
  }
  return entries.map(({ version, data, tensors }, index) => ({
    version,
    data,
    tensors: queue.splice(0, tensors),
    ...lives[index],
  }));
}
