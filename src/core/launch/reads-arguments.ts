const READERS = [
  /^\s*import\s+[^#\n]*\b(?:argparse|optparse|getopt|click|typer|docopt|fire)\b/m,
  /^\s*from\s+(?:argparse|optparse|getopt|click|typer|docopt|fire)\b[^#\n]*\bimport\b/m,
  /\bsys\.argv\s*(?:\[\s*[1-9-]|\[\s*:|\)|$)/m,
  /\blen\(\s*(?:sys\.)?argv\s*\)/,
  /^\s*from\s+sys\s+import\b[^#\n]*\bargv\b/m,
];

/**
 * Whether a Python program seems to read its command line, so that it is worth asking for arguments before its first
 * run. A guess from the text, made on purpose without running or parsing anything: a wrong guess costs one key press.
 */
export function readsArguments(source: string): boolean {
  const code = source.replace(/^\s*#.*$/gm, "");
  return READERS.some((reader) => reader.test(code));
}
