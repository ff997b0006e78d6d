/**
 * Everything package.json and the code must agree on, typed once. A test compares both ways. Imports nothing: this file
 * is part of the bundle that VS Code loads at activation.
 */

/** Command ids by the name the code uses. */
export const COMMANDS = {
  profileCurrentFile: "heatline.profileCurrentFile",
  profileCurrentFileWith: "heatline.profileCurrentFileWith",
  profileModule: "heatline.profileModule",
  stop: "heatline.stop",
  runAgain: "heatline.runAgain",
  selectInterpreter: "heatline.selectInterpreter",
  changeLaunch: "heatline.changeLaunch",
  installPySpy: "heatline.installPySpy",
  gettingStarted: "heatline.gettingStarted",
  showLog: "heatline.showLog",
  toggleHeat: "heatline.toggleHeat",
  clearHeat: "heatline.clearHeat",
  chooseWeight: "heatline.chooseWeight",
  showFlamegraph: "heatline.showFlamegraph",
  revealInFlamegraph: "heatline.revealInFlamegraph",
  compareWith: "heatline.compareWith",
  openRun: "heatline.openRun",
  pinRun: "heatline.pinRun",
  unpinRun: "heatline.unpinRun",
  renameRun: "heatline.renameRun",
  deleteRun: "heatline.deleteRun",
  revealRunDirectory: "heatline.revealRunDirectory",
  copyRunCommand: "heatline.copyRunCommand",
  refreshRuns: "heatline.refreshRuns",
  openProfile: "heatline.openProfile",
  chooseHeatSource: "heatline.chooseHeatSource",
  openHotSpot: "heatline.openHotSpot",
  showHotFunctions: "heatline.showHotFunctions",
  showHotLines: "heatline.showHotLines",
  showAllCode: "heatline.showAllCode",
  showOwnCode: "heatline.showOwnCode",
  measureTests: "heatline.measureTests",
  openTest: "heatline.openTest",
} as const;
export type CommandName = keyof typeof COMMANDS;

/** Menus pass what was clicked (a Uri, a tree item); every handler checks what it was given. */
export type CommandHandlers = Readonly<Record<CommandName, (...args: unknown[]) => unknown>>;

export const VIEWS = {
  runs: "heatline.runs",
  hotSpots: "heatline.hotSpots",
  testMemory: "heatline.testMemory",
} as const;

/** `viewType`s of the editor of profiles: for files with the usual endings, and for any file by *Reopen With*. */
export const PROFILE_EDITOR = "heatline.profile";
export const PROFILE_EDITORS = [PROFILE_EDITOR, "heatline.anyProfile"] as const;

/** `viewType` of the flamegraph's webview panel. */
export const FLAMEGRAPH_PANEL = "heatline.flamegraph";

/** Context keys for `when` clauses. */
export const CONTEXT_KEYS = {
  /** A program is running under Heatline. */
  running: "heatline.running",
  /** There is something that *Run Again* can run. */
  canRunAgain: "heatline.canRunAgain",
  /** A run is loaded. */
  runLoaded: "heatline.runLoaded",
  /** `functions` or `lines`: what the Hot Spots view lists. */
  hotSpotKind: "heatline.hotSpotKind",
  /** The Hot Spots view leaves libraries out. */
  hotSpotOwnOnly: "heatline.hotSpotOwnOnly",
} as const;

export const SETTINGS_SECTION = "heatline";
export const WALKTHROUGH = "heatline.heatline#heatline.start";

/** Key in the workspace's memory: the directory of the run that is loaded. */
export const LOADED_RUN = "heatline.loadedRun";
