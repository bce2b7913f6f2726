import type { Meter } from "../../deps.ts";
import type { RunEvent } from "../events/run_event.ts";
import type { EventRecord } from "../events/run_event_stream.ts";
import { levelName } from "../ports/emergency.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { EpochReport } from "../ports/reports/run_report.ts";
import { breakerAttributes } from "../stability/stability_events.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";
import { INSTRUMENT } from "../telemetry/instruments.ts";
import { MS_BOUNDS } from "./run_metrics.ts";

type Instruments = ReturnType<typeof makeInstruments>;

/** Counts events, and records what epochs and boundaries took. */
export function metricWriter(meter: Meter): (record: EventRecord) => void {
  const instruments = makeInstruments(meter);
  return ({ event, incident }) => {
    if (incident) instruments.incidents.add(1, { kind: incident.kind });
    count(instruments, event);
  };
}

function count(instruments: Instruments, event: RunEvent): void {
  switch (event.kind) {
    case "epoch/ended":
      return countEpoch(instruments, event.report);
    case "boundary/ended":
      return countBoundary(instruments, event.report);
    case "breaker":
      return instruments.breakers.add(1, breakerAttributes(event.change));
    case "command":
      return instruments.commands.add(1, { status: event.outcome.status });
    case "command/not-admitted":
      return instruments.commands.add(event.count, { status: "not_admitted" });
    case "emergency/raised":
      return instruments.emergencies.add(1, { level: levelName(event.emergency.level) });
  }
}

function countEpoch(instruments: Instruments, { wallS, seeds = [] }: EpochReport): void {
  instruments.epochs.add(1);
  instruments.epochDuration.record(wallS * 1000);
  for (const { seed, norm, share, cosine, conflicts } of seeds) {
    const attributes = { [ATTRIBUTE.seedId]: seed };
    if (Number.isFinite(norm)) {
      instruments.seedNorm.record(norm, attributes);
      instruments.seedShare.record(share, attributes);
      instruments.seedCosine.record(cosine, attributes);
    }
    instruments.seedConflicts.add(conflicts, attributes);
  }
}

function countBoundary(instruments: Instruments, { totalMs, phases }: BoundaryReport): void {
  instruments.boundary.record(totalMs);
  for (const [phase, { actualMs }] of Object.entries(phases)) {
    instruments.phase.record(actualMs, { phase });
  }
}

function makeInstruments(meter: Meter) {
  const ms = { unit: "ms", advice: { explicitBucketBoundaries: MS_BOUNDS } };
  return {
    incidents: meter.createCounter(INSTRUMENT.incidents),
    epochs: meter.createCounter(INSTRUMENT.epochs),
    epochDuration: meter.createHistogram(INSTRUMENT.epochDuration, { unit: "ms" }),
    boundary: meter.createHistogram(INSTRUMENT.boundaryDuration, ms),
    phase: meter.createHistogram(INSTRUMENT.phaseDuration, ms),
    breakers: meter.createCounter(INSTRUMENT.breakerTransitions),
    commands: meter.createCounter(INSTRUMENT.commands),
    emergencies: meter.createCounter(INSTRUMENT.emergencies),
    seedNorm: meter.createGauge(INSTRUMENT.seedNorm),
    seedShare: meter.createGauge(INSTRUMENT.seedShare),
    seedCosine: meter.createGauge(INSTRUMENT.seedCosine),
    seedConflicts: meter.createCounter(INSTRUMENT.seedConflicts),
  };
}
