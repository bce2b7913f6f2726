import { errorMessage, TolariaError } from "../errors/mod.ts";
import type { Host, Parameter } from "../ports/host.ts";
import type { ParameterGroups } from "./parameter_groups.ts";

/** Hosts whose weights parameter groups hold. */
const TRAINED = new WeakSet<Host>();

/**
 * Checks that no trainer has `host`: its next update would undo what is assigned to its weights.
 *
 * @throws {TolariaError} `host/unsupported`.
 */
export function checkUntrained(host: Host, operation: string): void {
  if (!TRAINED.has(host)) return;
  const reason = `a trainer has "${host.name}", and its next update would undo it: use a host of buildHost(), or start the trainer from a saved model`;
  throw new TolariaError("host/unsupported", errorMessage(reason, operation));
}

/** Tells a host which of its weights are trained, as often as that changes: by a command, a rollback, a resume. */
export class TrainedWatch {
  readonly #host: Host;
  readonly #groups: ParameterGroups;
  #seen: readonly (readonly Parameter[])[] = [];

  /** Watches `groups` for `host`. */
  constructor(host: Host, groups: ParameterGroups) {
    TRAINED.add(host);
    this.#host = host;
    this.#groups = groups;
  }

  /** Call before each training pass. */
  sync(): void {
    if (!this.#host.setTrained || this.#isSeen()) return;
    this.#seen = [...this.#groups].map(({ contents }) => contents.parameters);
    this.#host.setTrained(new Set(this.#groups.variables));
  }

  #isSeen(): boolean {
    let at = 0;
    for (const { contents } of this.#groups) {
      if (this.#seen[at++] !== contents.parameters) return false;
    }
    return at === this.#seen.length;
  }
}
