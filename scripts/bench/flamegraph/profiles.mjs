// The files that are opened.
import { createWriteStream, existsSync } from "node:fs";
import path from "node:path";
import { finished } from "node:stream/promises";
import { run } from "../../setup/commands.mjs";
import { root } from "../../setup/paths.mjs";
import { HERE } from "./browser.mjs";
import { floor } from "./floor.mjs";
import { speedscope } from "./speedscope.mjs";

/** Made by generate_profiles.py: the same stacks as collapsed text and as speedscope's JSON. */
export async function generatedProfiles(folder, tools, stacks, label) {
  const name = path.join(folder, label);
  await run(pythonOf(tools), [path.join(HERE, "generate_profiles.py"), String(stacks), name]);
  return [
    { file: `${name}.collapsedstack.txt`, label: `${label} collapsed` },
    { file: `${name}.speedscope.json`, label: `${label} speedscope` },
  ];
}

/** Programs that are not ours, doing real work under py-spy and cProfile; no peer reads cProfile's files. */
export async function realProfiles(folder, tools) {
  const { pySpy, packages } = tools;
  const python = pythonOf(tools);
  const options = {
    cwd: path.join(root, "test", "workspaces", "programs"),
    env: { ...process.env, PYTHONPATH: packages },
  };
  const sampled = async (program, label) => {
    const file = path.join(folder, `${program}.collapsedstack.txt`);
    const record = ["record", "--rate", "1000", "--format", "raw", "--output", file, "--", python, `${program}.py`];
    await run(pySpy, record, options).catch((error) => {
      // py-spy sometimes loses its child at the end: the file is whole all the same.
      if (!existsSync(file)) throw error;
    });
    return { file, label, peers: [floor, speedscope] };
  };
  const traced = path.join(folder, "render_markdown.pstats");
  await run(python, ["-m", "cProfile", "-o", traced, "render_markdown.py"], options);
  return [
    await sampled("format_sources", "yapf by py-spy"),
    await sampled("parse_html", "html5lib by py-spy"),
    { file: traced, label: "markdown-it by cProfile", peers: [] },
  ];
}

function pythonOf({ interpreters }) {
  return (interpreters.find(({ parts }) => parts[1] === 11) ?? interpreters.at(-1)).path;
}

/** As many functions as stacks: for the table. */
export async function wideProfile(folder, functions) {
  const file = path.join(folder, "wide.collapsed");
  const stream = createWriteStream(file);
  for (let index = 0; index < functions; index++) {
    const module = index % 997;
    const place = `package_${module % 60}/module_${module}.py:${1 + (index % 1400)}`;
    stream.write(`main (app.py:1);function_${(index * 7919) % functions} (${place}) ${1 + ((index * 31) % 977)}\n`);
  }
  stream.end();
  await finished(stream);
  return file;
}
