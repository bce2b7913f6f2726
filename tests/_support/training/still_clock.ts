import { CLOCK } from "../../../core/mod.ts";
import { Container, ContainerModule } from "../../../deps.ts";
import { type Modules, manualClock } from "../../../modules/mod.ts";

/**
 * `modules` with a clock that stands still, unless one of them is a clock.
 *
 * On a machine that is busy an epoch boundary is late at times, which is an incident. A test whose subject is not time
 * would fail there.
 */
export function onStillClock(modules: readonly Modules[]): readonly Modules[] {
  const container = new Container();
  container.load(...flat(modules));
  return container.isBound(CLOCK) ? modules : [...modules, manualClock()];
}

function flat(modules: readonly Modules[]): ContainerModule[] {
  return modules.flatMap((item) => (item instanceof ContainerModule ? [item] : flat(item)));
}
