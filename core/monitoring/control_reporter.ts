import { CircuitBreakerState } from "../../proto/mod.ts";
import type { Services } from "../container/services.ts";
import type { EventRecord } from "../events/run_event_stream.ts";
import type { CommandEnd } from "../ports/reports/command_outcome.ts";
import type { BoundarySummary, ControlReport } from "../ports/reports/control_report.ts";
import type { Mode, ModeChange } from "../ports/reports/mode_change.ts";

/** What the control report reads at the end. */
export type ControlSources = Pick<Services, "breakers" | "tamiyo" | "bus">;

/** Collects from events what happened around the steps of a run: boundaries, mode and commands. */
export class ControlReporter {
  readonly #modeChanges: ModeChange[] = [];
  readonly #boundaryMs: number[] = [];
  readonly #commands: Record<CommandEnd, number> = {
    committed: 0,
    refused: 0,
    expired: 0,
    aborted: 0,
    failed: 0,
  };
  #breached = 0;
  #refusedEnvelopes = 0;

  observe({ event }: EventRecord): void {
    switch (event.kind) {
      case "mode":
        this.#modeChanges.push(event.change);
        return;
      case "boundary/ended":
        this.#boundaryMs.push(event.report.totalMs);
        if (event.report.breaches.length > 0) this.#breached += 1;
        return;
      case "command":
        this.#commands[event.outcome.status] += 1;
        return;
      case "command/not-admitted":
        this.#refusedEnvelopes += event.count;
    }
  }

  /** What happened so far. */
  report(mode: Mode, { breakers, tamiyo, bus }: ControlSources): ControlReport {
    return {
      mode,
      modeChanges: [...this.#modeChanges],
      boundaries: summarize(this.#boundaryMs, this.#breached),
      breakers: breakers.all.map(({ name, state, counts }) => ({
        name,
        state: CircuitBreakerState[state] ?? String(state),
        ...counts,
      })),
      commands: { ...this.#commands },
      refusedEnvelopes: this.#refusedEnvelopes,
      tamiyo: tamiyo.counts,
      bus: bus.counts,
    };
  }
}

function summarize(boundaryMs: readonly number[], breached: number): BoundarySummary {
  const sorted = [...boundaryMs].sort((a, b) => a - b);
  const quantile = (share: number) =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return {
    count: sorted.length,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    maxMs: sorted.at(-1) ?? 0,
    breached,
  };
}
