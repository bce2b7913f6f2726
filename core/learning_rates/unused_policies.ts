import type { RunScope } from "../engine/run_context.ts";

/** Notes policies that the run had for groups that it never had. */
export function noteUnusedPolicies({ session, incidents, span }: RunScope): void {
  const { progress, rates } = session;
  for (const group of rates.neverRegistered) {
    incidents.add(
      {
        kind: "learning-rate/unused",
        message: `the learning-rate policy for group "${group}" was not used: groups were ${rates.groups.join(", ")}`,
        step: progress.step,
        epoch: progress.epoch + 1,
      },
      span,
    );
  }
}
