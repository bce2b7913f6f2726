import {
  parseOptions,
  RUN_OBSERVER,
  type RunObserver,
  type RunPlan,
  SupervisedWorker,
  settlesWithin,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import type { BoardOptions } from "../_board/mod.ts";

/** Where the page of a run is served. */
export interface PageOptions {
  /** Port to listen to; 0 for any that is free. @default 6007 */
  readonly port?: number;
  /** Address to listen to. @default "127.0.0.1", which only this machine reaches */
  readonly host?: string;
  /** Directory of the runs, as that of `runFolder()`. @default "runs" */
  readonly directory?: string;
  /** Is given the address once the page is there. @default it is written to stderr */
  readonly onReady?: (url: string) => void;
}

/** How long the end of a trainer waits for the port to be free, ms. */
const CLOSE_MS = 1_000;

type CheckedOptions = Required<Omit<PageOptions, "onReady">> & Pick<PageOptions, "onReady">;

const PageSchema: z.ZodType<CheckedOptions> = z.strictObject({
  port: z.int().min(0).max(65_535).default(6_007),
  host: z.string().min(1).default("127.0.0.1"),
  directory: z.string().min(1).default("runs"),
  onReady: z.custom<(url: string) => void>((value) => typeof value === "function").optional(),
}) as z.ZodType<CheckedOptions>;

/**
 * Serves the board while runs train: the page that `tolaria board` shows. It reads what `runFolder()` writes, so it
 * needs that too. A worker serves it, so that a busy loop does not stop the page. It shows, and changes nothing.
 */
export function page(options: PageOptions = {}): ContainerModule {
  const checked = parseOptions("make page", PageSchema, options);
  return new ContainerModule(({ bind }) => {
    bind<RunObserver>(RUN_OBSERVER)
      .toResolvedValue(() => new Page(checked))
      .inSingletonScope()
      .onDeactivation((observer) => (observer as Page).dispose());
  });
}

class Page implements RunObserver {
  readonly #options: CheckedOptions;
  #worker: SupervisedWorker<BoardOptions, "close", "closed", string> | undefined;
  readonly #closed = Promise.withResolvers<void>();
  #fault: string | undefined;

  constructor(options: CheckedOptions) {
    this.#options = options;
  }

  onRunStart(_plan: RunPlan): void {
    if (this.#worker) return;
    const { onReady = sayUrl, ...options } = this.#options;
    this.#worker = new SupervisedWorker<BoardOptions, "close", "closed", string>(
      {
        main: new URL("./_worker_main.ts", import.meta.url),
        task: () => options,
        keepsProcess: false,
      },
      { onMessage: () => this.#closed.resolve() },
    );
    this.#worker.start().then(onReady, (error) => {
      this.#fault = String(error?.message ?? error);
    });
  }

  /** @throws {Error} Once, if the page cannot be served: the engine reports it and goes on. */
  onEpoch(): void {
    if (this.#fault !== undefined) throw new Error(`the page cannot be served: ${this.#fault}`);
  }

  async dispose(): Promise<void> {
    if (this.#worker?.post("close")) await settlesWithin(this.#closed.promise, CLOSE_MS);
    await this.#worker?.end();
  }
}

function sayUrl(url: string): void {
  process.stderr.write(`${url} shows this run\n`);
}
