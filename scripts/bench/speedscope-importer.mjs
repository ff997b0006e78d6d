// speedscope's own importer. Its package holds only the page, in one script: that is run up to where the page would be drawn,
// and its importer taken out by the name that it is exported by inside.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";

/** @returns speedscope's `importProfileGroupFromText(fileName, text)` */
export async function loadSpeedscopeImporter() {
  const folder = path.join(
    path.dirname(createRequire(import.meta.url).resolve("speedscope/package.json")),
    "dist/release",
  );
  const name = readdirSync(folder).find((each) => /^speedscope-.*\.js$/.test(each));
  const script = readFileSync(path.join(folder, name), "utf8");
  const module = /Promise\.resolve\(\)\.then\(\(\)=>\((\w+\(\),\w+)\)\);\w+\.then/.exec(script)?.[1];
  const drawing = script.lastIndexOf("console.log(`speedscope v");
  if (module === undefined || drawing < 0)
    throw new Error("This speedscope is built in another way: its importer was not found.");
  const loaded = `${script.slice(0, drawing)}globalThis.importer=(${module});})();`;
  const context = createPage();
  vm.runInContext(loaded, context);
  return context.importer.importProfileGroupFromText;
}

/** As much of a browser as the script asks for before it draws. */
function createPage() {
  const element = () => ({
    style: {},
    appendChild() {},
    setAttribute() {},
    addEventListener() {},
    getContext: () => null,
  });
  const page = {
    console: { ...console, log() {}, warn() {}, time() {}, timeEnd() {} },
    document: {
      createElement: element,
      addEventListener() {},
      head: element(),
      body: element(),
      createTextNode: element,
    },
    location: { hash: "", search: "", href: "http://localhost/", protocol: "http:" },
    navigator: { userAgent: "", language: "en" },
    addEventListener() {},
    matchMedia: () => ({ matches: false, addListener() {}, addEventListener() {} }),
    requestAnimationFrame() {},
    ...{
      TextDecoder,
      TextEncoder,
      URL,
      setTimeout,
      clearTimeout,
      performance,
      Uint8Array,
      ArrayBuffer,
      Blob,
      atob,
      btoa,
    },
  };
  page.window = page;
  page.self = page;
  return vm.createContext(page);
}
