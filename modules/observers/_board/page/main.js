// Shows what the address names: the list of runs, one run, or several of them.
import { showComparison } from "/compare_view.js";
import { showRun } from "/run_view.js";
import { showRuns } from "/runs_view.js";

const content = document.getElementById("content");
const place = document.getElementById("place");
const connection = document.getElementById("connection");

let leave = () => {};

const shown = {
  onPlace: (text) => {
    place.textContent = text;
    document.title = text === "" ? "Tolaria" : `${text} – Tolaria`;
  },
  onConnection: (connected) => {
    connection.hidden = connected;
  },
};

function show() {
  leave();
  shown.onPlace("");
  const [, what, rest = ""] = location.hash.split("/");
  const names = rest.split(",").map(decodeURIComponent);
  if (what === "run") leave = showRun(content, names[0], shown);
  else if (what === "compare") leave = showComparison(content, names, shown);
  else leave = showRuns(content, shown);
}

addEventListener("hashchange", () => {
  show();
  content.focus();
});
show();
