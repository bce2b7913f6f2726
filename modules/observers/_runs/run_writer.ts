import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { machineClock } from "../../../core/runtime/mod.ts";
import type { Json, JsonObject } from "../../../core/worker.ts";
import type { StepRow } from "../_recording/mod.ts";
import type { RunRecord } from "./run_record.ts";
import { StepThinner } from "./step_thinner.ts";
import { thinnedSpans } from "./thin_spans.ts";

/** Files that grow by lines of JSON. */
export type LineFile = "epochs" | "boundaries" | "events" | "readings" | "spans";

/** Points that `steps.jsonl` holds at most, and events that `events.jsonl` does. */
const MOST_POINTS = 4_096;
const MOST_EVENTS = 10_000;

/** Files of which every other line is dropped once they have this many: which of a pair stays is in `moreTelling`. */
const THINNED: ReadonlySet<LineFile> = new Set(["epochs", "boundaries", "readings", "spans"]);
const MOST_LINES = 4_096;
const MOST_SPANS = 2_048;

/** Writes the folder of one run. Whole files are replaced, so that a reader never sees half of one. */
export class RunWriter {
  readonly #folder: string;
  readonly #steps = new StepThinner(MOST_POINTS);
  #record: RunRecord;
  /** Names of what a step has besides its loss. */
  #names: readonly string[] = [];
  #events = 0;
  readonly #lines = new Map<LineFile, number>();

  /** Makes the folder, and those above it. */
  constructor(folder: string, record: RunRecord) {
    this.#folder = folder;
    this.#record = record;
    mkdirSync(folder, { recursive: true });
    this.update({});
  }

  /** Changes the record. */
  update(changes: Partial<RunRecord>): void {
    this.#record = { ...this.#record, ...changes };
    this.#replace("run.json", `${JSON.stringify(this.#record, null, 2)}\n`);
  }

  /** Shows that the run is alive, at little cost. */
  touch(): void {
    const nowS = machineClock.wallMs() / 1000;
    utimesSync(join(this.#folder, "run.json"), nowS, nowS);
  }

  /** Adds lines to a file. */
  append(file: LineFile, lines: readonly Json[]): void {
    const kept = file === "events" ? this.#keptEvents(lines) : lines;
    if (kept.length === 0) return;
    const text = kept.map((line) => `${JSON.stringify(line)}\n`).join("");
    appendFileSync(join(this.#folder, `${file}.jsonl`), text);
    if (THINNED.has(file)) this.#thin(file, kept.length);
  }

  /** Halves a file that has become too long. */
  #thin(file: LineFile, added: number): void {
    const lines = (this.#lines.get(file) ?? 0) + added;
    this.#lines.set(file, lines);
    if (lines < (file === "spans" ? MOST_SPANS : MOST_LINES)) return;
    const all = readFileSync(join(this.#folder, `${file}.jsonl`), "utf8")
      .trimEnd()
      .split("\n");
    const half = file === "spans" ? thinnedSpans(all, MOST_SPANS) : halved(all);
    this.#replace(`${file}.jsonl`, half.map((line) => `${line}\n`).join(""));
    this.#lines.set(file, half.length);
  }

  /** Replaces the examples of the last validation. */
  examples(examples: Json): void {
    this.#replace("examples.json", `${JSON.stringify(examples)}\n`);
  }

  /** Adds steps. @param names Of their values. */
  steps(names: readonly string[], rows: Iterable<StepRow>): void {
    this.#names = names;
    let added: JsonObject[] = [];
    let merged = false;
    for (const row of rows) {
      const point = this.#steps.add(row);
      if (point === "merged") {
        merged = true;
        added = [];
      } else if (point) added.push(this.#lineOf(point));
    }
    const text = (lines: readonly Json[]) =>
      lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    if (merged) this.#replace("steps.jsonl", text(this.#steps.points.map((p) => this.#lineOf(p))));
    else if (added.length > 0) appendFileSync(join(this.#folder, "steps.jsonl"), text(added));
  }

  /** Writes the report, the points that are still open, and how the run ended. */
  end(report: Json, changes: Partial<RunRecord>): void {
    this.#replace(
      "steps.jsonl",
      this.#steps.points.map((point) => `${JSON.stringify(this.#lineOf(point))}\n`).join(""),
    );
    this.#replace("report.json", `${JSON.stringify(report)}\n`);
    this.update(changes);
  }

  #lineOf({ values, ...point }: StepThinner["points"][number]): JsonObject {
    const named = this.#names.map((name, at) => [name, values[at] ?? null] as const);
    const entries = Object.entries({ ...point, ...Object.fromEntries(named) });
    return Object.fromEntries(entries.map(([name, value]) => [name, rounded(value)]));
  }

  #keptEvents(lines: readonly Json[]): readonly Json[] {
    const free = Math.max(0, MOST_EVENTS - this.#events);
    const kept = lines.slice(0, free);
    this.#events += kept.length;
    const dropped = lines.length - kept.length;
    if (dropped > 0) this.update({ events_dropped: this.#record.events_dropped + dropped });
    return kept;
  }

  #replace(file: string, text: string): void {
    const path = join(this.#folder, file);
    writeFileSync(`${path}.partial`, text);
    renameSync(`${path}.partial`, path);
  }
}

/** One of each two lines. */
function halved(all: readonly string[]): readonly string[] {
  const half = all.flatMap((line, at) =>
    at % 2 === 1 ? [moreTelling(all[at - 1] ?? "", line)] : [],
  );
  return all.length % 2 === 1 ? [...half, all.at(-1) ?? ""] : half;
}

/** Of two boundaries the longer one, so that breaches stay; of two epochs the best one; of others the later one. */
function moreTelling(first: string, second: string): string {
  const isBest = (line: string) => line.includes('"best":true');
  if (isBest(first) && !isBest(second)) return first;
  const total = (line: string) => Number(/"total_ms":([\d.e+-]+)/.exec(line)?.[1] ?? Number.NaN);
  return total(first) > total(second) ? first : second;
}

/** A number with as many digits as float32 has; whole ones stay. */
function rounded(value: number | null): number | null {
  return value === null || Number.isInteger(value) ? value : Number(value.toPrecision(7));
}
