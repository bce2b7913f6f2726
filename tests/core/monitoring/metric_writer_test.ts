import assert from "node:assert/strict";
import { test } from "node:test";
import { EVENT_TABLE } from "../../../core/engine/event_table.ts";
import { RunEventStream } from "../../../core/events/run_event_stream.ts";
import type { SeedInfluence } from "../../../core/mod.ts";
import { metricWriter } from "../../../core/monitoring/metric_writer.ts";
import type { Meter, Span } from "../../../deps.ts";
import { epochOf } from "../../../testing/_support/reports.ts";

const SEED: SeedInfluence = {
  seed: "conv1",
  generation: 1,
  steps: 5,
  norm: 2,
  share: 0.25,
  cosine: -0.5,
  conflicts: 3,
  dropped: 1,
};

/** What the metrics of an epoch with `seeds` say of seeds: `name {attributes} value`. */
function recordedOf(seeds: readonly SeedInfluence[]): string[] {
  const recorded: string[] = [];
  const instrument = (name: string) => {
    const write = (value: number, attributes: unknown) =>
      recorded.push(`${name} ${JSON.stringify(attributes)} ${value}`);
    return { record: write, add: write };
  };
  const meter = { createGauge: instrument, createCounter: instrument, createHistogram: instrument };
  const events = new RunEventStream(EVENT_TABLE, { step: 0, epoch: 0 });
  events.subscribe(metricWriter(meter as unknown as Meter));
  events.begin({} as Span);
  events.emit("epoch/ended", { report: epochOf(1, { seeds }) });
  return recorded.filter((line) => line.startsWith("tolaria.seed."));
}

test("metricWriter() records what each seed contributed in an epoch", () => {
  const seed = '{"tolaria.seed.id":"conv1"}';
  assert.deepEqual(recordedOf([SEED]), [
    `tolaria.seed.gradient_norm ${seed} 2`,
    `tolaria.seed.gradient_share ${seed} 0.25`,
    `tolaria.seed.gradient_cosine ${seed} -0.5`,
    `tolaria.seed.conflicts ${seed} 3`,
  ]);
});

test("metricWriter() records no means of a seed that was left out of every step", () => {
  assert.deepEqual(recordedOf([{ ...SEED, norm: Number.NaN, conflicts: 0 }]), [
    'tolaria.seed.conflicts {"tolaria.seed.id":"conv1"} 0',
  ]);
});
