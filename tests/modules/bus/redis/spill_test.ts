import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { toOutbound } from "../../../../modules/bus/_shared/mod.ts";
import { Spill, type SpillOwner } from "../../../../modules/bus/redis/spill.ts";
import { EventEnvelope } from "../../../../proto/mod.ts";
import { messageOf, textOf } from "../../../_support/bus/messages.ts";
import { withScratch } from "../../../_support/processes/scratch.ts";

const SELF: SpillOwner = { pid: process.pid, token: "now", bus: "a" };

/** The id of a process that has ended. */
const DEAD = spawnSync(process.execPath, ["--version"]).pid;

const message = (text: string) => toOutbound(messageOf(text, "critical"));

const texts = (messages: readonly { readonly bytes: Uint8Array }[]) =>
  messages.map(({ bytes }) => textOf(EventEnvelope.decode(bytes)));

test("Spill.recover() finds nothing where nobody has left anything", () =>
  withScratch(async ({ path }) => {
    assert.deepEqual(await new Spill(path("r/p"), SELF).recover(), {
      own: [],
      left: [],
      refused: [],
    });
    assert.ok(!existsSync(path("r")));
  }));

test("Spill.recover() takes over what a process left that is no more, in order, and once", () =>
  withScratch(async ({ path }) => {
    const dead = new Spill(path("r/p"), { ...SELF, pid: DEAD });
    for (const text of ["a", "b", "c"]) await dead.save(message(text));
    const both = [new Spill(path("r/p"), SELF), new Spill(path("r/p"), { ...SELF, bus: "b" })];
    const found = await Promise.all(both.map((spill) => spill.recover()));
    const left = found.flatMap((one) => texts(one.left));
    assert.deepEqual([...left].sort(), ["a", "b", "c"]);
    for (const one of found) assert.deepEqual(texts(one.left), texts(one.left).sort());
    // The folder of the dead one is gone.
    assert.ok(!readdirSync(path("r/p")).some((name) => name.startsWith(`${DEAD}.`)));
  }));

test("Spill.recover() leaves alone what a process has that lives, but not an earlier one of the same id", () =>
  withScratch(async ({ path }) => {
    // The parent lives as long as the test does.
    const living = new Spill(path("r/p"), { pid: process.ppid, token: "x", bus: "a" });
    const sibling = new Spill(path("r/p"), { ...SELF, bus: "b" });
    const earlier = new Spill(path("r/p"), { ...SELF, token: "before", bus: "b" });
    for (const [index, spill] of [living, sibling, earlier].entries()) {
      await spill.save(message(`${index}`));
    }
    const { left, own } = await new Spill(path("r/p"), SELF).recover();
    assert.deepEqual(texts(left), ["2"]);
    assert.deepEqual(own, []);
  }));

test("Spill.recover() tells what this bus itself had written from what others left", () =>
  withScratch(async ({ path }) => {
    await new Spill(path("r/p"), SELF).save(message("mine"));
    const { own, left } = await new Spill(path("r/p"), SELF).recover();
    assert.deepEqual([texts(own), left], [["mine"], []]);
  }));

test("Spill.recover() passes over half a file, and sets aside one that has rotted", () =>
  withScratch(async ({ path }) => {
    const dead = new Spill(path("r/p"), { ...SELF, pid: DEAD });
    await dead.save(message("good"));
    const [folder] = readdirSync(path("r/p"));
    writeFileSync(path(`r/p/${folder}/0-1.envelope.part`), "half");
    writeFileSync(path(`r/p/${folder}/0-2.envelope`), new Uint8Array([255, 255]));
    const { left, refused } = await new Spill(path("r/p"), SELF).recover();
    assert.deepEqual(texts(left), ["good"]);
    assert.equal(refused.length, 1);
    const [file] = /^\S+\.refused(?=: Cannot read EventEnvelope)/.exec(refused[0] as string) ?? [];
    assert.ok(existsSync(file as string));
  }));

test("Spill.forget() removes a message also while it is being written, and close() the folder", () =>
  withScratch(async ({ path }) => {
    const spill = new Spill(path("r/p"), SELF);
    const one = message("one");
    const saving = spill.save(one);
    await spill.forget(one.eventId);
    await saving;
    await spill.forget("nobody knows it");
    const own = readdirSync(path("r/p"));
    assert.deepEqual(
      own.flatMap((name) => readdirSync(path(`r/p/${name}`))),
      [],
    );
    await spill.close();
    assert.deepEqual(readdirSync(path("r/p")), []);
  }));

test("Spill.save() makes folders and files that nobody else can read", () =>
  withScratch(async ({ path }) => {
    const spill = new Spill(path("r/p"), SELF);
    await spill.save(message("one"));
    const found = spawnSync("find", [path("r"), "-printf", "%y %m\n"], { encoding: "utf8" });
    const modes = new Set(found.stdout.trim().split("\n"));
    assert.deepEqual(modes, new Set(["d 700", "f 600"]));
  }));

test("Spill.save() fails in a folder into which others can write, and again when asked again", () =>
  withScratch(async ({ path }) => {
    mkdirSync(path("r/p"), { recursive: true });
    chmodSync(path("r"), 0o777);
    const spill = new Spill(path("r/p"), SELF);
    const refusal = {
      message: /must be a folder that this user owns and nobody else can write to/,
    };
    await assert.rejects(spill.save(message("one")), refusal);
    await assert.rejects(
      spill.recover().then(() => spill.save(message("two"))),
      refusal,
    );
    chmodSync(dirname(path("r/p")), 0o700);
    await spill.save(message("three"));
  }));
