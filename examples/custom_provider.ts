// A provider of one's own: a decorated class, bound to a role. Run it: npx bun run examples/custom_provider.ts
import { adamw, createTrainer, mlp } from "tolaria";
import { arrays } from "tolaria/data";
import { constant } from "tolaria/schedules";
import { CLOCK, ContainerModule, inject, injectable, RUN_OBSERVER } from "tolaria/ports";
import type { EpochReport } from "tolaria";
import type { Clock, RunObserver } from "tolaria/ports";

@injectable()
class Diary implements RunObserver {
  constructor(@inject(CLOCK) private readonly clock: Clock) {}

  onEpoch({ epoch, train }: EpochReport): void {
    const time = new Date(this.clock.wallMs()).toISOString();
    if (epoch % 50 === 0) console.log(`${time} epoch ${epoch}: loss ${train.loss.toFixed(4)}`);
  }
}

const diary = new ContainerModule(({ bind }) => void bind(RUN_OBSERVER).to(Diary));

await using trainer = createTrainer({
  host: mlp({ inputShape: [2], hidden: [8], classes: 2 }),
  data: arrays({
    inputs: { point: { values: [0, 0, 0, 1, 1, 0, 1, 1], shape: [2] } },
    targets: { xor: { values: [0, 1, 1, 0], classes: 2 } },
  }),
  modules: [adamw(), constant(0.03), diary],
});
const report = await trainer.run({ epochs: 200 });
console.log(`${report.endReason} with accuracy ${report.best?.train.metrics.accuracy}`);
