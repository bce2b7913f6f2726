import { weightsHash } from "../arena/weights_hash.ts";
import type { RunEventStream } from "../events/run_event_stream.ts";
import type { RunPart } from "../events/run_part.ts";
import type { Parameter } from "../ports/host.ts";
import type { Incident } from "../ports/reports/incident.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import { agreeOnWeights } from "./start_agreement.ts";
import { gather, isFirst, type Ranks, tellAllJson } from "./talk.ts";

/** Incidents of a rank that rank 0 learns of at an epoch's end. */
const TOLD = 20;

/** What the ranks of a run tell each other after each epoch. */
export interface RanksPartParts {
  readonly ranks: Ranks;
  readonly events: RunEventStream;
  /** Everything that must be the same on all ranks. */
  readonly weights: () => readonly Parameter[];
}

/** Compares the weights of all ranks after each epoch, and brings incidents of the others to rank 0's report. */
export class RanksPart implements RunPart {
  readonly name = "ranks";
  readonly #parts: RanksPartParts;
  readonly #stop: () => void;
  #incidents: Incident[] = [];

  constructor(parts: RanksPartParts) {
    this.#parts = parts;
    this.#stop = parts.events.subscribe(({ event, incident }) => {
      if (incident && parts.ranks.shared && event.kind !== "collective/rank-incident") {
        this.#incidents.push(incident);
      }
    });
  }

  /** @throws {TolariaError} `collective/desync` if a rank has other weights. */
  atBoundary({ ends, step }: IntervalReport): void {
    const { ranks, weights } = this.#parts;
    if (!ranks.shared || !ends) return;
    agreeOnWeights(ranks, weightsHash(weights()), step);
    this.#exchange();
  }

  dispose(): void {
    this.#stop();
  }

  /** Tells rank 0 of incidents that it did not have itself. */
  #exchange(): void {
    const { ranks, events } = this.#parts;
    const { collective } = ranks;
    const own = this.#incidents.splice(0);
    const told = own.slice(0, TOLD);
    const doing = "tell rank 0 of incidents";
    const counts = gather(ranks, [BigInt(told.length)], doing);
    const known = new Set(own.map(keyOf));
    for (let root = 1; root < collective.size; root++) {
      if (counts[root]?.[0] === 0n) continue;
      const mine = collective.ranks.includes(root) ? told : undefined;
      const theirs = tellAllJson(ranks, mine, doing, { root });
      if (!isFirst(collective)) continue;
      for (const incident of theirs.filter((one) => !known.has(keyOf(one)))) {
        const place = { step: incident.step, epoch: incident.epoch };
        events.emit("collective/rank-incident", { rank: root, incident }, place);
      }
    }
  }
}

/** Incidents that follow from reduced numbers are the same on all ranks. */
function keyOf({ kind, step }: Incident): string {
  return `${kind} ${step}`;
}
