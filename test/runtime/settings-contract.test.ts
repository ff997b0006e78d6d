import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { settingsSchema } from "../../src/core/protocol/settings.ts";
import { COMMANDS, PROFILE_EDITORS, SETTINGS_SECTION, VIEWS } from "../../src/host/contributions.ts";

interface Property {
  default: unknown;
  scope?: string;
  description?: string;
  markdownDescription?: string;
  type: string;
  minimum?: number;
  maximum?: number;
}
interface Manifest {
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; category: string }[];
    customEditors: { viewType: string; priority: string; selector: { filenamePattern: string }[] }[];
    views: Record<string, { id: string }[]>;
    menus: Record<string, { command: string }[]>;
    configuration: { properties: Record<string, Property> };
  };
}
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const properties = Object.entries(manifest.contributes.configuration.properties);

function flat(value: object, prefix: string): [string, unknown][] {
  return Object.entries(value).flatMap(([key, part]: [string, unknown]): [string, unknown][] =>
    typeof part === "object" && part !== null && Object.keys(part).length > 0
      ? flat(part, `${prefix}.${key}`)
      : [[`${prefix}.${key}`, part]],
  );
}

describe("package.json and the code", () => {
  it("agree on every setting and its default, both ways", () => {
    const inCode = Object.fromEntries(flat(settingsSchema.parse({}), SETTINGS_SECTION));
    const inManifest = Object.fromEntries(properties.map(([key, property]) => [key, property.default]));
    expect(inManifest).toEqual(inCode);
  });

  it("describe, scope and bound every setting", () => {
    for (const [key, property] of properties) {
      expect(property.description ?? property.markdownDescription, key).toMatch(/\.$/);
      expect(["window", "resource", "machine-overridable"], key).toContain(property.scope);
      if (property.type === "number") expect([property.minimum, property.maximum], key).not.toContain(undefined);
    }
  });

  it("restrict every setting that names a program or a folder", () => {
    const paths = properties.filter(([, { scope }]) => scope === "machine-overridable").map(([key]) => key);
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(supported).toBe("limited");
    expect(restrictedConfigurations.toSorted()).toEqual(paths.toSorted());
  });

  it("agree on commands and views, both ways", () => {
    const { commands, views } = manifest.contributes;
    expect(commands.map(({ command }) => command).toSorted()).toEqual(Object.values(COMMANDS).toSorted());
    const ids = Object.values(views).flatMap((list) => list.map(({ id }) => id));
    expect(ids.toSorted()).toEqual(Object.values(VIEWS).toSorted());
  });

  it("agree on the editors of profiles: one for the usual endings, one for any file on demand", () => {
    const { customEditors } = manifest.contributes;
    expect(customEditors.map(({ viewType }) => viewType)).toEqual(PROFILE_EDITORS);
    expect(customEditors.map(({ priority }) => priority)).toEqual(["default", "option"]);
    expect(customEditors[1]?.selector).toEqual([{ filenamePattern: "*" }]);
  });

  it("name only commands that exist in menus", () => {
    const known = new Set<string>(Object.values(COMMANDS));
    for (const [menu, entries] of Object.entries(manifest.contributes.menus)) {
      for (const { command } of entries) expect(known.has(command), `${command} in ${menu}`).toBe(true);
    }
  });
});
