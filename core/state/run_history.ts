import { z } from "../../deps.ts";
import { type Json, numberToJson } from "../json.ts";
import type { EpochReport } from "../ports/reports/run_report.ts";
import { parseState } from "./parse_state.ts";
import { checkVersion, exchanging } from "./plain_slice.ts";
import type { StateSlice } from "./state_slice.ts";

/** How far a run has come, whatever process it is in. */
export interface RunHistory {
  /** Epochs completed before it began. */
  firstEpoch: number;
  /** The epochs that it has completed. A list that is replaced and never changed. */
  epochs: readonly EpochReport[];
  /** Ids of the runs that it goes on from, and its own. */
  lineage: readonly string[];
}

/** Of the form that the data has. */
const VERSION = 1;

/** A history as it is written down. */
interface Saved extends Pick<RunHistory, "firstEpoch" | "lineage"> {
  readonly epochs: Json;
}

const HistorySchema: z.ZodType<Saved> = z.strictObject({
  firstEpoch: z.int().min(0),
  epochs: z.json(),
  lineage: z.array(z.string().min(1)).min(1),
}) as z.ZodType<Saved>;

/** Any number, of what a pass that went wrong measured too. */
const real = z.custom<number>((value) => typeof value === "number");

const pass = z.strictObject({ loss: real, metrics: z.record(z.string(), real) });

const influence = z.strictObject({
  seed: z.string(),
  generation: z.int().min(0),
  steps: z.int().min(0),
  norm: real,
  share: real,
  cosine: real,
  conflicts: z.int().min(0),
  dropped: z.int().min(0),
});

const EpochsSchema: z.ZodType<readonly EpochReport[]> = z.array(
  z.strictObject({
    epoch: z.int().min(1),
    step: z.int().min(0),
    train: pass,
    validation: pass.optional(),
    learningRate: real,
    stepMs: real,
    wallS: real,
    best: z.boolean(),
    seeds: z.array(influence).optional(),
  }),
) as z.ZodType<readonly EpochReport[]>;

/** What a run has done so far, for its report and for its end. */
export function runSlice(history: RunHistory): StateSlice {
  return {
    name: "run",
    capture: () => {
      const live = { ...history };
      const data = { ...live, epochs: toJsonSafe(live.epochs), lineage: [...live.lineage] };
      return { version: VERSION, data, tensors: [], live };
    },
    prepare: (part) => {
      checkVersion("run", part, VERSION);
      const next = (part.live as RunHistory | undefined) ?? readHistory(part.data);
      return exchanging(() => {
        const before = { ...history };
        const own = before.lineage.at(-1) as string;
        const lineage = [...next.lineage.filter((id) => id !== own), own];
        Object.assign(history, { ...next, lineage });
        return () => Object.assign(history, before);
      });
    },
  };
}

function readHistory(data: Json): RunHistory {
  const saved = parseState("the run", HistorySchema, data);
  const epochs = parseState(
    "the epochs of the run",
    EpochsSchema,
    fromJsonSafe(saved.epochs) as Json,
  );
  return { ...saved, epochs };
}

/** What numbers that are not finite are toJsonSafe as. */
const NON_FINITE: ReadonlySet<string> = new Set(["NaN", "Infinity", "-Infinity"]);

/** Reports as JSON can carry them; each is toJsonSafe once. */
const WRITTEN = new WeakMap<EpochReport, Json>();

function toJsonSafe(epochs: readonly EpochReport[]): Json {
  return epochs.map((epoch) => {
    const known = WRITTEN.get(epoch);
    if (known !== undefined) return known;
    const made = mapNumbers(epoch as unknown as Json, numberToJson);
    WRITTEN.set(epoch, made);
    return made;
  });
}

/** `value` with each number replaced by what `map` makes of it; what is not there left out. */
function mapNumbers(value: Json | undefined, map: (number: number) => Json): Json {
  if (typeof value === "number") return map(value);
  if (typeof value !== "object" || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map((one) => mapNumbers(one, map));
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([name, one]) => [name, mapNumbers(one, map)]));
}

/** The inverse of {@link toJsonSafe}. */
function fromJsonSafe(value: Json): unknown {
  if (typeof value === "string") return NON_FINITE.has(value) ? Number(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(fromJsonSafe);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fromJsonSafe(one)]));
}
