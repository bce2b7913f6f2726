import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { ContainerModule } from "../../../deps.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import {
  layoutOfShapes,
  optimizerOf,
  PROBLEM_GRADIENTS,
  TrainedGroup,
} from "../../_support/optimizers/optimizers.ts";

type GroupOptions = Readonly<Record<string, unknown>> & { readonly rate: number };

interface Fixture {
  readonly start: readonly number[];
  readonly cases: readonly {
    readonly name: string;
    readonly problem: "quadratic" | "rosenbrock";
    readonly groups: readonly [GroupOptions, GroupOptions];
    readonly at: Readonly<Record<string, readonly number[]>>;
  }[];
}

/** The two groups of make_groups.py. */
const LAYOUTS = [layoutOfShapes({ w: [2, 3], b: [3] }), layoutOfShapes({ h: [2, 2] })] as const;

const fixture: Fixture = JSON.parse(
  readFileSync(new URL("fixtures/groups.json", import.meta.url), "utf8"),
);

/** Trains two groups side by side as the script of the fixture did, and compares. */
export function equalsReference(
  name: string,
  reference: string,
  provider: (options: Readonly<Record<string, unknown>>) => ContainerModule,
  tolerance: number = 1e-5,
): void {
  for (const { problem, groups, at } of fixture.cases.filter((entry) => entry.name === name)) {
    test(`${name}() equals ${reference} over 1,000 steps on ${problem} with ${JSON.stringify(groups)}`, () => {
      const [body, head] = groups.map(({ rate, ...options }, index) => {
        const start = index === 0 ? fixture.start.slice(0, 9) : fixture.start.slice(9);
        const layout = LAYOUTS[index as 0 | 1];
        return new TrainedGroup(optimizerOf(provider(options)), layout, start, rate);
      }) as [TrainedGroup, TrainedGroup];
      for (let step = 1; step <= 1000; step++) {
        const p = [...body.parameters_P.dataSync(), ...head.parameters_P.dataSync()];
        const g = PROBLEM_GRADIENTS[problem](p);
        body.update(g.slice(0, 9));
        head.update(g.slice(9));
        const expected = at[step];
        if (!expected) continue;
        const reached = [...body.parameters_P.dataSync(), ...head.parameters_P.dataSync()];
        assertClose(reached, expected, tolerance, `step ${step}`);
      }
      body.dispose();
      head.dispose();
    });
  }
}
