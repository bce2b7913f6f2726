import { show, type Task, TolariaError } from "../../../core/mod.ts";

/** Throws if an option names a task that the run does not begin with. */
export function checkNames(
  aggregator: string,
  option: string,
  names: readonly string[],
  tasks: readonly Task[],
): void {
  const known = tasks.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new TolariaError(
    "options/invalid",
    `"${option}" must name tasks of the run, which are ${known.join(", ")}, but is ${show(unknown)}. Cannot combine gradients with ${aggregator}.`,
  );
}
