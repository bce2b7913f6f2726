import type { Services } from "../container/services.ts";
import type { Feeder } from "../data/feeder.ts";
import type { GradientSource } from "../gradients/gradient_source.ts";

/** What says how many steps may be taken before they are read. */
export interface RoomScope {
  readonly session: {
    readonly gradients: Pick<GradientSource, "isDirect">;
    readonly interval: { readonly left: number } | undefined;
    readonly progress: { readonly step: number };
    readonly seeds: { readonly parameters: readonly unknown[] };
    readonly services: Pick<Services, "callbacks" | "snapshots">;
    readonly train: Pick<Feeder, "replays">;
  };
  readonly parts: { readonly reporter: { stepsToValues(step: number): number } };
}

/** Steps up to the next at which somebody looks at more than numbers, or that depends on what was read before it. */
export function roomOf({ session, parts }: RoomScope): number {
  const { gradients, interval, progress, seeds, services, train } = session;
  const { everySteps } = services.snapshots;
  const waits = services.callbacks.length > 0 || !train.replays || seeds.parameters.length > 0;
  if (waits || !gradients.isDirect) return 1;
  return Math.min(
    everySteps > 0 ? everySteps - (progress.step % everySteps) : Number.POSITIVE_INFINITY,
    interval?.left ?? Number.POSITIVE_INFINITY,
    parts.reporter.stepsToValues(progress.step),
  );
}
