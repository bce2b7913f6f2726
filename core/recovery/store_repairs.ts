import type { RunScope } from "../engine/run_context.ts";
import { here } from "../events/incidents.ts";

/** Makes incidents of what the store of checkpoints repairs, and keeps them until there is a run that they can be of. */
export class StoreRepairs {
  readonly #early: string[] = [];
  #note: (message: string) => void = (message) => this.#early.push(message);

  /** To be given to the store. */
  readonly hear = (message: string): void => this.#note(message);

  /** Tells a run of them, from the first on. */
  tell({ incidents, session, span }: Pick<RunScope, "incidents" | "session" | "span">): void {
    this.#note = (message) =>
      incidents.add({ kind: "checkpoint/damaged", message, ...here(session) }, span);
    for (const message of this.#early.splice(0)) this.#note(message);
  }
}
