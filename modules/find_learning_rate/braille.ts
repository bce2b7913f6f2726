/** Bit of each dot of a braille character, by column and row. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const BLANK = 0x2800;

/**
 * A canvas of Braille dots, eight per character.
 *
 * @see The Unicode Standard, chapter 21, "Braille Patterns".
 */
export class BrailleCanvas {
  readonly #columns: number;
  readonly #rows: number;
  readonly #cells: Uint8Array;

  /** @param columns Width in characters. @param rows Height in characters. */
  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
    this.#cells = new Uint8Array(columns * rows);
  }

  /** Draws a straight line between two points of the unit square, `y` upwards. */
  line(from: { x: number; y: number }, to: { x: number; y: number }): void {
    const [x0, y0] = this.#dotOf(from);
    const [x1, y1] = this.#dotOf(to);
    const steps = Math.max(1, Math.abs(x1 - x0), Math.abs(y1 - y0));
    for (let step = 0; step <= steps; step++) {
      this.#set(
        Math.round(x0 + ((x1 - x0) * step) / steps),
        Math.round(y0 + ((y1 - y0) * step) / steps),
      );
    }
  }

  /** Returns the lines from the top. */
  lines(): string[] {
    return Array.from({ length: this.#rows }, (_, row) =>
      Array.from({ length: this.#columns }, (_, column) =>
        String.fromCharCode(BLANK + (this.#cells[row * this.#columns + column] as number)),
      ).join(""),
    );
  }

  #dotOf({ x, y }: { x: number; y: number }): [number, number] {
    return [Math.round(x * (2 * this.#columns - 1)), Math.round((1 - y) * (4 * this.#rows - 1))];
  }

  #set(x: number, y: number): void {
    const cell = (y >> 2) * this.#columns + (x >> 1);
    const bit = DOTS[x & 1]?.[y & 3] as number;
    this.#cells[cell] = (this.#cells[cell] as number) | bit;
  }
}
