/**
 * A server on a thread of its own that takes what runs send to MLflow, and says on which port.
 *
 * @module
 */
import { createServer } from "node:http";
import { parentPort } from "node:worker_threads";

const ANSWER = JSON.stringify({
  experiment_id: "0",
  experiment: { experiment_id: "0" },
  run: { info: { run_id: "0", artifact_uri: "mlflow-artifacts:/0/0/artifacts" } },
});

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => response.writeHead(200).end(ANSWER));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  parentPort?.postMessage(typeof address === "object" ? address?.port : undefined);
});
