import { noDrops, type Parcel } from "../_shared/mod.ts";
import type { Settled } from "./messages.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Gathers what became of messages, and says it once a turn: under load there are thousands of them. */
export class Settlements {
  readonly #say: (settled: Settled) => void;
  #turn: NodeJS.Immediate | undefined;
  #safe: string[] = [];
  #settled = nothing();

  constructor(say: (settled: Settled) => void) {
    this.#say = say;
  }

  delivered(parcel: Parcel): void {
    this.#settled.delivered[parcel.priority] += 1;
    this.#over(parcel);
  }

  dropped(parcel: Parcel, reason: string): void {
    this.#settled.dropped[parcel.priority] += 1;
    this.#settled.dropReason = reason;
    this.#over(parcel);
  }

  kept(parcel: Parcel): void {
    this.#over(parcel);
  }

  ignored(kind: "repeated" | "expired"): void {
    this.#settled[kind] += 1;
    this.#schedule();
  }

  refused(reason: string): void {
    this.#settled.refused += 1;
    this.#settled.refusal = reason;
    this.#schedule();
  }

  /** Says it now. */
  flush(): void {
    if (!this.#turn) return;
    clearImmediate(this.#turn);
    this.#turn = undefined;
    this.#say({ ...this.#settled, safe: this.#safe });
    this.#safe = [];
    this.#settled = nothing();
  }

  #over({ priority, eventId }: Parcel): void {
    if (priority === "critical") this.#safe.push(eventId);
    this.#schedule();
  }

  #schedule(): void {
    this.#turn ??= setImmediate(() => this.flush());
  }
}

function nothing(): Writable<Omit<Settled, "safe">> {
  return {
    delivered: noDrops(),
    dropped: noDrops(),
    dropReason: "",
    repeated: 0,
    expired: 0,
    refused: 0,
    refusal: "",
  };
}
