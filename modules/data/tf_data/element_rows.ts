import { type Column, TolariaError } from "../../../core/mod.ts";
import type { ExampleRow } from "../_stream/mod.ts";
import { type ElementValue, readElement } from "./element.ts";

/** Takes the examples out of the elements of a dataset, one by one. */
export class ElementRows {
  readonly #inputs: readonly Column[];
  readonly #targets: readonly Column[];
  readonly #batched: boolean;
  #values: readonly ElementValue[] = [];
  #size = 0;
  #row = 0;

  constructor(
    { inputs, targets }: { inputs: readonly Column[]; targets: readonly Column[] },
    batched: boolean,
  ) {
    this.#inputs = inputs;
    this.#targets = targets;
    this.#batched = batched;
  }

  /** Returns the next example; `undefined` at the end. */
  async next(source: {
    next(): Promise<IteratorResult<unknown>>;
  }): Promise<ExampleRow | undefined> {
    while (this.#row === this.#size) {
      const { done, value } = await source.next();
      if (done) return undefined;
      await this.#take(value);
    }
    const row = this.#row++;
    return this.#values.map(({ values }) => {
      const width = values.length / this.#size;
      return Array.prototype.slice.call(values, row * width, (row + 1) * width);
    });
  }

  async #take(element: unknown): Promise<void> {
    const { inputs, targets } = await readElement(element);
    this.#values = [...inOrder(this.#inputs, inputs), ...inOrder(this.#targets, targets)];
    const sizes = this.#values.map(({ shape }) => (this.#batched ? (shape[0] ?? 0) : 1));
    this.#size = sizes[0] as number;
    this.#row = 0;
    if (sizes.every((size) => size === this.#size)) return;
    const counts = this.#values.map(({ name }, at) => `"${name}" has ${sizes[at]}`).join(", ");
    throw new TolariaError(
      "data/invalid",
      `The values of a batch must have as many rows each, but ${counts}.`,
    );
  }
}

/** The values of the columns, by name; the only one of an element, whatever it is called. */
function inOrder(
  columns: readonly Column[],
  values: readonly ElementValue[],
): readonly ElementValue[] {
  return columns.map(({ name }) => {
    const found =
      values.find((value) => value.name === name) ??
      (values.length === 1 && columns.length === 1 ? values[0] : undefined);
    if (found) return found;
    const names = values.map((value) => value.name).join(", ");
    throw new TolariaError("data/invalid", `An element has no "${name}", but ${names}.`);
  });
}
