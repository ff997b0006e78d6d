const READERS = [
  /^\s*import\s+[^#\n]*\b(?:argparse|optparse|getopt|click|typer|docopt|fire)\b/m,
  /^\s*from\s+(?:argparse|optparse|getopt|click|typer|docopt|fire)\b[^#\n]*\bimport\b/m,
  /\bsys\.argv\s*(?:\[\s*[1-9-]|\[\s*:|\)|$)/m,
  /\blen\(\s*(?:sys\.)?argv\s*\)/,
  /^\s*from\s+sys\s+import\b[^#\n]*\bargv\b/m,
];

/** `int(sys.argv[1]) if len(sys.argv) > 1 else 20`: a line that says what to do without arguments. */
const HAS_DEFAULT = /^.*\bif\s+len\(\s*(?:sys\.)?argv\s*\)\s*>=?\s*\d+\s+else\b.*$/gm;

/**
 * Whether a Python program seems to read its command line, so that it is worth asking for arguments before its first
 * run; arguments that have a default are no reason to ask. A guess from the text, made on purpose without running or parsing anything: a wrong guess costs one key press.
 */
export function readsArguments(source: string): boolean {
  const code = source.replace(/^\s*#.*$/gm, "").replace(HAS_DEFAULT, "");
  return READERS.some((reader) => reader.test(code));
}
