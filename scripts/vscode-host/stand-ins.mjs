// Plain JavaScript in place of native modules that tests can do without.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PLATFORM } from "./hosts.mjs";

/** Writes the log files, which output channels read. */
const SPDLOG = `
const fs = require('fs'), path = require('path');
const NAMES = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(_type, _name, file) { this.file = file; this.level = 2; fs.mkdirSync(path.dirname(file), { recursive: true }); fs.appendFileSync(file, ''); }
  write(level, text) {
    if (level < this.level) { return; }
    const stamp = new Date().toISOString().replace('T', ' ').replace('Z', '');
    try { fs.appendFileSync(this.file, this.raw ? text : stamp + ' [' + NAMES[level] + '] ' + text + '\\n'); } catch { /* the folder is gone */ }
  }
  trace(t) { this.write(0, t); } debug(t) { this.write(1, t); } info(t) { this.write(2, t); }
  warn(t) { this.write(3, t); } error(t) { this.write(4, t); } critical(t) { this.write(5, t); }
  getLevel() { return this.level; } setLevel(l) { this.level = l; }
  setPattern() { this.raw = false; } clearFormatters() { this.raw = true; } flush() {} drop() {}
}
exports.version = 0; exports.setLevel = () => {}; exports.setFlushOn = () => {}; exports.shutdown = () => {}; exports.Logger = Logger;
exports.createRotatingLogger = async (...a) => new Logger('', ...a);
exports.createAsyncRotatingLogger = async (...a) => new Logger('', ...a);
`;
/** The extension host also polls its parent's pid. */
const WATCHDOG = "exports.start = () => {};";
const RIPGREP = `exports.rgPath = require.resolve('@vscode/ripgrep-${PLATFORM}/bin/rg');`;

const STAND_INS = {
  "@vscode/spdlog": SPDLOG,
  "native-watchdog": WATCHDOG,
  "@vscode/native-watchdog": WATCHDOG,
  "@vscode/ripgrep": RIPGREP,
  "@vscode/ripgrep-universal": RIPGREP,
};

export const replacedPackages = Object.keys(STAND_INS);

/** Writes the stand-ins into the server's node_modules. */
export function writeStandIns(nodeModules) {
  for (const [name, code] of Object.entries(STAND_INS)) {
    const dir = path.join(nodeModules, name);
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, "package.json"), JSON.stringify({ name, version: "0.0.0-stub", main: "index.js" }));
    writeFileSync(path.join(dir, "index.js"), code);
  }
}
