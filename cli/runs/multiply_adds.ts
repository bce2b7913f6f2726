/** Formats multiply-adds for a table: `24.9 billion`; `-` if they are not known. */
export function multiplyAddsText(count: number | undefined): string {
  return count === undefined ? "-" : `${Number((count / 1e9).toPrecision(3))} billion`;
}
