/**
 * Runs `work` on every task, in order, up to `lanes` at a time.
 *
 * @param isAlone Whether nothing else may run beside a task; such tasks come last, one by one.
 */
export async function inLanes<T>(
  tasks: readonly T[],
  lanes: number,
  work: (task: T) => Promise<void>,
  isAlone: (task: T) => boolean = () => false,
): Promise<void> {
  const waiting = tasks.filter((task) => !isAlone(task));
  const lane = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await work(task);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  for (const task of tasks) if (isAlone(task)) await work(task);
}
