// Follows one run: everything that is written of it so far, and then what is new.

/**
 * @param {string} id
 * @param {(run: object) => void} onUpdate Is called at most once a frame.
 * @param {(connected: boolean) => void} onConnection
 * @returns {() => void} Stops.
 */
export function follow(id, onUpdate, onConnection) {
  const run = { id, epochs: [], steps: [], boundaries: [], readings: [], events: [] };
  const source = new EventSource(`/api/runs/${encodeURIComponent(id)}/stream`);
  let frame = 0;
  source.onmessage = ({ data }) => {
    const { record, fault, lines, replaced } = JSON.parse(data);
    if (record) run.record = record;
    run.fault = fault;
    for (const [file, added] of Object.entries(lines)) {
      if (replaced.includes(file)) run[file] = added;
      else for (const line of added) run[file].push(line);
    }
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      onUpdate(run);
    });
  };
  // The browser connects again by itself, from the last event that it got.
  source.onopen = () => onConnection(true);
  source.onerror = () => onConnection(false);
  return () => {
    source.close();
    cancelAnimationFrame(frame);
  };
}
