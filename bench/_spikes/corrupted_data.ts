import {
  type BatchValues,
  type ColumnValues,
  DATA_SOURCE,
  type DataSource,
  type Dataset,
} from "../../core/mod.ts";
import { Container, ContainerModule } from "../../deps.ts";
import { digits } from "../../modules/mod.ts";

/** What is done to the values of a batch, in place. */
export type Corruption = (values: BatchValues) => void;

/** Batches that are spoiled: so many, from the `first` one on that the training asks for. */
export interface Spoiled {
  readonly first: number;
  readonly count: number;
  readonly corrupt: Corruption;
}

/** The digits with some batches of the training spoiled, for good: they are as bad when they are asked for again. */
export function corruptedDigits(spoiled: Spoiled | undefined): ContainerModule {
  const container = new Container();
  container.load(digits());
  const source = container.get(DATA_SOURCE);
  const corrupted: DataSource = {
    name: source.name,
    open: async (seed) => {
      const splits = await source.open(seed);
      return spoiled ? { ...splits, train: spoil(splits.train, spoiled) } : splits;
    },
  };
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(corrupted);
  });
}

function spoil(train: Dataset, { first, count, corrupt }: Spoiled): Dataset {
  const bad = new Set<string>();
  let asked = 0;
  return {
    size: train.size,
    inputs: train.inputs,
    targets: train.targets,
    gather: (indices, spare) => {
      const batch = indices.join();
      if (asked >= first && asked < first + count) bad.add(batch);
      asked += 1;
      const values = train.gather(indices, spare);
      if (!bad.has(batch)) return values;
      if (values instanceof Promise) throw new TypeError("the digits are in memory");
      corrupt(values);
      return values;
    },
  };
}

/** Every pixel is not a number. */
export const nanPixels: Corruption = ({ inputs }) => {
  for (const values of inputs) values.fill(Number.NaN);
};

/** A single pixel of the batch is infinite. */
export const infinitePixel: Corruption = ({ inputs: [pixels] }) => {
  (pixels as ColumnValues)[300] = Number.POSITIVE_INFINITY;
};

/** Pixels `factor` times as bright, with classes that are not theirs. */
export function scaledAndShuffled(factor: number): Corruption {
  return ({ inputs: [pixels], targets: [labels] }) => {
    const [bright, classes] = [pixels, labels] as [ColumnValues, ColumnValues];
    for (let at = 0; at < bright.length; at++) bright[at] = (bright[at] as number) * factor;
    for (let at = 0; at < classes.length; at++) classes[at] = ((classes[at] as number) + 3) % 10;
  };
}
