import type { Host, Parameter } from "../ports/host.ts";
import type { ParameterGroups } from "./parameter_groups.ts";

/** Tells a host which of its weights are trained, as often as that changes: by a command, a rollback, a resume. */
export class TrainedWatch {
  readonly #host: Host;
  readonly #groups: ParameterGroups;
  #seen: readonly (readonly Parameter[])[] = [];

  /** Watches `groups` for `host`. */
  constructor(host: Host, groups: ParameterGroups) {
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
