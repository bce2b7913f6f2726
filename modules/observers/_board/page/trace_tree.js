// Spans of a run as a tree, and the part of it that is shown.

/** Spans that are listed at most. */
export const MOST_ROWS = 200;

/** Levels of the whole run that are listed: those below are listed of one epoch. */
const MOST_DEPTH = 1;

/** Spans that can be looked at by themselves. */
const CHOSEN = new Set(["tolaria.epoch", "tolaria.recovery", "tolaria.rollback", "tolaria.trial"]);

/**
 * Spans with those below them, in the order in which they began. A span is written when it ends: what is in progress has no
 * span yet, and those below it stand at the top.
 */
export function treeOf(spans) {
  const nodes = new Map(spans.map((span) => [span.id, { span, below: [] }]));
  const roots = [];
  for (const node of nodes.values()) {
    const above = nodes.get(node.span.parent);
    // What is below began later; so nothing is below itself, whatever the file says.
    (above && above.span.id < node.span.id ? above.below : roots).push(node);
  }
  const sort = (list) => list.sort((a, b) => a.span.at_ms - b.span.at_ms || a.span.id - b.span.id);
  sort(roots);
  for (const { below } of nodes.values()) sort(below);
  return { roots, nodes };
}

/** What can be chosen to look at: the whole run, and parts of it. */
export function choicesOf({ nodes }) {
  const parts = [...nodes.values()].filter(
    ({ span, below }) => CHOSEN.has(span.name) && below.length > 0,
  );
  return parts.sort((a, b) => a.span.at_ms - b.span.at_ms);
}

/** Rows of a waterfall, with the time that it spans. @param chosen Id of a span; undefined for the run. */
export function rowsOf({ roots, nodes }, chosen) {
  const focus = nodes.get(chosen);
  const rows = [];
  const add = (node, depth) => {
    rows.push({ ...node, depth });
    if (focus || depth < MOST_DEPTH) for (const below of node.below) add(below, depth + 1);
  };
  for (const node of focus ? [focus] : roots) add(node, 0);
  const from = Math.min(...rows.map(({ span }) => span.at_ms));
  const to = Math.max(...rows.map(({ span }) => span.at_ms + span.ms));
  return { rows: rows.slice(0, MOST_ROWS), left: Math.max(0, rows.length - MOST_ROWS), from, to };
}
