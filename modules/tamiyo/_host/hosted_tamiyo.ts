import { type Decision, messageOf, type Tamiyo, TolariaError } from "../../../core/mod.ts";
import type { ControllerLink, OpenLink } from "./link.ts";
import { ANSWER, type Answer } from "./mailbox.ts";

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
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(name: string, open: OpenLink, options: HostedOptions) {
    this.name = name;
    this.#open = open;
    this.#options = options;
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
    this.#hearLateAnswer(link);
    if (this.#openSinceMs !== undefined) {
      return { kind: "unavailable", reason: "the controller is still busy with an earlier packet" };
    }
    this.#asked += 1;
    this.#openSinceMs = performance.now();
    const asked = link.ask({ number: this.#asked, packet, traceparent }, deadlineMs);
    return asked instanceof Promise
      ? asked.then((answer) => this.#decisionOf(link, answer))
      : this.#decisionOf(link, asked);
  }

  report(report: Uint8Array): void {
    if (this.#link?.death === undefined) this.#link?.report(report);
  }

  recover(): void {
    const link = this.#link;
    if (this.#disposed || this.#starting) return;
    if (link) this.#hearLateAnswer(link);
    if (!link || link.death !== undefined) return this.#replace();
    if (this.#openSinceMs === undefined) return;
    const leftMs = this.#openSinceMs + this.#options.graceMs - performance.now();
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

  #replace(): void {
    clearTimeout(this.#graceTimer);
    this.#graceTimer = undefined;
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
    this.#starting ??= this.#open()
      .then(
        (link) => {
          this.#asked = 0;
          this.#openSinceMs = undefined;
          if (this.#disposed) link.end();
          else this.#link = link;
        },
        (error) => {
          this.#fault = messageOf(error);
        },
      )
      .finally(() => {
        this.#starting = undefined;
      });
    return this.#starting;
  }

  #hearLateAnswer(link: ControllerLink): void {
    if (this.#openSinceMs === undefined || link.answered !== this.#asked) return;
    this.#openSinceMs = undefined;
    this.counts.lateAnswers += 1;
  }

  #decisionOf({ death }: ControllerLink, answer: Answer | undefined): Decision {
    if (!answer && death !== undefined) return { kind: "failed", reason: death };
    if (!answer) return { kind: "late" };
    this.#openSinceMs = undefined;
    if (answer.kind === ANSWER.command) return { kind: "command", bytes: answer.bytes };
    if (answer.kind === ANSWER.none) return { kind: "none" };
    return { kind: "failed", reason: new TextDecoder().decode(answer.bytes) };
  }
}
