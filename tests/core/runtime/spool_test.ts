import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { Spool } from "../../../core/runtime/mod.ts";
import { type Scratch, withScratch } from "../../../testing/_support/scratch.ts";
import { runChild } from "../../_support/processes/run_child.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (spool: Spool) => spool.peek().map(({ data }) => new TextDecoder().decode(data));
const spoolOf = ({ path }: Scratch, owner: string, name = "s") =>
  new Spool({ folder: path("spools"), name, owner });

test("Spool.append() keeps records until they are removed, and its file only as long", () =>
  withScratch(async (scratch) => {
    const spool = spoolOf(scratch, "a");
    const [first, second] = spool.append([bytes("one"), bytes("two")]);
    assert.deepEqual([spool.count, texts(spool)], [2, ["one", "two"]]);
    assert.deepEqual(
      spool.peek(1).map(({ id }) => id),
      [first],
    );
    assert.equal(statSync(spool.path).mode & 0o777, 0o600);
    assert.equal(statSync(scratch.path("spools")).mode & 0o777, 0o700);
    spool.remove([second as number]);
    assert.deepEqual(texts(spool), ["one"]);
    spool.remove([first as number, 99]);
    assert.deepEqual([spool.count, readdirSync(scratch.path("spools"))], [0, []]);
    spool.append([bytes("three")]);
    assert.deepEqual(texts(spool), ["three"]);
    spool.close();
  }));

test("Spool.adopt() takes over what closed spools of its name have left, and nothing else", () =>
  withScratch(async (scratch) => {
    const [left, held, other] = [
      spoolOf(scratch, "left"),
      spoolOf(scratch, "held"),
      spoolOf(scratch, "left", "other"),
    ];
    for (const spool of [left, held, other]) spool.append([bytes(spool.path.slice(-10))]);
    left.close();
    other.close();
    const spool = spoolOf(scratch, "new");
    assert.equal(spool.adopt(), 1);
    assert.deepEqual(texts(spool), ["left.spool"]);
    assert.equal(spool.adopt(), 0);
    assert.deepEqual([held.count, texts(held)], [1, ["held.spool"]]);
    spool.close();
    held.close();
  }));

test("Spool.adopt() takes over what its own earlier owner left, without counting it", () =>
  withScratch(async (scratch) => {
    const before = spoolOf(scratch, "a");
    before.append([bytes("one")]);
    before.close();
    const spool = spoolOf(scratch, "a");
    assert.deepEqual([spool.adopt(), spool.count, texts(spool)], [0, 1, ["one"]]);
    spool.close();
  }));

test("Spool.adopt() takes over what a killed process left, and nothing of one that lives", () =>
  withScratch(async (scratch) => {
    const spool = spoolOf(scratch, "a");
    const { stdout } = await runChild(
      "tests/fixtures/spool_then_wait.ts",
      [scratch.path("spools")],
      {
        onStart: (child) =>
          child.stdout?.once("data", () => {
            assert.equal(spool.adopt(), 0);
            child.kill("SIGKILL");
          }),
      },
    );
    assert.equal(stdout, "saved\n");
    assert.equal(spool.adopt(), 1);
    assert.deepEqual(texts(spool), ["from a child"]);
    spool.close();
  }));

test("Spool.setAside() keeps a record that cannot be read for people, and counts it", () =>
  withScratch(async (scratch) => {
    const spool = spoolOf(scratch, "a");
    spool.append([bytes("bad"), bytes("good")]);
    spool.setAside(spool.peek(1)[0] as ReturnType<Spool["peek"]>[0], "it is no span");
    assert.deepEqual([spool.setAsideCount, texts(spool)], [1, ["good"]]);
    const line = JSON.parse(readFileSync(scratch.path("spools/s.refused"), "utf8"));
    assert.deepEqual(line, { reason: "it is no span", data: btoa("bad") });
    spool.close();
  }));

test("Spool.adopt() sets files aside that are no spools, pipes and links among them", () =>
  withScratch(async (scratch) => {
    mkdirSync(scratch.path("spools"), { mode: 0o700 });
    scratch.write("spools/s-text.spool", "no database".repeat(100));
    scratch.write("elsewhere", "precious");
    symlinkSync(scratch.path("elsewhere"), scratch.path("spools/s-link.spool"));
    spawnSync("mkfifo", [scratch.path("spools/s-pipe.spool")]);
    const spool = spoolOf(scratch, "a");
    assert.deepEqual([spool.adopt(), spool.setAsideCount], [0, 3]);
    assert.deepEqual(readdirSync(scratch.path("spools")).sort(), [
      "s-link.spool.refused",
      "s-pipe.spool.refused",
      "s-text.spool.refused",
    ]);
    assert.equal(readFileSync(scratch.path("elsewhere"), "utf8"), "precious");
  }));

test("Spool.append() refuses a folder into which others can write", () =>
  withScratch(async (scratch) => {
    mkdirSync(scratch.path("spools"));
    chmodSync(scratch.path("spools"), 0o777);
    assert.throws(() => spoolOf(scratch, "a").append([bytes("x")]), {
      message: /must be a folder that this user owns and nobody else can write to/,
    });
  }));
