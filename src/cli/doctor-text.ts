import type { DoctorOutput } from "../core/protocol/cli.ts";
import { visible } from "./visible.ts";

/** What the doctor found, for people. */
export function doctorText({ interpreters, pySpy, profilers, machine, ok }: DoctorOutput): string {
  const chosen = interpreters.find((each) => each.chosen);
  const rows = [
    "Python interpreters, in the order in which they are tried",
    ...(interpreters.length === 0 ? ["  none found: install Python 3.8 or newer, or name one with --python"] : []),
    ...interpreters.flatMap(interpreterRows),
    "",
    "Looking into other processes",
    `  py-spy    ${pySpy.path === null ? "not found" : `${pySpy.version}, ${pySpy.path}`}`,
    `  attach    ${attachText(pySpy.mayAttach)}${machineText(machine)}`,
    "",
    chosen === undefined ? "Profilers: none without a Python" : `Profilers, for Python ${chosen.version}`,
    ...profilers.flatMap(({ label, works, version, problem, remedy }) => [
      `  ${works ? "works" : "no   "}     ${label}${version === null ? "" : ` ${version}`}${problem === null ? "" : `: ${problem}`}`,
      ...(remedy === null ? [] : [`            ${remedy}`]),
    ]),
    "",
    ok ? "Lines can be measured here." : "Lines cannot be measured here.",
  ];
  return rows.map((row) => `${visible(row)}\n`).join("");
}

function interpreterRows({
  path,
  why,
  chosen,
  version,
  problem,
  remedy,
}: DoctorOutput["interpreters"][number]): string[] {
  if (problem !== null) return [`  no        ${problem}`, ...(remedy === null ? [] : [`            ${remedy}`])];
  return [`  ${chosen ? "chosen" : "works "}    ${path}  ${version}  (${why}${chosen ? "" : "; one before it works"})`];
}

function attachText(mayAttach: boolean | null): string {
  return mayAttach === null
    ? "not tried"
    : mayAttach
      ? "allowed: tried on a Python of its own"
      : "not possible, see below";
}

function machineText({ yamaScope, inContainer }: DoctorOutput["machine"]): string {
  const facts = [yamaScope === null ? "" : `ptrace_scope ${yamaScope}`, inContainer ? "in a container" : ""];
  const known = facts.filter((fact) => fact !== "").join(", ");
  return known === "" ? "" : ` (${known})`;
}
