// The licences of the packages whose code is in the bundles.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../setup/paths.mjs";

/**
 * One section per package that esbuild took code from, with its licence text.
 * @throws Error when a package brings no licence: such a package may not be bundled.
 */
export function thirdPartyNotices(metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = [...new Set(inputs.map(packageFolder).filter(Boolean))].sort();
  const sections = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
    return `${"=".repeat(80)}\n${name} ${version} (${license})\n${"=".repeat(80)}\n\n${licenceText(folder)}\n`;
  });
  return `Heatline's bundles hold code of these packages.\n\n${sections.join("\n")}`;
}

/** "node_modules/a/node_modules/@b/c" of a file in it. */
function packageFolder(input) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

function licenceText(folder) {
  const dir = path.join(root, folder);
  const file = readdirSync(dir).find((name) => /^licen[cs]e(\.|$)/i.test(name));
  // languageserver packages of one repository carry it as License.txt, execa's dependencies as `license`.
  if (file && existsSync(path.join(dir, file))) return readFileSync(path.join(dir, file), "utf8").trim();
  throw new Error(`${folder} has no licence file. Its code may not ship without one.`);
}
