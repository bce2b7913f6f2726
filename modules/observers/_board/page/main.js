// Shows what the address names: the list of runs, one run, or several of them.
import { possibleActions, takeToken } from "/actions.js";
import { showComparison } from "/compare_view.js";
import { work } from "/painter.js";
import { showRun } from "/run_view.js";
import { showRuns } from "/runs_view.js";

const content = document.getElementById("content");
const place = document.getElementById("place");
const connection = document.getElementById("connection");

// What drawing comes to, for who measures the page.
globalThis.tolariaWork = work;

let leave = () => {};

const shown = {
  onPlace: (name, status) => {
    place.textContent = name;
    document.title = [name, status, "Tolaria"].filter(Boolean).join(" – ");
  },
  onConnection: (connected) => {
    connection.dataset.connected = String(connected);
    const text = connected ? "live" : "connection lost, trying again";
    if (connection.textContent !== text) connection.textContent = text;
  },
};

function show() {
  leave();
  leave = () => {};
  takeToken();
  shown.onPlace("");
  const [, what, rest = ""] = location.hash.split("/");
  const names = rest.split(",").map(decoded);
  if (what === "live") void goToLive();
  else if (what === "run") leave = showRun(content, names[0], shown);
  else if (what === "compare") leave = showComparison(content, names, shown);
  else leave = showRuns(content, shown);
}

/** Goes to the run of the process that serves this page, if it is recorded here; else to the list. */
async function goToLive() {
  const [{ run }, { runs }] = await Promise.all([
    possibleActions(),
    fetch("/api/runs").then((response) => response.json()),
  ]).catch(() => [{}, { runs: [] }]);
  const live = runs.find(({ run_id }) => run_id === run);
  location.replace(live ? `#/run/${encodeURIComponent(live.id)}` : "#/");
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

document.querySelector(".skip").addEventListener("click", (event) => {
  // The address says what is shown, and not where in it.
  event.preventDefault();
  content.focus();
});

addEventListener("hashchange", () => {
  show();
  content.focus();
});
show();
