import {
  type Decision,
  machineClock,
  messageOf,
  type Tamiyo,
  type TamiyoMemory,
  TolariaError,
} from "../../../core/mod.ts";
import type { ControllerLink, OpenLink } from "./link.ts";
import { ANSWER, type Answer, faultIn } from "./mailbox.ts";

/** How long a controller is waited for. */
export interface HostedOptions {
  /** After a missed deadline, how long until it counts as hung and is replaced, ms. */
  readonly graceMs: number;
}

/** Keeps one controller running that the training does not trust, and replaces it where it hangs or dies. */
export class HostedTamiyo implements Tamiyo {
  readonly name: string;
  readonly present = true;
  readonly counts = { lateAnswers: 0, replaced: 0 };
  readonly #open: OpenLink;
  readonly #options: HostedOptions;
  #link: ControllerLink | undefined;
  #starting: Promise<void> | undefined;
  #fault = "it was not started";
  #asked = 0;
  /** When the packet was asked about that is not answered; undefined where none is. */
  #openSinceMs: number | undefined;
  #state: Uint8Array | undefined;
  /** What was reported since it remembered that. */
  #reports: Uint8Array[] = [];
  /** Of those, how many before the question that is open. */
  #reportsBefore = 0;
  /** What the next controller begins with. */
  #next: TamiyoMemory | undefined;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(name: string, open: OpenLink, options: HostedOptions) {
    this.name = name;
    this.#open = open;
    this.#options = options;
  }

  get memory(): TamiyoMemory | undefined {
    return this.#state && { state: this.#state, reports: [...this.#reports] };
  }

  get processId(): number | undefined {
    return this.#link?.processId;
  }

  async start(): Promise<void> {
    if (!this.#link) await this.#startLink();
    if (this.#link) return;
    throw new TolariaError(
      "tamiyo/unavailable",
      `Cannot start the controller ${this.name}: ${this.#fault}`,
    );
  }

  decide(
    packet: Uint8Array,
    deadlineMs: number,
    traceparent?: string,
  ): Decision | Promise<Decision> {
    const link = this.#link;
    if (!link || link.death !== undefined) {
      return {
        kind: "unavailable",
        reason: `the controller is gone: ${link?.death ?? this.#fault}`,
      };
    }
    this.#acceptLateAnswer(link);
    if (this.#openSinceMs !== undefined) {
      return { kind: "unavailable", reason: "the controller is still busy with an earlier packet" };
    }
    const asked = link.ask({ number: this.#openQuestion(), packet, traceparent }, deadlineMs);
    return asked instanceof Promise
      ? asked.then((answer) => this.#decisionOf(link, answer))
      : this.#decisionOf(link, asked);
  }

  report(report: Uint8Array): void {
    if (!this.#link || this.#link.death !== undefined) return;
    this.#link.report(report);
    if (this.#state) this.#reports.push(report);
  }

  async restore(memory: TamiyoMemory, deadlineMs: number): Promise<void> {
    const link = this.#link;
    if (this.#disposed) return;
    if (link) this.#acceptLateAnswer(link);
    if (!link || link.death !== undefined || this.#openSinceMs !== undefined) {
      return this.#replace(memory);
    }
    const number = this.#openQuestion();
    const answer = await link.restore({ number, state: memory.state }, deadlineMs);
    if (!answer) return this.#replace(memory);
    this.#settle(link);
    if (answer.kind === ANSWER.failed) {
      throw new TolariaError("state/invalid", faultIn(answer));
    }
    for (const report of memory.reports) this.report(report);
  }

  recover(): void {
    const link = this.#link;
    if (this.#disposed || this.#starting) return;
    if (link) this.#acceptLateAnswer(link);
    if (!link || link.death !== undefined) return this.#replace();
    if (this.#openSinceMs === undefined) return;
    const leftMs = this.#openSinceMs + this.#options.graceMs - machineClock.monotonicMs();
    if (leftMs <= 0) this.#replace();
    // Epochs may be long: it is not to burn a core until the next boundary.
    else this.#graceTimer ??= setTimeout(() => this.#graceOver(), leftMs);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#graceTimer);
    this.#link?.end();
    this.#link = undefined;
    await this.#starting;
  }

  #graceOver(): void {
    this.#graceTimer = undefined;
    this.recover();
  }

  /** Ends the controller and starts another, which begins with `memory` where there is one. */
  #replace(memory?: TamiyoMemory): void {
    clearTimeout(this.#graceTimer);
    this.#graceTimer = undefined;
    this.#next = memory;
    this.#state = memory?.state;
    this.#reports = [...(memory?.reports ?? [])];
    if (this.#link) {
      this.#fault = this.#link.death ?? "it did not come back, and is being replaced";
      this.#link.end();
      this.#link = undefined;
      this.counts.replaced += 1;
    }
    void this.#startLink();
  }

  /** Opens a link; where that fails, the fault says why. Never rejects. */
  #startLink(): Promise<void> {
    if (this.#starting) return this.#starting;
    const begun = this.#next;
    this.#next = undefined;
    this.#starting = this.#open(begun?.state)
      .then(
        (link) => this.#begin(link, begun),
        (error) => {
          this.#fault = messageOf(error);
        },
      )
      .finally(() => {
        this.#starting = undefined;
        // It was to go back to something else meanwhile.
        if (this.#next && !this.#disposed) void this.#startLink();
      });
    return this.#starting;
  }

  #begin(link: ControllerLink, begun: TamiyoMemory | undefined): void {
    if (this.#disposed || this.#next) return link.end();
    this.#link = link;
    this.#asked = link.answered;
    this.#reportsBefore = this.#reports.length;
    this.#settle(link);
    for (const report of begun?.reports ?? []) this.report(report);
  }

  /** Takes note that a question is being asked. Returns its number. */
  #openQuestion(): number {
    this.#asked += 1;
    this.#openSinceMs = machineClock.monotonicMs();
    this.#reportsBefore = this.#reports.length;
    return this.#asked;
  }

  /** Takes note that the question that was open is answered, and of what the controller remembers now. */
  #settle({ memory }: ControllerLink): void {
    this.#openSinceMs = undefined;
    this.#state = memory;
    this.#reports.splice(0, this.#reportsBefore);
  }

  #acceptLateAnswer(link: ControllerLink): void {
    if (this.#openSinceMs === undefined || link.answered !== this.#asked) return;
    this.#settle(link);
    this.counts.lateAnswers += 1;
  }

  #decisionOf(link: ControllerLink, answer: Answer | undefined): Decision {
    if (!answer && link.death !== undefined) return { kind: "failed", reason: link.death };
    if (!answer) return { kind: "late" };
    this.#settle(link);
    if (answer.kind === ANSWER.command) return { kind: "command", bytes: answer.bytes };
    if (answer.kind === ANSWER.none) return { kind: "none" };
    return { kind: "failed", reason: faultIn(answer) };
  }
}
