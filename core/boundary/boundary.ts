import { BoundaryRun } from "./_boundary_run.ts";
import type { BoundaryParts, BoundaryResult, BoundaryTask } from "./boundary_task.ts";

/** The work between two epochs. It finishes in its budget, even if the controller hangs. */
export class Boundary {
  readonly #parts: BoundaryParts;

  constructor(parts: BoundaryParts) {
    this.#parts = parts;
  }

  /**
   * Runs one boundary.
   *
   * @throws {CollectiveFailure} If ranks are late or lost.
   */
  async run(task: BoundaryTask): Promise<BoundaryResult> {
    const boundary = new BoundaryRun(this.#parts, task);
    const packet = boundary.assemble();
    const asked = boundary.decide(packet);
    const answer = asked instanceof Promise ? await asked : asked;
    boundary.apply(answer);
    return { packet, ...boundary.conclude() };
  }
}
