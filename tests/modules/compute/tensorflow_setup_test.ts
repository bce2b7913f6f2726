import assert from "node:assert/strict";
import { mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { findCompiler } from "../../../modules/compute/tensorflow/install/compile.ts";
import {
  bindingFile,
  readInstallation,
  scriptsFolder,
  writeInstallation,
} from "../../../modules/compute/tensorflow/install/installation.ts";
import { inspectLibrary } from "../../../modules/compute/tensorflow/install/library.ts";
import { findTensorflow } from "../../../modules/compute/tensorflow/load/load_tensorflow.ts";
import { checkTensorflow, setupTensorflow } from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { runChild } from "../../_support/processes/run_child.ts";

const UNAVAILABLE = "backend/unavailable";

const INSTALLATION = {
  package: "4.22.0",
  tensorflow: "2.21.0",
  cuda: null,
  key: "a",
};

/** A folder of a test's own, with no link in its path. */
const inFolder = (work: (folder: string) => void | Promise<void>): Promise<void> =>
  withScratch(async ({ path }) => work(realpathSync(path("."))));

function put(folder: string, ...files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), "");
  }
}

const WHEEL = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
const HEADER = "include/tensorflow/c/eager/c_api.h";

test("inspectLibrary() finds library, headers and CUDA's version in a wheel's folder", () =>
  inFolder((folder) => {
    put(folder, ...WHEEL, HEADER);
    assert.equal(inspectLibrary(folder).cuda, null);
    mkdirSync(join(folder, "python/platform"), { recursive: true });
    writeFileSync(
      join(folder, "python/platform/build_info.py"),
      "build_info = collections.OrderedDict([('cuda_version', '12.5.1'), ('is_cuda_build', True)])",
    );
    assert.deepEqual(inspectLibrary(folder), {
      folder,
      objects: WHEEL.map((name) => join(folder, name)),
      headers: join(folder, "include"),
      cuda: "12.5.1",
    });
  }));

test("inspectLibrary() accepts the C archive, and the parent of a wheel's folder", () =>
  inFolder((folder) => {
    put(folder, "c/lib/libtensorflow.so.2", `c/lib/${WHEEL[1]}`, `c/${HEADER}`);
    assert.equal(inspectLibrary(join(folder, "c")).folder, join(folder, "c/lib"));
    assert.equal(inspectLibrary(join(folder, "c/lib")).headers, join(folder, "c/include"));
    put(folder, ...WHEEL.map((name) => `site/tensorflow/${name}`), `site/tensorflow/${HEADER}`);
    assert.equal(inspectLibrary(join(folder, "site")).folder, join(folder, "site/tensorflow"));
  }));

test("inspectLibrary() names the file that a folder lacks", () =>
  inFolder((folder) => {
    const lacks = (file: string) => ({
      code: UNAVAILABLE,
      message: new RegExp(`^${folder} has no ${file}\nGive --library`),
    });
    assert.throws(() => inspectLibrary(folder), lacks("libtensorflow_framework.so.2"));
    put(folder, "libtensorflow_framework.so.2");
    assert.throws(
      () => inspectLibrary(folder),
      lacks("libtensorflow_cc.so.2 or libtensorflow.so.2"),
    );
    put(folder, "libtensorflow_cc.so.2");
    assert.throws(() => inspectLibrary(folder), lacks("include/tensorflow/c/eager/c_api.h"));
  }));

test("findCompiler() says how to install a compiler when there is none", async () => {
  const { CXX } = process.env;
  process.env.CXX = "no-such-compiler";
  try {
    await assert.rejects(findCompiler, {
      code: UNAVAILABLE,
      message: /^There is no C\+\+ compiler: looked for no-such-compiler\nInstall one/,
    });
  } finally {
    if (CXX === undefined) delete process.env.CXX;
    else process.env.CXX = CXX;
  }
});

test("setupTensorflow() fails before it fetches anything when the library does not exist", () =>
  inFolder(async (folder) => {
    const said: string[] = [];
    const library = join(folder, "nowhere");
    const setup = () => setupTensorflow({ folder, library, say: (line) => said.push(line) });
    await assert.rejects(setup, { code: UNAVAILABLE, message: /nowhere has no libtensorflow/ });
    assert.deepEqual(said, []);
  }));

test("readInstallation() returns what was written, and names what was deleted since", () =>
  inFolder((folder) => {
    assert.equal(readInstallation(folder), undefined);
    const library = join(folder, "lib");
    mkdirSync(library);
    mkdirSync(scriptsFolder(folder), { recursive: true });
    writeFileSync(bindingFile(folder), "");
    writeInstallation(folder, { ...INSTALLATION, library });
    assert.deepEqual(readInstallation(folder), { ...INSTALLATION, library });
    assert.equal(findTensorflow(folder).binding, bindingFile(folder));
    rmSync(library, { recursive: true });
    assert.deepEqual(readInstallation(folder), { fault: `${library} is gone` });
    writeFileSync(join(folder, "installation.json"), "{");
    assert.match(JSON.stringify(readInstallation(folder)), /installation.json cannot be read/);
  }));

test("checkTensorflow() says why a binding does not load", () =>
  inFolder(async (folder) => {
    await assert.rejects(() => checkTensorflow({ folder }), {
      code: UNAVAILABLE,
      message: `Nothing is set up in ${folder}\nRun 'tolaria setup tensorflow'.\nCannot set up tensorflow.`,
    });
    mkdirSync(scriptsFolder(folder), { recursive: true });
    writeFileSync(bindingFile(folder), "not a library");
    writeInstallation(folder, { ...INSTALLATION, library: folder });
    await assert.rejects(() => checkTensorflow({ folder }), {
      code: UNAVAILABLE,
      message: /^The binding does not load in (bun|deno): /,
    });
  }));

test("tolaria setup tensorflow --check exits with 1 and a hint when nothing is set up", () =>
  inFolder(async (folder) => {
    const child = await runChild("cli/main.ts", [
      ...["setup", "tensorflow", "--check", "--folder", folder],
    ]);
    assert.equal(child.code, 1);
    assert.match(child.stderr, /Nothing is set up in .*\nRun 'tolaria setup tensorflow'/);
    assert.equal(child.stdout, "");
  }));
