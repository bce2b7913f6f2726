/** What of a line of `spans.jsonl` says whether it stays. */
interface SpanLine {
  readonly id?: number;
  readonly parent?: number;
  readonly name?: string;
}

const STEP = "tolaria.step";
const EPOCH = "tolaria.epoch";

/**
 * Thins spans to half of `limit` or less: every other step goes if most spans are steps, else every other epoch with all
 * that is below it. The latest stay in any case.
 */
export function thinnedSpans(lines: readonly string[], limit: number): readonly string[] {
  let spans = lines.map((line) => ({ line, ...parsed(line) }));
  while (spans.length > limit / 2) {
    const before = spans.length;
    const steps = spans.filter(({ name }) => name === STEP).length;
    spans = 2 * steps > before ? withoutOthers(spans, STEP) : withoutOthers(spans, EPOCH);
    if (spans.length === before) spans = spans.slice(-Math.floor(limit / 2));
  }
  return spans.map(({ line }) => line);
}

/** Leaves out the second, fourth and so on of the spans called `name`, with those below them. */
function withoutOthers<T extends SpanLine>(spans: readonly T[], name: string): T[] {
  let count = 0;
  const gone = new Set(
    spans.filter((span) => span.name === name && count++ % 2 === 1).map(({ id }) => id),
  );
  const parents = new Map(spans.map(({ id, parent }) => [id, parent]));
  const isGone = (id: number | undefined): boolean =>
    id !== undefined && (gone.has(id) || isGone(parents.get(id)));
  return spans.filter(({ id }) => !isGone(id));
}

function parsed(line: string): SpanLine {
  try {
    const { id, parent, name } = JSON.parse(line);
    // A span is made after the one that it is part of, so that nothing goes in circles.
    return { id, name, ...(parent < id && { parent }) };
  } catch {
    return {};
  }
}
