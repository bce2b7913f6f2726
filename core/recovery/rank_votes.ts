import { allAgree, largest, type Ranks } from "../collective/talk.ts";
import type { RestoreScope } from "./restore.ts";

const DOING = "roll back";

/** Lets a restore be that of all ranks, or of none. */
export function votesOf(ranks: Ranks): Pick<RestoreScope, "vote"> {
  if (!ranks.shared) return {};
  return { vote: (phase, yes) => allAgree(ranks, yes, `${phase} a rollback`) };
}

/** The smallest step over all ranks; `undefined` if one of them has none. */
export function commonStep(ranks: Ranks, own: number | undefined): number | undefined {
  if (!ranks.shared) return own;
  // None is smaller than all steps.
  const [vote] = largest(ranks, [BigInt(-(own ?? -1))], DOING);
  const step = Number(-(vote as bigint));
  return step < 0 ? undefined : step;
}

/** Whether all ranks have something. */
export function allHave(ranks: Ranks, own: boolean): boolean {
  return ranks.shared ? allAgree(ranks, own, DOING) : own;
}
