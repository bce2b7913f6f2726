// Draws charts one after another, each in a task of its own, so that the page is never busy for long.

/** What drawing has come to: how many charts, their points, and the most points in one task. */
export const work = { drawn: 0, points: 0, most: 0 };

const waiting = new Set();
const turn = new MessageChannel();
turn.port1.onmessage = () => {
  const [chart] = waiting;
  waiting.delete(chart);
  // Before it is drawn: a chart that fails must not keep the others waiting.
  if (waiting.size > 0) turn.port2.postMessage(0);
  const points = chart?.draw() ?? 0;
  work.drawn += 1;
  work.points += points;
  work.most = Math.max(work.most, points);
};

/** Draws a chart once its turn comes. */
export function drawSoon(chart) {
  if (waiting.size === 0) turn.port2.postMessage(0);
  waiting.add(chart);
}

/** Draws a chart no more. */
export function drawNever(chart) {
  waiting.delete(chart);
}
