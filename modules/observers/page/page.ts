import { randomBytes } from "node:crypto";
import {
  CLOCK,
  type Clock,
  messageOf,
  parseOptions,
  RUN_OBSERVER,
  type RunControls,
  type RunObserver,
  type RunPlan,
  SignedGate,
  SupervisedWorker,
  settlesWithin,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import type { FromPage, PageTask, ToPage } from "./messages.ts";

/** Where the page of a run is served. */
export interface PageOptions {
  /** Port to listen to; 0 for any that is free. @default 6007 */
  readonly port?: number;
  /** Address to listen to. @default "127.0.0.1", which only this machine reaches */
  readonly host?: string;
  /** Directory of the runs, as that of `runFolder()`. @default "runs" */
  readonly directory?: string;
  /**
   * Called with the address once the page is served, and with the address that also lets its reader act on the run: treat
   * that as a password. @default the second is written to stderr
   */
  readonly onReady?: (url: string, actionsUrl: string) => void;
}

/** How long the end of a run waits for what was refused, ms. */
const COLLECT_MS = 1_000;

/** How long the end of a trainer waits for the port to be free, ms. */
const CLOSE_MS = 1_000;

type CheckedOptions = Required<Omit<PageOptions, "onReady">> & Pick<PageOptions, "onReady">;

const PageSchema: z.ZodType<CheckedOptions> = z.strictObject({
  port: z.int().min(0).max(65_535).default(6_007),
  host: z.string().min(1).default("127.0.0.1"),
  directory: z.string().min(1).default("runs"),
  onReady: z.custom<CheckedOptions["onReady"]>((value) => typeof value === "function").optional(),
}) as z.ZodType<CheckedOptions>;

/**
 * Serves the board while runs train: the page that `tolaria board` shows. It reads what `runFolder()` writes, so it
 * needs that too. A worker serves it, so that a busy loop does not stop the page.
 *
 * Whoever opens it by the address on the console can act on the run: pause, resume, stop and roll it back, signal an
 * emergency and stand it down. Without the token in that address the page only shows.
 */
export function page(options: PageOptions = {}): ContainerModule {
  const checked = parseOptions("make page", PageSchema, options);
  return new ContainerModule(({ bind }) => {
    bind<RunObserver>(RUN_OBSERVER)
      .toResolvedValue((clock) => new Page(checked, clock), [CLOCK])
      .inSingletonScope()
      .onDeactivation((observer) => (observer as Page).dispose());
  });
}

class Page implements RunObserver {
  readonly #options: CheckedOptions;
  readonly #clock: Clock;
  readonly #token = randomBytes(32).toString("base64url");
  readonly #key = new Uint8Array(randomBytes(32));
  #worker: SupervisedWorker<PageTask, ToPage, FromPage, string> | undefined;
  readonly #closed = Promise.withResolvers<void>();
  #collected: PromiseWithResolvers<void> | undefined;
  #fault: string | undefined;
  /** The run in progress, and what lets in commands for it. */
  #run:
    | { readonly id: string; readonly gate: SignedGate; readonly controls: RunControls }
    | undefined;

  constructor(options: CheckedOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  onRunStart({ runId }: RunPlan, controls?: RunControls): void {
    const signed = { key: this.#key, audience: runId };
    const gate = new SignedGate(signed, this.#clock, this.#clock.wallMs());
    this.#run = controls && { id: runId, gate, controls };
    if (this.#worker) this.#showRun();
    else this.#serve();
  }

  /** @throws {Error} Once, if the page cannot be served: the engine reports it and goes on. */
  onEpoch(): void {
    if (this.#fault !== undefined) throw new Error(`the page cannot be served: ${this.#fault}`);
  }

  /** Waits for the requests that the page has refused by now, so that the report counts them. */
  async onRunEnding(): Promise<void> {
    const collected = Promise.withResolvers<void>();
    this.#collected = collected;
    if (this.#worker?.postEarly({ collect: true })) {
      await settlesWithin(collected.promise, COLLECT_MS);
    }
  }

  onRunEnd(): void {
    this.#run = undefined;
    this.#showRun();
  }

  async dispose(): Promise<void> {
    if (this.#worker?.post({ close: true })) await settlesWithin(this.#closed.promise, CLOSE_MS);
    await this.#worker?.end();
  }

  #serve(): void {
    const { onReady = sayUrl, directory, host, port } = this.#options;
    const [token, key] = [this.#token, this.#key];
    this.#worker = new SupervisedWorker<PageTask, ToPage, FromPage, string>(
      {
        main: new URL("./_worker_main.ts", import.meta.url),
        task: () => ({ directory, host, port, token, key }),
        keepsProcess: false,
      },
      {
        onMessage: (message) => this.#onMessage(message),
        onDeath: () => this.#collected?.resolve(),
      },
    );
    this.#worker.start().then(
      (url) => onReady(url, `${url}#token=${token}`),
      (error) => {
        this.#fault = messageOf(error);
        this.#collected?.resolve();
      },
    );
    this.#showRun();
  }

  /** Early, so that a page that is opened during a long first step knows its run. */
  #showRun(): void {
    this.#worker?.postEarly({ run: this.#run?.id ?? null });
  }

  #onMessage(message: FromPage): void {
    if ("closed" in message) this.#closed.resolve();
    else if ("collected" in message) this.#collected?.resolve();
    else if ("refused" in message) this.#run?.controls.refuse(message.reason, message.refused);
    else this.#submit(message);
  }

  #submit({ number, envelope }: Extract<FromPage, { envelope: Uint8Array }>): void {
    try {
      if (!this.#run) throw new Error("that run is over");
      const id = this.#run.controls.submit(envelope, this.#run.gate);
      this.#worker?.post({ number, answer: { id } });
    } catch (error) {
      this.#worker?.post({ number, answer: { refused: messageOf(error) } });
    }
  }
}

function sayUrl(_: string, actionsUrl: string): void {
  process.stderr.write(`${actionsUrl} shows this run and lets you act on it\n`);
}
